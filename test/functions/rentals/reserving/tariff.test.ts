import { describe, expect, it } from 'vitest';
import { tariffsDomain } from '../../../../functions/rentals/fleet/tariffs-domain.ts';
import { refuseOtherTariff, tariffOfCar } from '../../../../functions/rentals/reserving/tariff.ts';
import {
  tariffChoiceSet,
  tariffPublished,
  tariffRetired,
} from '../../../../shared/contracts/billing/tariff-management.ts';
import type { TariffsInForce } from '../../../../shared/contracts/billing/tariffs-in-force.ts';
import { message, roomUnderTest } from '../../room-under-test.ts';

const NOW = '2026-01-31T09:30:00.000Z';
const { tariff } = tariffPublished.example;
const roadster = { model: 'Roadster E', pricingZones: [], riderGroups: [] };

const published = (version: number, from = NOW) =>
  message(tariffPublished, { ...tariffPublished.example, tariff: { ...tariff, version }, from });

/** The tariffs as the decisions on cars read them. */
function followed(...messages: Parameters<ReturnType<typeof room>['handle']>[0][]): TariffsInForce {
  const tariffs = room();
  for (const one of messages) tariffs.handle(one);
  expect(tariffs.rebuilt('tariffs/roadstream')).toEqual(tariffs.state('tariffs/roadstream'));
  return tariffs.item('tariffs')?.body as TariffsInForce;
}
const room = () => roomUnderTest(tariffsDomain, NOW);
const chosen = () => message(tariffChoiceSet, tariffChoiceSet.example);

describe('the tariff of a car that is reserved', () => {
  it('is the version in force of the one that the rule chooses', () => {
    const tariffs = followed(published(1), chosen(), published(2, '2026-03-01T00:00:00.000Z'));

    expect(tariffOfCar(tariffs, roadster, NOW)).toMatchObject({ tariffId: 'city', version: 1 });
    expect(tariffOfCar(tariffs, roadster, '2026-03-01T00:00:00.000Z')).toMatchObject({ version: 2 });
    expect(tariffOfCar(tariffs, { ...roadster, model: 'Unheard of' }, NOW)).toMatchObject({ version: 1 });
  });

  it('is none before a rule is set, after it was retired, and while nothing was heard of tariffs', () => {
    expect(tariffOfCar(followed(published(1)), roadster, NOW)).toBeUndefined();
    const retired = message(tariffRetired, tariffRetired.example);
    expect(tariffOfCar(followed(published(1), chosen(), retired), roadster, NOW)).toBeUndefined();
    expect(tariffOfCar(undefined, roadster, NOW)).toBeUndefined();
  });
});

describe('a reservation that names the tariff that its rider has seen', () => {
  const inForce = { ...tariff, version: 2 };

  it('is refused when another version is in force, with its price, or none is', () => {
    const seen = { tariffId: 'city', version: 1 };
    expect(refuseOtherTariff(seen, inForce)).toEqual({
      kind: 'refuse',
      code: 'TARIFF_CHANGED',
      detail: `You have seen city version 1. In force is city version 2: ${tariff.description}`,
    });
    expect(refuseOtherTariff(seen, undefined)?.detail).toContain('No tariff is in force for this car.');
  });

  it('goes on with the version that is in force, and without any', () => {
    expect(refuseOtherTariff({ tariffId: 'city', version: 2 }, inForce)).toBeUndefined();
    expect(refuseOtherTariff(undefined, inForce)).toBeUndefined();
  });
});
