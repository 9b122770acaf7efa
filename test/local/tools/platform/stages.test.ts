import { expect, it } from 'vitest';
import { Stages } from '../../../../local/tools/platform/stages.ts';

const never = new Promise<never>(() => undefined);

it('a part is ready when its step is done, and not any more when it broke', async () => {
  const stages = new Stages(new AbortController().signal);
  const step = Promise.withResolvers<number>();
  const done = stages.leavable('fleet', step.promise);
  expect(stages.parts()).toEqual([{ name: 'fleet', ready: false }]);
  step.resolve(7);
  expect(await done).toBe(7);
  expect(stages.parts()).toEqual([{ name: 'fleet', ready: true }]);
  stages.broke('fleet', 'it ended');
  expect(stages.parts()).toEqual([{ name: 'fleet', ready: false, why: 'it ended' }]);
});

it('the signal ends the step under way, and lets no other begin', async () => {
  const stop = new AbortController();
  const stages = new Stages(stop.signal);
  const reason = new Error('stopped by SIGINT');
  const under = stages.leavable('resources', never);
  stop.abort(reason);
  await expect(under).rejects.toBe(reason);
  await expect(stages.leavable('cloud', Promise.resolve())).rejects.toBe(reason);
});

it('engines that are there when the start is stopped are undone', async () => {
  const stop = new AbortController();
  const stages = new Stages(stop.signal);
  const undone: string[] = [];
  const assembly = Promise.withResolvers<string>();
  const together = stages.together(Promise.resolve('engines'), assembly.promise, async (engines) => {
    undone.push(engines);
    await Promise.resolve();
  });
  stop.abort(new Error('stopped'));
  assembly.reject(new Error('the synth was killed'));
  await expect(together).rejects.toThrow('stopped');
  await stages.stop();
  expect(undone).toEqual(['engines']);
});
