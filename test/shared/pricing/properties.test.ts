import { assert, integer, property, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../../shared/contracts/compile.ts';
import { tariffFaults } from '../../../shared/contracts/billing/faults/tariff-faults.ts';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { type PlainPeriod, totalByOracle } from './decimal-oracle.ts';
import { anyTariff, periods, plainTariff, start, usageOf, voucher } from './random-tariffs.ts';
import { chargeOf } from './rental.ts';

const runs = (numRuns: number) => ({ seed: 2026, numRuns });

const discountsOf = (percent: string | undefined) =>
  percent === undefined ? [] : [{ kind: 'voucher', voucherId: 'v', percent } as const];

describe('whatever the tariff and the rental', () => {
  it('tariffs made by chance have no faults', () => {
    assert(
      property(anyTariff, (tariff) => {
        expect(tariffFaults(tariff)).toEqual([]);
      }),
      runs(100),
    );
  });

  it('lines add up to the total, in net, taxes and gross', () => {
    assert(
      property(anyTariff, start, periods, voucher, (tariff, from, all, percent) => {
        const charge = chargeOf(tariff, usageOf(from, all), { discounts: discountsOf(percent) });
        const sum = (amounts: readonly number[]): number =>
          amounts.reduce((total, amount) => total + amount, 0);

        expect(sum(charge.lines.map(({ net }) => net))).toBe(charge.net);
        expect(sum(charge.lines.map(({ gross }) => gross))).toBe(charge.total);
        expect(charge.net + sum(charge.taxes.map(({ amount }) => amount))).toBe(charge.total);
        for (const { net, taxes, gross } of charge.lines)
          expect(net + sum(taxes.map(({ amount }) => amount))).toBe(gross);
        expect(charge.total).toBeGreaterThanOrEqual(0);
      }),
      runs(400),
    );
  });

  it('splitting a period into two adjacent ones of its kind changes nothing', () => {
    assert(
      property(
        anyTariff,
        start,
        periods,
        integer({ min: 0 }),
        integer({ min: 0 }),
        (tariff, from, all, which, where) => {
          const n = which % all.length;
          const split = all.flatMap((period, m): PlainPeriod[] => {
            if (m !== n) return [period];
            const ticks = where % (period.ticks + 1);
            const metres = (period.metres / period.ticks) * ticks;
            return [
              { ...period, ticks, metres },
              { ...period, ticks: period.ticks - ticks, metres: period.metres - metres },
            ];
          });

          expect(chargeOf(tariff, usageOf(from, split))).toEqual(chargeOf(tariff, usageOf(from, all)));
        },
      ),
      runs(400),
    );
  });

  it('an oracle that works with decimal numbers, tick by tick, has the same total', () => {
    assert(
      property(anyTariff, start, periods, voucher, (tariff, from, all, percent) => {
        const { total } = chargeOf(tariff, usageOf(from, all), { discounts: discountsOf(percent) });

        expect((total / 100).toFixed(2)).toBe(totalByOracle(tariff, from, all, percent).toFixed(2));
      }),
      runs(100),
    );
  });
});

describe('without packages, discounts and negative rates', () => {
  const grown = tuple(integer({ min: 0, max: 300 }), integer({ min: 0, max: 800 }));
  const total = (tariff: Tariff, from: number, all: readonly PlainPeriod[]): number =>
    chargeOf(tariff, usageOf(from, all)).total;

  it('the price never falls while a rental goes on', () => {
    assert(
      property(plainTariff, start, periods, grown, (tariff, from, all, [ticks, speed]) => {
        const more: PlainPeriod = { kind: 'driving', ticks, metres: speed * ticks };

        expect(total(tariff, from, [...all, more])).toBeGreaterThanOrEqual(total(tariff, from, all));
      }),
      runs(600),
    );
  });

  /** A cap by windows that covers distance depends on where the distance was driven: more of it may move to another window. */
  const withoutCapOnDistance = plainTariff.filter(
    ({ caps = [] }) => !caps.some(({ covers }) => covers.includes('km')),
  );

  it('the price never falls as a distance grows, unless a cap by windows covers it', () => {
    assert(
      property(withoutCapOnDistance, start, periods, grown, (tariff, from, all, [, speed]) => {
        const more = all.map((period) => ({ ...period, metres: period.metres + speed * period.ticks }));

        expect(total(tariff, from, more)).toBeGreaterThanOrEqual(total(tariff, from, all));
      }),
      runs(600),
    );
  });

  it('the price never falls as the time of a period grows, unless a cap by windows covers distance', () => {
    assert(
      property(withoutCapOnDistance, start, periods, grown, (tariff, from, all, [ticks]) => {
        const more = all.map((period, n) =>
          n < all.length - 1 ? period : { ...period, ticks: period.ticks + ticks },
        );

        expect(total(tariff, from, more)).toBeGreaterThanOrEqual(total(tariff, from, all));
      }),
      runs(600),
    );
  });
});
