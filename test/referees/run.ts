import { cfnLint } from './cfn-lint.ts';
import { paho } from './paho.ts';
import { PythonMissing } from './python.ts';
import type { Referee } from './referee.ts';

/** `npm run referees`: the checks by programs that others wrote. Needs Python; sets up the rest itself. */
const referees: readonly Referee[] = [cfnLint, paho];

let passed = 0;
let failed = 0;
for (const { name, check } of referees) {
  process.stdout.write(`▶ ${name}\n`);
  try {
    const { looked, remarks, ...verdict } = await check();
    passed += verdict.passed;
    failed += verdict.wrong.length;
    for (const line of verdict.wrong) process.stdout.write(`  ${line}\n`);
    const rest = remarks === undefined ? '' : `, ${remarks}`;
    process.stdout.write(
      `${verdict.wrong.length === 0 ? '✓' : '✗'} ${name}: ${looked}, ${verdict.wrong.length} errors${rest}\n`,
    );
  } catch (error) {
    failed += 1;
    const isKnown = error instanceof PythonMissing;
    process.stdout.write(`✗ ${name}: ${isKnown ? error.message : String(error)}\n`);
    if (!isKnown && error instanceof Error) process.stdout.write(`${error.stack ?? ''}\n`);
  }
}
process.stdout.write(`\nreferees: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
