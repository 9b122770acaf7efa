import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/**
 * `npm test`: everything that must hold, fastest first. Stops at the first static check that fails (what follows would
 * only repeat it), runs all tests otherwise, and counts: a static check is one.
 *
 * `npm test -- PATTERN…` runs only the tests whose path contains a pattern.
 */
interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** A file in which vitest reports its count. */
  readonly report?: string;
}

const SLOWEST = 10;

const patterns = process.argv.slice(2);
const report = (name: string): string => join(tmpdir(), `roadstream-test-${process.pid}-${name}.json`);
const vitest = (name: string, ...options: string[]): Step => ({
  name,
  command: [
    'vitest',
    'run',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report(name)}`,
    ...options,
  ],
  report: report(name),
});

const checks: readonly Step[] = [
  { name: 'format', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'unused code', command: ['knip'] },
];

// Journeys drive one started platform after the other; all else may run side by side.
const tests: readonly Step[] =
  patterns.length > 0
    ? [vitest('chosen', ...patterns)]
    : [
        vitest('architecture', 'test/architecture', 'test/docs'),
        vitest(
          'parts',
          '--exclude',
          'test/architecture/**',
          '--exclude',
          'test/docs/**',
          '--exclude',
          'test/journeys/**',
        ),
        vitest('journeys', '--no-file-parallelism', 'test/journeys'),
      ];

function run([program, ...args]: Step['command']): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      resolve(code ?? (signal === null ? 1 : 130));
    });
  });
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

/** The files whose tests took longest, without what they set up before: where to look when everything takes too long. */
function slowest({ testResults }: Report): string {
  return testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${relative(process.cwd(), name)}\n`)
    .join('');
}

/** Passed and failed of a step; a run of vitest that did not even report is one failure. */
function count(step: Step, code: number): [passed: number, failed: number] {
  if (step.report === undefined) return code === 0 ? [1, 0] : [0, 1];
  try {
    const told = JSON.parse(readFileSync(step.report, 'utf8')) as Report;
    const { numPassedTests, numFailedTests } = told;
    rmSync(step.report);
    process.stdout.write(slowest(told));
    // Files that fail to load, and errors outside of tests, end vitest with 1 and no failed test.
    return [numPassedTests, code === 0 ? numFailedTests : Math.max(1, numFailedTests)];
  } catch {
    return [0, 1];
  }
}

let passed = 0;
let failed = 0;
for (const [steps, stopAtFailure] of [
  [patterns.length > 0 ? [] : checks, true],
  [tests, false],
] as const) {
  for (const step of steps) {
    const started = performance.now();
    process.stdout.write(`\n▶ ${step.name}: ${step.command.slice(0, 2).join(' ')}\n`);
    const [ok, bad] = count(step, await run(step.command));
    passed += ok;
    failed += bad;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(
      `${bad === 0 ? '✓' : '✗'} ${step.name}: ${ok} passed, ${bad} failed, ${seconds} s\n`,
    );
    if (bad > 0 && stopAtFailure) break;
  }
  if (failed > 0 && stopAtFailure) break;
}
process.stdout.write(`\ntests: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
