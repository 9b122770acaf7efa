import { describe, expect, it } from 'vitest';
import { type Tariff, tariffExample } from '../../../shared/contracts/billing/tariff.ts';
import { optionFaults } from '../../../shared/pricing/chosen-options.ts';

const brings = (option: string) =>
  ({ packageId: `${option}-package`, price: '8.00', per: 'rental', option }) as const;
const tariff: Tariff = {
  ...tariffExample,
  options: ['excess', 'hour', 'day'].map((optionId) => ({ optionId, name: optionId })),
  packages: [brings('hour'), brings('day')],
};
const places = (chosen: readonly string[], of: Tariff | undefined = tariff) =>
  optionFaults(of, chosen).map(({ index }) => index);

describe('the options that a rider chooses', () => {
  it('are those of the tariff, with one package at most', () => {
    expect(places([])).toEqual([]);
    expect(places(['hour', 'excess'])).toEqual([]);
  });

  it('are wrong where the tariff does not have them, and where a second one brings a package', () => {
    expect(optionFaults(tariff, ['excess', 'roof-box'])).toEqual([
      { index: 1, detail: 'must be an option of the tariff. The tariff city has excess, hour, day.' },
    ]);
    expect(optionFaults(tariff, ['day', 'excess', 'hour'])).toEqual([
      { index: 2, detail: 'must not come with day: each brings a package, and a rental has one.' },
    ]);
  });

  it('are wrong where the tariff has none, or none is in force', () => {
    expect(places(['excess'], tariffExample)).toEqual([0]);
    expect(optionFaults(undefined, ['excess'])[0]?.detail).toContain('No tariff is in force');
    expect(places([], undefined)).toEqual([]);
  });
});
