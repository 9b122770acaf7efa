import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it, vi } from 'vitest';
import { PATIENTLY } from '../../../patience.ts';
import { engineDirectory, isAlive } from './engine-directory.ts';

const directory = engineDirectory();
afterAll(() => directory.remove());

it('given a platform that is killed, then none of its engines stays behind', async () => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, 'parent-that-dies.ts'), directory.path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(parent.stdout), 'line');
  const engines: number[] = JSON.parse(String(line));
  expect(engines.filter(isAlive)).toHaveLength(3);

  parent.kill('SIGKILL');

  await vi.waitFor(() => expect(engines.filter(isAlive)).toEqual([]), PATIENTLY);
});
