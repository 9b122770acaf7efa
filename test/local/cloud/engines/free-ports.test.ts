import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../local/cloud/engines/engine-error.ts';
import { freePorts, onFreePorts } from '../../../../local/cloud/engines/free-ports.ts';

describe('freePorts', () => {
  it('gives different ports that can be listened on, below those of outgoing connections', async () => {
    const ports = await freePorts(8);
    expect(new Set(ports).size).toBe(8);
    expect(Math.max(...ports)).toBeLessThan(32_768);
    for (const port of ports) {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('onFreePorts', () => {
  it('given a port that is taken in between, then it starts again on others', async () => {
    const tried: number[] = [];
    const used = await onFreePorts(1, ([port = 0]) => {
      tried.push(port);
      if (tried.length === 1) return Promise.reject(new EngineError('PORT_TAKEN', 'taken'));
      return Promise.resolve(port);
    });
    expect(tried).toEqual([expect.any(Number), used]);
  });

  it('given another failure, then it does not start again', async () => {
    let starts = 0;
    const started = onFreePorts(1, () => {
      starts++;
      return Promise.reject(new EngineError('DISK_FULL', 'full'));
    });
    await expect(started).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(starts).toBe(1);
  });
});
