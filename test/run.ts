import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { changedFiles } from './choosing/changed-files.ts';
import { testsReachedBy } from './choosing/chosen-tests.ts';

/**
 * `npm test`: everything that must hold, fastest first. The static checks run side by side; it stops at the first that
 * fails (what follows would only repeat it), runs all tests otherwise, and counts: a static check is one.
 *
 * `npm test -- PATTERN…` runs only the tests whose path contains a pattern. `npm test -- --changed` runs only those that can
 * reach what differs from the main branch. `npm run check` runs only those that need no engine.
 */
interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  /** A file in which vitest reports its count. */
  readonly report?: string;
}

const SLOWEST = 10;

const WITHOUT_ENGINES = ['architecture', 'alone', 'parts'];
const WITH_ENGINES = ['engines', 'engines-alone'];

// Tests start Node programs again and again. With this cache Node compiles each file once.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, '../.roadstream/compiled');

const words = process.argv.slice(2);
const isCheck = words[0] === 'check';
const isChanged = words.includes('--changed');
const patterns = words.slice(isCheck ? 1 : 0).filter((word) => word !== '--changed');
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
  // tsc keeps its results, and checks only files that have changed since.
  {
    name: 'types',
    command: ['tsc', '--noEmit', '--incremental', '--tsBuildInfoFile', '.roadstream/types.tsbuildinfo'],
  },
  {
    name: 'types of the web apps',
    command: ['tsc', '-p', 'apps', '--incremental', '--tsBuildInfoFile', '.roadstream/app-types.tsbuildinfo'],
  },
  { name: 'unused code', command: ['knip'] },
];

const projects = (...names: readonly string[]): string[] => names.flatMap((name) => ['--project', name]);

async function chosenSteps(): Promise<readonly Step[]> {
  if (isChanged) {
    const chosen = await testsReachedBy(changedFiles());
    process.stdout.write(`\n${chosen.length} files with tests can be reached by what has changed\n`);
    return chosen.length === 0 ? [] : [vitest('changed', ...chosen, ...patterns)];
  }
  const restriction = isCheck ? projects(...WITHOUT_ENGINES) : [];
  if (patterns.length > 0) return [vitest('chosen', ...restriction, ...patterns)];
  if (isCheck) return [vitest('without engines', ...restriction)];
  return [
    vitest('architecture', ...projects('architecture')),
    vitest('behaviour', ...projects('alone', 'parts', ...WITH_ENGINES)),
  ];
}

interface Ended {
  readonly code: number;
  /** What it printed, when nobody was to see it at once. */
  readonly output: string;
  readonly seconds: number;
}

function run([program, ...args]: Step['command'], stdio: 'inherit' | 'pipe'): Promise<Ended> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['inherit', stdio, stdio],
      shell: process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const seconds = (performance.now() - started) / 1000;
      resolve({ code: code ?? (signal === null ? 1 : 130), output, seconds });
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
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/**
 * The files whose tests took longest, without what they set up before: where to look when everything takes too long.
 * Those at the top belong into longest-first.ts.
 */
function slowest({ testResults }: Report): string {
  return testResults
    .map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ name, seconds }) => `  ${seconds.toFixed(1).padStart(6)} s  ${relative(process.cwd(), name)}\n`)
    .join('');
}

/** What failed, a line each: what vitest says of it may be thousands of lines above. */
function failures({ testResults }: Report): string {
  return testResults
    .flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages: [message = ''] }) => {
          const [first = ''] = message.split('\n');
          return `  ✗ ${relative(process.cwd(), name)}: ${fullName}: ${first}\n`;
        }),
    )
    .join('');
}

/** Passed and failed of a step; a run of vitest that did not even report is one failure. */
function count(step: Step, code: number): [passed: number, failed: number] {
  if (step.report === undefined) return code === 0 ? [1, 0] : [0, 1];
  try {
    const told = JSON.parse(readFileSync(step.report, 'utf8')) as Report;
    const { numPassedTests, numFailedTests } = told;
    rmSync(step.report);
    process.stdout.write(slowest(told) + failures(told));
    // Files that fail to load, and errors outside of tests, end vitest with 1 and no failed test.
    return [numPassedTests, code === 0 ? numFailedTests : Math.max(1, numFailedTests)];
  } catch {
    return [0, 1];
  }
}

let passed = 0;
let failed = 0;

/** Says how a step went, and whether it went well. */
function tell(step: Step, { code, output, seconds }: Ended): boolean {
  process.stdout.write(output);
  const [ok, bad] = count(step, code);
  passed += ok;
  failed += bad;
  process.stdout.write(
    `${bad === 0 ? '✓' : '✗'} ${step.name}: ${ok} passed, ${bad} failed, ${seconds.toFixed(1)} s\n`,
  );
  return bad === 0;
}

function announce({ name, command }: Step): void {
  process.stdout.write(`\n▶ ${name}: ${command.slice(0, 2).join(' ')}\n`);
}

/** All at once, told in their order; whether all went well until the first that did not. */
async function check(): Promise<boolean> {
  const running = checks.map((step) => ({ step, end: run(step.command, 'pipe') }));
  for (const { step, end } of running) {
    announce(step);
    if (!tell(step, await end)) return false;
  }
  return true;
}

const only = patterns.length > 0 && !isChanged;
if (only || (await check())) {
  for (const step of await chosenSteps()) {
    announce(step);
    tell(step, await run(step.command, 'inherit'));
  }
}
process.stdout.write(`\n${isCheck ? 'check' : 'tests'}: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
