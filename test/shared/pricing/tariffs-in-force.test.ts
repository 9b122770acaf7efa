import { describe, expect, it } from 'vitest';
import type { Tariff } from '../../../shared/contracts/billing/tariff.ts';
import { noTariffs } from '../../../shared/contracts/billing/tariffs-in-force.ts';
import { firstPrices } from '../../../shared/pricing/first-prices.ts';
import {
  allTariffsAt,
  tariffAt,
  tariffFor,
  withChoice,
  withoutTariff,
  withVersion,
} from '../../../shared/pricing/tariffs-in-force.ts';
import { perKm, perMinute, tariffWith } from './rental.ts';

const [NOW, SPRING, SUMMER] = ['01', '03', '06'].map((month) => `2026-${month}-01T00:00:00.000Z`) as [
  string,
  string,
  string,
];
const version = (tariffId: string, number: number): Tariff => tariffWith({ tariffId, version: number });

describe('the tariffs that rooms keep', () => {
  const city = withVersion(noTariffs, { from: NOW, tariff: version('city', 1) }, NOW);
  const scheduled = withVersion(city, { from: SPRING, tariff: version('city', 2) }, NOW);

  it('have the version in force, and the one that will be', () => {
    expect(tariffAt(scheduled, 'city', NOW)?.version).toBe(1);
    expect(tariffAt(scheduled, 'city', SPRING)?.version).toBe(2);
    expect(tariffAt(scheduled, 'other', NOW)).toBeUndefined();
  });

  it('forget versions that a later one has replaced, and take one twice as once', () => {
    const later = withVersion(scheduled, { from: SUMMER, tariff: version('city', 3) }, SUMMER);
    expect(later.versions.map(({ tariff }) => tariff.version)).toEqual([3]);
    const twice = withVersion(scheduled, { from: SPRING, tariff: version('city', 2) }, NOW);
    expect(twice.versions.map(({ tariff }) => tariff.version)).toEqual([2, 1]);
  });

  it('give a rental the one that the rule chooses, and none without a rule', () => {
    const two = withVersion(scheduled, { from: NOW, tariff: version('cargo', 1) }, NOW);
    const van = { model: 'carrier-d', zones: [], riderGroups: [], at: NOW };
    expect(tariffFor(two, van)).toBeUndefined();
    const chosen = withChoice(two, {
      timeZone: 'Europe/Riga',
      default: 'city',
      entries: [{ tariffId: 'cargo', when: { models: ['carrier-d'] } }],
    });
    expect(tariffFor(chosen, van)?.tariffId).toBe('cargo');
    expect(tariffFor(chosen, { ...van, model: 'roadster-e' })?.tariffId).toBe('city');
    expect(tariffFor(withoutTariff(chosen, 'cargo'), van)).toBeUndefined();
    expect(allTariffsAt(chosen, NOW).map(({ tariffId }) => tariffId)).toEqual(['cargo', 'city']);
  });
});

it.each([
  ['0.29', '0.29'],
  ['0.3499', '0.3499'],
  ['2', '2.00'],
])('a first minute at %s is shown as %s', (rate, shown) => {
  const tariff = tariffWith({ rates: [perMinute(rate), perKm('0.25')] });
  expect(firstPrices(tariff, NOW)).toEqual({ unlock: '0.00', perMinute: shown, perKm: '0.25' });
});
