import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** What whoever types a command in a wrong way reads: the programs themselves, as npm runs them. */

const root = resolve(import.meta.dirname, '../../../..');
const run = promisify(execFile);

async function failure(
  program: 'local/tools/main.ts' | 'local/tools/cli/main.ts',
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<readonly string[]> {
  const { npm_lifecycle_event: _, ...inherited } = process.env;
  const ended = run(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...inherited, ...environment },
  });
  const { code, stderr } = await ended.then(
    () => ({ code: 0, stderr: '' }),
    (error: { code: number; stderr: string }) => error,
  );
  expect(code).toBe(1);
  return stderr.trim().split('\n');
}

describe('a wrong call', () => {
  it.each([
    [
      'local/tools/cli/main.ts',
      ['token', '--ridr', 'ana'],
      /unknown option '--ridr'/,
      'npm run cli -- token',
    ],
    ['local/tools/cli/main.ts', ['car', 'ad'], /unknown command 'ad'/, 'npm run cli -- car'],
    [
      'local/tools/cli/main.ts',
      ['clock', 'advance'],
      /missing required argument/,
      'npm run cli -- clock advance',
    ],
    ['local/tools/main.ts', ['--cars', 'many'], /number of cars is a whole number/, 'npm start --'],
    ['local/tools/main.ts', ['3'], /too many arguments/, 'npm start --'],
  ] as const)('%s %j is one line, the usage, and where more is', async (program, args, says, command) => {
    const lines = await failure(program, args);
    const [error, usage, help] = lines.filter((line) => !line.startsWith('(Did you mean'));
    expect(error).toMatch(says);
    expect(usage).toMatch(new RegExp(`^Usage: ${command} `));
    expect(help).toBe(`See ${command} --help`);
    expect(lines.length).toBeLessThanOrEqual(4);
  });
});

describe('an option before --, which npm takes for itself', () => {
  it('is said to belong after it', async () => {
    const [error] = await failure('local/tools/main.ts', ['3'], {
      npm_lifecycle_event: 'start',
      npm_config_cars: 'true',
    });
    expect(error).toBe(
      'error: npm has taken --cars for itself. Options go after --, such as: npm start -- --cars 3',
    );
  });

  it('is not dropped in silence when its value went with it', async () => {
    const [error] = await failure('local/tools/main.ts', [], {
      npm_lifecycle_event: 'start',
      npm_config_http_port: '9090',
    });
    expect(error).toContain('npm start -- --http-port=9090');
  });

  it('is said of tools too', async () => {
    const [error] = await failure('local/tools/cli/main.ts', ['token', 'ana'], {
      npm_lifecycle_event: 'cli',
      npm_config_rider: 'true',
    });
    expect(error).toContain('npm run cli -- token --rider ana');
  });
});
