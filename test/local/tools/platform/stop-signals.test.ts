import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PATIENTLY } from '../../../patience.ts';
import { isAlive } from '../../cloud/engines/engine-directory.ts';
import { Script } from './a-script.ts';

/** Takes forever to stop. */
const PLATFORM = `
  import { onStopSignal } from './local/tools/platform/stop-signals.ts';
  setInterval(() => {}, 1000);
  onStopSignal(
    (signal) => console.log('stop ' + signal),
    (signal) => { console.log('force ' + signal); process.exit(3); },
  );
  console.log('runs');
`;

let script: Script | undefined;
afterEach(() => script?.child.kill('SIGKILL'));

async function running(environment?: NodeJS.ProcessEnv): Promise<Script> {
  script = new Script(PLATFORM, environment);
  const started = script;
  await vi.waitFor(() => expect(started.output).toContain('runs'), PATIENTLY);
  return started;
}

describe('a signal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops the platform in order: %s', async (signal) => {
    const { child } = await running();
    child.kill(signal);
    await vi.waitFor(() => expect(script?.output).toBe(`runs\nstop ${signal}\n`), PATIENTLY);
  });

  it('that comes a moment after the first, from the terminal and from npm, is the same; a later one forces', async () => {
    const started = await running();
    started.child.kill('SIGINT');
    await vi.waitFor(() => expect(started.output).toContain('stop SIGINT'), PATIENTLY);
    started.child.kill('SIGINT');
    await sleep(1200);
    expect(started.output).toBe('runs\nstop SIGINT\n');
    started.child.kill('SIGINT');
    expect(await started.end()).toBe(3);
    expect(started.output).toBe('runs\nstop SIGINT\nforce SIGINT\n');
  });
});

/** Starts a platform as npm does, says its process id, and shows what it says. */
const NPM = `
  import { spawn } from 'node:child_process';
  const child = spawn(process.execPath, ['--input-type=module', '--eval', ${JSON.stringify(PLATFORM)}], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, npm_lifecycle_event: process.argv[1] },
  });
  console.log('pid ' + child.pid);
  setInterval(() => {}, 1000);
`;

it.each([
  ['npm', 'start', 'stop SIGHUP'],
  ['a shell that puts it into the background', '', undefined],
])('the death of %s', async (_, event, said) => {
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', NPM, event], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(parent.stdout).on('line', (line) => lines.push(line));
  await vi.waitFor(() => expect(lines).toContain('runs'), PATIENTLY);
  const pid = Number(lines.find((line) => line.startsWith('pid '))?.slice(4));

  parent.kill('SIGKILL');
  await once(parent, 'exit');
  if (said === undefined) await sleep(2500);
  else await vi.waitFor(() => expect(lines).toContain(said), PATIENTLY);

  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
  expect(lines.filter((line) => line.startsWith('stop'))).toEqual(said === undefined ? [] : [said]);
});
