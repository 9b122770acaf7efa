import { parseArgs } from 'node:util';
import { apiDocuments } from './api-documents.ts';
import { cfnLint } from './cfn-lint.ts';
import { gbfsValidator } from './gbfs.ts';
import { keyProtocolCar, keyProtocolVectors } from './key-protocol.ts';
import { paho } from './paho.ts';
import { pointsOnPlatform, pointsRecount } from './points.ts';
import { PythonMissing } from './python.ts';
import type { PlatformReferee, Referee, Verdict } from './referee.ts';
import { schemathesis } from './schemathesis.ts';
import { SharedPlatform } from './shared-platform.ts';
import { rigaTariffs } from './tariffs.ts';
import { webhookSignatures } from './webhooks.ts';

/**
 * `npm run referees`: the checks by programs that others wrote. Needs Python; sets up the rest itself.
 *
 * `npm run referees -- NAME…` runs only those whose name contains one of these, in any case. `--riga DIR` names other tariffs and
 * prices for the referee of tariffs.
 */
const { values, positionals } = parseArgs({ allowPositionals: true, options: { riga: { type: 'string' } } });
const ofTemplates: readonly Referee[] = [
  cfnLint,
  keyProtocolVectors,
  rigaTariffs(values.riga),
  webhookSignatures,
  ...apiDocuments,
  pointsRecount,
];
/** One after the other on one platform; what leaves most behind comes last. */
const ofPlatform: readonly PlatformReferee[] = [
  keyProtocolCar,
  paho,
  gbfsValidator,
  pointsOnPlatform,
  schemathesis,
];

const wanted = positionals.map((name) => name.toLowerCase());
const isWanted = ({ name }: { readonly name: string }): boolean =>
  wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part));

let passed = 0;
let failed = 0;

async function judge(name: string, check: () => Promise<Verdict>): Promise<void> {
  const started = performance.now();
  const lines: string[] = [];
  try {
    const { looked, remarks, ...verdict } = await check();
    passed += verdict.passed;
    failed += verdict.wrong.length;
    const rest = remarks === undefined ? '' : `, ${remarks}`;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    lines.push(
      ...verdict.wrong.map((line) => `  ${line}`),
      `${verdict.wrong.length === 0 ? '✓' : '✗'} ${name}: ${looked}, ${verdict.wrong.length} errors${rest}, ${seconds} s`,
    );
  } catch (error) {
    failed += 1;
    const isKnown = error instanceof PythonMissing;
    lines.push(`✗ ${name}: ${isKnown ? error.message : String(error)}`);
    if (!isKnown && error instanceof Error) lines.push(error.stack ?? '');
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function judgeTemplates(): Promise<void> {
  for (const { name, check } of ofTemplates.filter(isWanted)) await judge(name, check);
}

async function judgePlatform(): Promise<void> {
  const chosen = ofPlatform.filter(isWanted);
  if (chosen.length === 0) return;
  const platform = await SharedPlatform.start();
  try {
    for (const { name, check } of chosen) await judge(name, () => check(platform));
  } finally {
    await platform.stop();
  }
}

// The templates are looked at while the platform starts.
const ends = await Promise.allSettled([judgeTemplates(), judgePlatform()]);
for (const end of ends) {
  if (end.status === 'fulfilled') continue;
  failed += 1;
  process.stdout.write(`✗ ${String(end.reason)}\n`);
}
process.stdout.write(`\nreferees: ${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
