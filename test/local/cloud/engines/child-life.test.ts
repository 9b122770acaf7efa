import { expect, it, vi } from 'vitest';
import { PATIENTLY } from '../../../patience.ts';
import { Script } from '../../tools/platform/a-script.ts';
import { isAlive } from './engine-directory.ts';

it('given a process that exits without stopping its child, then the child is gone', async () => {
  const script = new Script(`
    import { spawn } from 'node:child_process';
    import { endsWithUs } from './local/cloud/engines/child-life.ts';
    const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore' });
    endsWithUs(child);
    console.log(child.pid);
    setTimeout(() => process.exit(4), 200);
  `);
  expect(await script.end()).toBe(4);
  const pid = Number(script.output);
  expect(pid).toBeGreaterThan(0);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENTLY);
});
