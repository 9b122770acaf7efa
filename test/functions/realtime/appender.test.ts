import { expect, it } from 'vitest';
import { Appender } from '../../../functions/realtime/appender.ts';
import type { NewPush } from '../../../functions/realtime/routing.ts';

const push = (stream: string, id: string): NewPush => ({ stream, id, time: '', event: 'e', data: {} });

it('writes what comes meanwhile together, a stream’s in order, and streams beside each other', async () => {
  const written: string[] = [];
  const gates = new Map<string, () => void>();
  const appender = new Appender(async (stream, pushes) => {
    written.push(`${stream}: ${pushes.map(({ id }) => id).join(' ')}`);
    if (!gates.has(stream)) await new Promise<void>((open) => gates.set(stream, open));
  });

  const first = appender.add(push('fleet', 'a'));
  const other = appender.add(push('rider/ana', 'b'));
  await Promise.resolve();
  const later = ['c', 'd', 'e'].map((id) => appender.add(push('fleet', id)));
  expect(written).toEqual(['fleet: a', 'rider/ana: b']);
  for (const open of gates.values()) open();
  await Promise.all([first, other, ...later]);

  expect(written).toEqual(['fleet: a', 'rider/ana: b', 'fleet: c d e']);
});

it('tells each whose write failed, and goes on', async () => {
  let fails = true;
  const appender = new Appender(async () => {
    if (fails) throw new Error('no table');
  });
  await expect(appender.add(push('fleet', 'a'))).rejects.toThrow('no table');
  fails = false;
  await expect(appender.add(push('fleet', 'b'))).resolves.toBeUndefined();
});
