import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Cloud } from '../../cloud/core/cloud.ts';
import { endsWithUs } from '../../cloud/engines/child-life.ts';
import { Functions } from '../../cloud/lambda/functions.ts';

const root = resolve(import.meta.dirname, '../../..');

interface WatchLine {
  readonly watching?: true;
  readonly function?: string;
  readonly directory?: string;
  readonly same?: string;
  readonly synthesize?: string;
  readonly error?: string;
}

/**
 * Swaps functions whose sources change, while everything runs. The bundler follows the sources in a process of its own,
 * and names each new bundle. Sources that were saved after this process began also count as changed. Returns a function
 * that stops it.
 */
export function watchFunctions(cloud: Cloud, say: (text: string) => void): () => Promise<void> {
  const bundles = join(cloud.dataDirectory, 'watched');
  const child = spawn(process.execPath, ['infra/watch.ts', bundles, String(performance.timeOrigin)], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    // In a session of its own: Ctrl-C reaches the platform alone, which stops it in its turn.
    detached: true,
  });
  endsWithUs(child);
  let stopping = false;
  child.once('error', (error) => say(`not watching: the bundler could not be started (${error.message})`));
  createInterface({ input: child.stdout }).on('line', (text) => {
    const line = JSON.parse(text) as WatchLine;
    if (line.watching) say('watching functions/, shared/ and infra/');
    if (line.error !== undefined) say(`the code before goes on running: ${line.error}`);
    if (line.same !== undefined) say(`${line.same}: every function's code is the same as before`);
    if (line.synthesize !== undefined)
      say(`${line.synthesize} changes more than code: start again to see it`);
    if (line.function === undefined || line.directory === undefined) return;
    const name = line.function;
    cloud
      .part(Functions)
      .swap(name, line.directory)
      .then(
        () => say(`${name} runs its new code`),
        (error: unknown) => say(`${name} was not swapped: ${String(error)}`),
      );
  });
  child.once('exit', (code, signal) => {
    if (!stopping)
      say(
        `no longer watching: the bundler ended with ${signal ?? `status ${code}`}; start again to see changes`,
      );
  });
  return async () => {
    stopping = true;
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  };
}
