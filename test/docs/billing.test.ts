import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import '../../shared/contracts/compile.ts';
import type { Discount } from '../../shared/contracts/billing/charge.ts';
import { tariffFaults } from '../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../shared/contracts/billing/tariff.ts';
import type { PeriodKind, Usage } from '../../shared/contracts/billing/usage.ts';
import { minorDigits, moneyText } from '../../shared/kernel/money.ts';
import { instant } from '../../shared/kernel/time.ts';
import { clockOf } from '../../shared/kernel/time-zone.ts';
import { rateUsage } from '../../shared/pricing/rate-usage.ts';
import { valueOf } from './calculation.ts';

/** Prices every example of the page on billing, and works out every calculation on it. */
const page = readFileSync(resolve(import.meta.dirname, '../../docs/billing-examples.md'), 'utf8');

interface Context {
  readonly startZones?: string[];
  readonly endZones?: string[];
  readonly options?: string[];
  readonly vehicleClass?: string;
  readonly handedOverAt?: string;
  readonly discounts?: Discount[];
}

interface Example {
  readonly title: string;
  readonly tariff: Tariff;
  readonly context: Context;
  /** Rows of the tables, by the heading of each column. */
  readonly usage: readonly Row[];
  readonly lines: readonly Row[];
  readonly cannot: string | undefined;
  readonly refused: readonly [code: string, path: string] | undefined;
}
type Row = Readonly<Record<string, string>>;

const METRES = { km: 1000, miles: 1609.344 } as const;

const examples = page.split('\n### ').slice(1).map(exampleOf);

function exampleOf(text: string): Example {
  const [title = ''] = text.split('\n');
  const [usage = [], lines = []] = tablesIn(text);
  const refused = /Refused: `(\w+)` at `([^`]+)`/.exec(text);
  return {
    title,
    tariff: {
      tariffId: 'example',
      version: 1,
      name: 'Example',
      description: 'An example.',
      currency: 'EUR',
      timeZone: 'Europe/Riga',
      distanceUnit: 'km',
      rates: [],
      taxes: { included: true, rates: [] },
      ...(JSON.parse(block(text, 'tariff') ?? '') as Partial<Tariff>),
    },
    context: JSON.parse(block(text, 'context') ?? '{}') as Context,
    usage,
    lines,
    cannot: /Cannot be rated: `(\w+)`/.exec(text)?.[1],
    refused: refused === null ? undefined : [refused[1] ?? '', refused[2] ?? ''],
  };
}

function block(text: string, name: string): string | undefined {
  return new RegExp(`\`\`\`json ${name}\n(.*?)\n\`\`\``, 's').exec(text)?.[1];
}

function tablesIn(text: string): Row[][] {
  return [...text.matchAll(/(?:^\|.*\|\n?)+/gm)].map(([table]) => {
    const rows = table
      .trim()
      .split('\n')
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim().replaceAll('**', '')),
      );
    const [heading = [], , ...body] = rows;
    return body.map((cells) => Object.fromEntries(heading.map((name, n) => [name, cells[n] ?? ''])));
  });
}

function usageOf({ usage, context, tariff }: Example): Usage {
  const clock = clockOf(tariff.timeZone);
  const time = (text: string): string =>
    instant(text.endsWith('Z') ? Date.parse(text) : clock.timeAt(Date.parse(`${text.replace(' ', 'T')}Z`)));
  const found = { startedAt: 'measured', endedAt: 'measured', distanceMetres: 'measured' } as const;
  const { startZones = [], endZones = [], options = [] } = context;
  return {
    periods: usage.map((row) => ({
      kind: row['period'] as PeriodKind,
      ...(row['from'] === '' ? {} : { startedAt: time(row['from'] ?? '') }),
      endedAt: time(row['to'] ?? ''),
      distanceMetres:
        row['miles'] === undefined ? Number(row['km']) * METRES.km : Number(row['miles']) * METRES.miles,
      found,
    })),
    startZones,
    endZones,
    options,
  };
}

/** The lines, the total and what is paid, as the page writes them. */
function pricedLines(example: Example): readonly Row[] {
  const rating = rateUsage(example.tariff, usageOf(example), example.context);
  if (rating.kind === 'cannot-be-rated') throw new Error(`${rating.code}: ${rating.detail}`);
  const { lines, net, taxes, total, payments, due, currency } = rating.charge;
  const text = (amount: number): string => moneyText({ amount, currency });
  const row = (
    line: string,
    of: { net: number; taxes: readonly { taxId: string; amount: number }[]; gross: number },
  ): Row => ({
    line,
    ...(taxes.length === 0 ? {} : { net: text(of.net) }),
    ...Object.fromEntries(of.taxes.map(({ taxId, amount }) => [taxId, text(amount)])),
    amount: text(of.gross),
  });
  return [
    ...lines.map((line) => row(line.lineId, line)),
    row('total', { net, taxes, gross: total }),
    ...payments.map(({ kind, amount }) => ({ line: kind, amount: text(amount) })),
    ...(payments.length === 0 ? [] : [{ line: 'due', amount: text(due) }]),
  ];
}

const withoutCalculation = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name, cell]) => name !== 'calculation' && cell !== ''));

describe('the page on billing', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(40);
    expect(examples.map(({ title }) => Number.parseInt(title, 10))).toEqual(examples.map((_, n) => n + 1));
  });

  it.each(examples.filter(({ refused }) => refused === undefined))(
    '$title: its tariff has no faults',
    ({ tariff }) => {
      expect(tariffFaults(tariff)).toEqual([]);
    },
  );

  it.each(examples.filter(({ refused }) => refused !== undefined))(
    '$title: is refused',
    ({ tariff, refused }) => {
      const [code, path] = refused ?? [];

      expect(tariffFaults(tariff)).toContainEqual({ code, path, detail: expect.any(String) });
    },
  );

  it.each(examples.filter(({ cannot }) => cannot !== undefined))('$title: cannot be rated', (example) => {
    expect(rateUsage(example.tariff, usageOf(example), example.context)).toMatchObject({
      code: example.cannot,
    });
  });

  const priced = examples.filter(({ cannot, refused }) => cannot === undefined && refused === undefined);

  it.each(priced)('$title: the engine has these lines', (example) => {
    expect(example.lines.length).toBeGreaterThan(1);
    expect(pricedLines(example)).toEqual(example.lines.map(withoutCalculation));
  });

  it.each(priced)('$title: the calculations give these amounts', ({ lines, tariff: { currency } }) => {
    const calculated = lines.filter(({ calculation = '' }) => calculation !== '');
    const digits = minorDigits(currency);

    expect(
      calculated.map(({ calculation = '' }) => valueOf(calculation).toFixed(digits, Decimal.ROUND_HALF_UP)),
    ).toEqual(calculated.map(({ amount }) => amount));
    const total = calculated.reduce((sum, { amount = '' }) => sum.plus(amount), new Decimal(0));
    expect(total.toFixed(digits)).toBe(lines.find(({ line }) => line === 'total')?.['amount']);
  });
});
