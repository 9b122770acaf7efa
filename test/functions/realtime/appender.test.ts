import { expect, it } from 'vitest';
import { Appender } from '../../../functions/realtime/appender.ts';
import type { NewPush } from '../../../functions/realtime/routing.ts';

const push = (stream: string, id: string): NewPush => ({ stream, id, time: '', event: 'e', data: {} });

it('writes what comes meanwhile together, in its order', async () => {
  const written: string[] = [];
  const gates: (() => void)[] = [];
  const appender = new Appender(async (pushes) => {
    written.push(pushes.map(({ stream, id }) => `${stream} ${id}`).join(', '));
    if (gates.length === 0) await new Promise<void>((open) => gates.push(open));
  });

  const first = [push('rider/ana', 'a'), push('fleet', 'a')];
  const early = [appender.add(first), appender.add([push('fleet', 'b')])];
  await Promise.resolve();
  const later = ['c', 'd', 'e'].map((id) => appender.add([push('fleet', id)]));
  const nobody = appender.add([]);
  expect(written).toEqual(['rider/ana a, fleet a, fleet b']);
  for (const open of gates) open();
  await Promise.all([...early, ...later, nobody]);

  expect(written).toEqual(['rider/ana a, fleet a, fleet b', 'fleet c, fleet d, fleet e']);
});

it('tells each whose write failed, and goes on', async () => {
  let fails = true;
  const appender = new Appender(async () => {
    if (fails) throw new Error('no table');
  });
  await expect(appender.add([push('fleet', 'a')])).rejects.toThrow('no table');
  fails = false;
  await expect(appender.add([push('fleet', 'b')])).resolves.toBeUndefined();
});
