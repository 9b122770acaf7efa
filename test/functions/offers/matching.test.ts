import { describe, expect, it } from 'vitest';
import { commandOf, consideredAt } from '../../../functions/offers/matching/asking.ts';
import { Matcher } from '../../../functions/offers/matching/matcher.ts';
import { rentalFollowed } from '../../../shared/contracts/offers/given.ts';
import { type Offer, offerExample, type PublishedOffer } from '../../../shared/contracts/offers/offer.ts';
import { instant, milliseconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';

const NOW = milliseconds('2026-01-31T09:40:00.000Z');
const VIN = 'WRS00001X0T000001';
const ana = { vin: VIN, riderId: 'ana', rentalId: 'rnt_00000000000000000000000001' };
const [place] = offerExample.places;
if (place === undefined) throw new Error('The example has no place');

const published = (offer: Partial<Offer> = {}, more: Partial<PublishedOffer> = {}): PublishedOffer => ({
  offerId: 'borda',
  version: 1,
  state: 'ACTIVE',
  offer: { ...offerExample, ...offer },
  changedAt: instant(NOW),
  ...more,
});

function matcher(...offers: readonly PublishedOffer[]): Matcher {
  const made = new Matcher();
  made.setDriving([ana]);
  made.setOffers(offers.length === 0 ? [published()] : offers, NOW);
  return made;
}

/** So many metres south of the place. */
const south = (metres: number, more: object = {}) => ({
  latitude: place.latitude - metres / 111_195,
  longitude: place.longitude,
  accuracyMetres: 5,
  ...more,
});

function record(position: object, { time = NOW, vin = VIN, ...more }: Record<string, unknown> = {}) {
  const sample = { time: instant(time as number), sent: instant(time as number), position, ...more };
  return {
    topic: 'cars.telemetry',
    partition: 0,
    offset: 1,
    timestamp: time as number,
    key: Buffer.from(vin as string).toString('base64'),
    value: Buffer.from(JSON.stringify(sample)).toString('base64'),
  };
}

const NORTH = { headingDegrees: 0 };

describe('the matcher', () => {
  it('finds a place ahead, within its distance', () => {
    const [found] = [matcher().match(record(south(1900, NORTH)), NOW)];
    expect(found).toMatchObject({
      riderId: 'ana',
      candidates: [{ offerId: 'borda', placeId: 'borda-del-riu' }],
    });
    expect(found?.candidates[0]?.distanceMetres).toBeCloseTo(1900, -1);
    expect(matcher().match(record(south(2100, NORTH)), NOW)).toBeUndefined();
  });

  it.each([
    ['behind', south(1000, { headingDegrees: 180 })],
    ['at the side', south(1000, { headingDegrees: 60 })],
    ['somewhere, with a heading that nobody knows', south(1000)],
    ['by a fix that is too coarse', south(1000, { ...NORTH, accuracyMetres: 900 })],
  ])('finds no place %s', (_, position) => {
    expect(matcher().match(record(position), NOW)).toBeUndefined();
  });

  it('takes the heading from two fixes where the receiver gives none', () => {
    const found = matcher();
    expect(found.match(record(south(1500)), NOW)).toBeUndefined();
    expect(found.match(record(south(1400), { time: NOW + 10_000 }), NOW + 10_000)).toBeDefined();
  });

  it('reads nothing of a car whose driver did not consent', () => {
    const other = { ...record(south(1000, NORTH), { vin: 'WRS00001X0T000002' }) };
    const unread = Object.defineProperty(other, 'value', {
      get: () => {
        throw new Error('It was read');
      },
    });
    expect(matcher().match(unread, NOW)).toBeUndefined();
  });

  it('takes neither old readings, nor one twice', () => {
    const found = matcher();
    expect(found.match(record(south(1000, NORTH)), NOW + 61_000)).toBeUndefined();
    expect(found.match(record(south(1000, NORTH)), NOW)).toBeDefined();
    expect(found.match(record(south(1000, NORTH)), NOW)).toBeUndefined();
  });

  it('asks for an offer once in ten minutes, and again when what it asked may be lost', () => {
    const found = matcher();
    const at = (seconds: number) =>
      found.match(record(south(1000, NORTH), { time: NOW + seconds * 1000 }), NOW + seconds * 1000);
    expect(at(0)).toBeDefined();
    expect(at(10)).toBeUndefined();
    expect(at(600)).toBeDefined();
    found.forget();
    expect(at(610)).toBeDefined();
  });

  it('takes the newest of several samples', () => {
    const samples = [
      { time: instant(NOW - 20_000), position: south(5000, NORTH) },
      { time: instant(NOW), position: south(1000, NORTH) },
      { time: 'never', position: south(1, NORTH) },
      { time: instant(NOW - 10_000), position: null },
    ];
    const value = Buffer.from(JSON.stringify({ samples, sent: instant(NOW) })).toString('base64');
    expect(matcher().match({ ...record({}), value }, NOW)).toBeDefined();
    for (const bad of ['no JSON', '[]', '{"samples":7}', '{"time":"2026"}']) {
      const worse = { ...record({}), value: Buffer.from(bad).toString('base64') };
      expect(matcher().match(worse, NOW)).toBeUndefined();
    }
  });

  it('finds chargers in any direction, for a car whose charge is low', () => {
    const charger = published({ trigger: { kind: 'low-charge', belowPercent: 20, withinMetres: 2000 } });
    const away = south(1000, { headingDegrees: 180 });
    expect(matcher(charger).match(record(away, { chargePercent: 19 }), NOW)).toBeDefined();
    expect(matcher(charger).match(record(away, { chargePercent: 20 }), NOW)).toBeUndefined();
    expect(matcher(charger).match(record(away), NOW)).toBeUndefined();
    expect(matcher(charger).match(record(away, { chargePercent: -3 }), NOW)).toBeUndefined();
  });

  it('leaves out what is stopped, or not made now, until it is', () => {
    expect(
      matcher(published({}, { state: 'STOPPED' })).match(record(south(1000, NORTH)), NOW),
    ).toBeUndefined();
    const evening = matcher(published({ when: { timesOfDay: [{ from: '18:00', to: '23:00' }] } }));
    expect(evening.match(record(south(1000, NORTH)), NOW)).toBeUndefined();
    const later = milliseconds('2026-01-31T18:00:00.000Z');
    evening.refresh(later);
    expect(evening.match(record(south(990, NORTH), { time: later }), later)).toBeDefined();
  });

  it('finds one of several reaches, and each offer once', () => {
    const more = published({ trigger: { kind: 'approaching', withinMetres: 16_000 } }, { offerId: 'far' });
    const near = published(
      {
        trigger: { kind: 'approaching', withinMetres: 500 },
        places: [place, { ...place, placeId: 'other', latitude: place.latitude + 0.0001 }],
      },
      { offerId: 'near' },
    );
    const all = matcher(published(), more, near);
    const names = (metres: number, time: number) =>
      all
        .match(record(south(metres, NORTH), { time }), time)
        ?.candidates.map(({ offerId }) => offerId)
        .toSorted();
    expect(names(12_000, NOW)).toEqual(['far']);
    all.forget();
    expect(names(400, NOW + 1000)).toEqual(['borda', 'far', 'near']);
  });

  it('offers at the start and the end of a rental', () => {
    const atStart = published({ trigger: { kind: 'rental-started' } }, { offerId: 'welcome' });
    const atEnd = published({ trigger: { kind: 'rental-ended' } }, { offerId: 'goodbye' });
    const both = matcher(atStart, atEnd);
    const heard = (more: Partial<typeof rentalFollowed.example>) =>
      consideredAt(both, message(rentalFollowed, { ...rentalFollowed.example, ...more }))?.candidates;
    expect(heard({ phase: 'DRIVING', before: 'RESERVED' })).toEqual([{ offerId: 'welcome' }]);
    expect(heard({ phase: 'DRIVING', before: 'PAUSED' })).toBeUndefined();
    expect(heard({ phase: 'OVER', before: 'DRIVING', isLookedAt: false })).toEqual([{ offerId: 'goodbye' }]);
    expect(heard({ phase: 'OVER', before: 'RESERVED', isLookedAt: false })).toBeUndefined();
    // What billing says and what rentals say come by two topics: the charge may be heard first, and then alone.
    expect(heard({ phase: 'CHARGED', before: 'PAUSED', isLookedAt: false })).toEqual([
      { offerId: 'goodbye' },
    ]);
    expect(heard({ phase: 'CHARGED', before: 'OVER', isLookedAt: false })).toBeUndefined();
    expect(heard({ phase: 'CHARGED', before: 'RESERVED', isLookedAt: false })).toBeUndefined();
  });

  it('looks at a car from the moment at which its rental is followed, and no longer', () => {
    const found = matcher();
    found.setDriving([]);
    const follow = (isLookedAt: boolean) =>
      consideredAt(
        found,
        message(rentalFollowed, { ...rentalFollowed.example, ...ana, phase: 'DRIVING', isLookedAt }),
      );
    follow(true);
    expect(found.match(record(south(1000, NORTH)), NOW)).toBeDefined();
    follow(false);
    expect(found.match(record(south(900, NORTH), { time: NOW + 1000 }), NOW + 1000)).toBeUndefined();
  });

  it('makes the same command of the same reading', () => {
    const asked = matcher().match(record(south(1000, NORTH)), NOW);
    if (asked === undefined) throw new Error('Nothing was asked');
    const command = () => JSON.parse(String(commandOf(asked, 'eu-west-1', NOW).value)) as { id: string };
    expect(command().id).toBe(command().id);
    expect(command()).toMatchObject({ type: 'offers.consider.v1', subject: 'ana' });
  });
});
