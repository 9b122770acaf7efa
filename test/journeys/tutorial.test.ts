import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlatformClient, PlatformError } from '../../local/tools/platform/client.ts';
import { PATIENCE_MS } from '../patience.ts';
import { PlatformProcess } from '../platform-process.ts';
import { copyTree } from '../tree-copy.ts';
import { printedChanges } from './printed-change.ts';
import { printedCommands, shapeOf } from './printed-session.ts';
import { ShellSession } from './shell-session.ts';

/** Every command that the READMEs and the tutorial print, in bash and with the real tools, and what they print below it. */

const root = resolve(import.meta.dirname, '../..');
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Without the variables that npm and vitest set: a newcomer's terminal has none of them. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^npm_/i.test(name) && !['INIT_CWD', 'NODE_ENV', 'NODE_OPTIONS', 'VITEST'].includes(name),
  ),
);

// In a copy of the tree the command line finds this platform and no other; the copy also takes the files that are made.
let tree: string;
let platform: PlatformProcess;

beforeAll(async () => {
  tree = copyTree('roadstream-tutorial-');
  platform = await PlatformProcess.start([], tree);
});
afterAll(async () => {
  await platform.stop();
  rmSync(tree, { recursive: true, force: true });
});

/** The ports that the pages print, and those of this platform. */
const ports = (): readonly (readonly [string, string])[] => [
  ['8080', String(platform.httpPort)],
  ['8883', String(platform.mqttPort)],
];
const withOwnPorts = (text: string): string =>
  ports().reduce((all, [printed, own]) => all.replaceAll(printed, own), text);
const withPrintedPorts = (text: string): string =>
  ports().reduce((all, [printed, own]) => all.replaceAll(own, printed), text);

const advance = (milliseconds: number): Promise<unknown> =>
  new PlatformClient(platform.httpPort).local('POST', '/_local/clock/advance', { milliseconds });

/**
 * Everything under way has happened. While a car drives it says so every second, so a busy platform may not become quiet in
 * the time that one request gives it.
 */
async function quiet(): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await advance(0);
      return;
    } catch (error) {
      const isBusy = error instanceof PlatformError && error.code === 'NOT_QUIET';
      if (!isBusy || performance.now() > deadline) throw error;
    }
  }
}

/** A replay waits until each twin is written, at most once a minute. The platform's time is moved meanwhile. */
async function withFastTime<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => void advance(61_000).catch(() => {}), 3_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

describe.each([
  ['README.md', 6],
  ['docs/tutorial.md', 30],
  ['sdk/README.md', 4],
])('%s', (page, commands) => {
  let shell: ShellSession;

  beforeAll(() => {
    for (const change of printedChanges(read(page))) change.applyTo(tree);
    shell = new ShellSession(tree, environment);
  });
  afterAll(() => shell.end());

  it('has commands', () => {
    expect(printedCommands(read(page)).length).toBeGreaterThanOrEqual(commands);
  });

  // Each may need what those before it did: look at the first that fails.
  it.each(printedCommands(read(page)))('$command', async ({ command, output }) => {
    const run = () => shell.run(withOwnPorts(command), PATIENCE_MS / 1000);
    const printed = await (command.includes(' -- replay ') ? withFastTime(run) : run());
    // Other rooms learn a moment later who may rent. A person types the next line later than this test.
    if (command.includes(' -- rider add ')) await quiet();
    expect(shapeOf(withPrintedPorts(printed))).toBe(shapeOf(output));
  });
});
