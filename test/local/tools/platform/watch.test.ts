import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { PATIENTLY } from '../../../patience.ts';
import { isAlive } from '../../cloud/engines/engine-directory.ts';
import { Script } from './a-script.ts';

const folder = mkdtempSync(join(tmpdir(), 'roadstream-watch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('given a platform that is killed, then its bundler ends, too', async () => {
  const script = new Script(`
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['infra/watch.ts', ${JSON.stringify(folder)}, String(Date.now())], {
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    console.log('pid ' + child.pid);
  `);
  await vi.waitFor(() => expect(script.output).toContain('"watching":true'), PATIENTLY);
  const pid = Number(/pid (\d+)/.exec(script.output)?.[1]);
  expect(isAlive(pid)).toBe(true);

  script.child.kill('SIGKILL');

  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), PATIENTLY);
});
