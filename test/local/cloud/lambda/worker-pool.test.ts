import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FunctionDefinition } from '../../../../local/cloud/lambda/function-definition.ts';
import type { Sandbox } from '../../../../local/cloud/lambda/sandbox.ts';
import { WorkerPool } from '../../../../local/cloud/lambda/worker-pool.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const definition = { name: 'work' } as FunctionDefinition;

/** Environments that know no more than whether they are alive. */
function pool(): WorkerPool {
  return new WorkerPool(definition, () => {
    const sandbox = { definition, alive: true, terminate: () => Promise.resolve((sandbox.alive = false)) };
    return sandbox as unknown as Sandbox;
  });
}

async function burst(workers: WorkerPool, size: number): Promise<Sandbox[]> {
  const sandboxes = await Promise.all(Array.from({ length: size }, () => workers.acquire()));
  for (const sandbox of sandboxes) workers.release(sandbox);
  return sandboxes;
}

describe('idle environments', () => {
  it('go soon when a burst is over, but for one, which goes after some minutes', async () => {
    const workers = pool();
    const [first] = await burst(workers, 5);
    expect(workers.state.idle).toBe(5);

    vi.advanceTimersByTime(20_000);
    expect(workers.state.idle).toBe(1);
    expect(await workers.acquire()).toBe(first);

    workers.release(first as Sandbox);
    vi.advanceTimersByTime(100_000);
    expect(workers.state.idle).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(workers.state.idle).toBe(0);
    expect(first?.alive).toBe(false);
  });

  it('stay while the bursts go on', async () => {
    const workers = pool();
    const before = await burst(workers, 3);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(10_000);
      expect(new Set(await burst(workers, 3))).toEqual(new Set(before));
    }
  });
});
