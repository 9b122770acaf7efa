import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { CALLBACK_TYPES } from '../../infra/providers/stripe/callbacks.ts';
import { faults, operations, testMethod, testMethodName } from '../../infra/sandbox/stripe/test-methods.ts';
import { paymentFindings } from '../../shared/contracts/payments/provider.ts';

const root = resolve(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/providers.md'), 'utf8');

it('the guide to Stripe lists exactly the callbacks that the adapter understands', () => {
  const [, list = ''] = /exactly these events:\n([\s\S]*?)\. Put its signing secret/.exec(page) ?? [];
  expect([...list.matchAll(/`([^`]+)`/g)].map(([, type]) => type)).toEqual([...CALLBACK_TYPES]);
});

it('the page says what each question may be answered', () => {
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| [^|]* \| ([^|]*) \|$/gm)];
  expect(rows.map(([, question]) => question)).toEqual(Object.keys(paymentFindings));
  for (const [, question, answers = ''] of rows) {
    const said = [...answers.matchAll(/`([A-Z_]+)`/g)].map(([, result]) => String(result));
    const { anyOf } = paymentFindings[question as keyof typeof paymentFindings] as unknown as {
      anyOf: { properties: { result: { const: string } } }[];
    };
    // These two may be the answer to nearly everything. VOIDED is what a repeated question may find.
    const results = anyOf.map(({ properties }) => properties.result.const);
    const common = new Set([
      'UNKNOWN',
      'BUSY',
      ...(question === 'AUTHORIZE' || question === 'CHARGE' ? ['VOIDED'] : []),
    ]);
    const own = new Set(results.filter((result) => !common.has(result)));
    if (question === 'AUTHORIZE') own.delete('CAPTURED');
    expect(new Set(said.filter((result) => own.has(result))), question).toEqual(own);
  }
});

it('the stand-in knows each method that the page names, and the page names each fault', () => {
  const [, table = ''] = /\| token \| \|\n\|---\|---\|\n([\s\S]*?)\n\n/.exec(page) ?? [];
  const names = [...table.matchAll(/`(pm_[A-Za-z_]+)`/g)].map(([, name]) => String(name));
  expect(names.length).toBeGreaterThan(15);
  expect(names.filter((name) => testMethodName(name) !== name)).toEqual([]);
  for (const fault of faults) expect(page).toContain(`\`${fault}\``);
  for (const operation of operations) {
    expect(page).toContain(`\`${operation}\``);
    const planned = testMethod(`pm_standIn_fault_${operation}_busy`).fault;
    expect(planned).toEqual({ operation, fault: 'busy' });
  }
});
