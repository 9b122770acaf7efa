import { describe, expect, it } from 'vitest';
import { searchOf } from '../../../../functions/rentals/finding/search.ts';
import type { FreeCarBody } from '../../../../functions/rentals/finding/seen-car.ts';
import { seenFrom, shown } from '../../../../functions/rentals/finding/seen-car.ts';
import { tariffPublished } from '../../../../shared/contracts/billing/tariff-management.ts';
import { distanceMetres } from '../../../../shared/kernel/geo.ts';

const NOW = '2026-01-31T09:00:00.000Z';

describe('a query for cars', () => {
  it('has what it says, or what is usual', () => {
    expect(searchOf({ near: '42.5,-1.52' })).toMatchObject({
      near: { latitude: 42.5, longitude: -1.52 },
      radiusMetres: 2000,
      limit: 10,
    });
    expect(searchOf({ near: '-90,180', radiusMetres: '10000', limit: '50' })).toMatchObject({
      near: { latitude: -90, longitude: 180 },
      radiusMetres: 10_000,
      limit: 50,
    });
  });

  it('reaches as far as one wants to walk', () => {
    expect(searchOf({ near: '0,0', maxWalkingMinutes: '5' }).radiusMetres).toBe(333);
    expect(searchOf({ near: '0,0', maxWalkingMinutes: '5', radiusMetres: '200' }).radiusMetres).toBe(200);
  });

  it.each([
    [{ near: '90.1,0' }, '/query/near'],
    [{ near: '0,-180.5' }, '/query/near'],
    [{ near: '0,0', radiusMetres: '10001' }, '/query/radiusMetres'],
    [{ near: '0,0', limit: '51' }, '/query/limit'],
  ])('is refused when it makes no sense: %j', (query, path) => {
    expect(() => searchOf(query)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', violations: [expect.objectContaining({ path })] }),
    );
  });
});

const HERE = { latitude: 42.5, longitude: 1.52 };
const THERE = { latitude: 42.5045, longitude: 1.52 };
const roadster: FreeCarBody = {
  vin: 'WRS00001X0T000001',
  model: 'Roadster E',
  plate: 'A-1234',
  position: THERE,
  positionTime: '2026-01-31T09:00:00.000Z',
  chargePercent: 80.9,
};
const { chargePercent: _, ...uncharged } = roadster;
const unheardOf: FreeCarBody = { ...roadster, model: 'Unheard of' };

function fits(query: Omit<Parameters<typeof searchOf>[0], 'near'>, car: FreeCarBody = roadster): boolean {
  const seen = seenFrom(HERE, car);
  if (seen === undefined) throw new Error('the car has a place');
  return searchOf({ near: '42.5,1.52', ...query }).fits(seen);
}

describe('a car', () => {
  it('fits what it has', () => {
    expect(fits({})).toBe(true);
    expect(fits({ minChargePercent: '80', minRangeKm: '182', minSeats: '2' })).toBe(true);
    expect(fits({ model: 'roadster-e', class: 'small', propulsion: 'electric' })).toBe(true);
  });

  it.each([
    { minChargePercent: '81' },
    { minRangeKm: '183' },
    { minSeats: '3' },
    { model: 'tourer-e' },
    { class: 'van' },
    { propulsion: 'hybrid' },
  ] as const)('does not fit %j when it has less or another', (query) => {
    expect(fits(query)).toBe(false);
  });

  it('fits nothing that is not known of it', () => {
    expect(fits({ minChargePercent: '0' }, uncharged)).toBe(false);
    expect(fits({ minRangeKm: '0' }, uncharged)).toBe(false);
    for (const query of [{ minRangeKm: '0' }, { minSeats: '1' }, { class: 'small' }] as const) {
      expect(fits(query, unheardOf)).toBe(false);
    }
    expect(fits({ minChargePercent: '50' }, unheardOf)).toBe(true);
  });

  it('is shown with its range, its price and the walk to it', () => {
    const seen = seenFrom(HERE, roadster);

    expect(seen && shown(seen, tariffPublished.example.tariff, NOW)).toEqual({
      ...roadster,
      modelId: 'roadster-e',
      class: 'small',
      seats: 2,
      propulsion: 'electric',
      distanceMetres: Math.round(distanceMetres(HERE, THERE)),
      walkingMinutes: 8,
      // 45 kWh at 20 kWh on 100 km, rounded down: nobody is left short.
      rangeKm: 182,
      price: {
        tariffId: 'city',
        version: 1,
        currency: 'EUR',
        unlock: '1.00',
        perMinute: '0.29',
        perKm: '0.25',
      },
    });
  });

  it('is shown without what nobody has described, and not at all without a place', () => {
    const seen = seenFrom(HERE, unheardOf);
    const { position: _position, ...lost } = roadster;

    expect(seen && Object.keys(shown(seen, undefined, NOW))).not.toContain('rangeKm');
    expect(seen && Object.keys(shown(seen, undefined, NOW))).not.toContain('price');
    expect(seen && shown(seen, undefined, NOW)).toMatchObject({ model: 'Unheard of', chargePercent: 80.9 });
    expect(seenFrom(HERE, lost)).toBeUndefined();
  });
});
