import { describe, expect, it } from 'vitest';
import { offerFaults } from '../../../functions/offers/offer/faults.ts';
import { type Offer, offerExample, publishOffer, stopOffer } from '../../../shared/contracts/offers/offer.ts';
import '../../../shared/contracts/compile.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { message } from '../room-under-test.ts';
import { COUPON, OFFER, OPERATOR, offersRoom, publish, stop, VOUCHER } from './offers-under-test.ts';

describe('an offer', () => {
  it('has versions, can be stopped, and published again', () => {
    const room = offersRoom();
    expect(room.handle(publish(COUPON)).result).toMatchObject({ version: 1, state: 'ACTIVE' });
    expect(room.handle(publish(VOUCHER)).result).toMatchObject({ version: 2, offer: VOUCHER });
    expect(room.handle(stop()).result).toMatchObject({ version: 2, state: 'STOPPED' });
    expect(room.handle(stop()).events).toEqual([]);
    expect(room.handle(publish(COUPON)).result).toMatchObject({ version: 3, state: 'ACTIVE' });
    expect(room.item(`offer/${OFFER}`)?.body).toMatchObject({ version: 3 });
    expect(room.rebuilt(`offer/${OFFER}`)).toEqual(room.state(`offer/${OFFER}`));
  });

  it('is managed by operators only, and stopped only if there is one', () => {
    const room = offersRoom();
    const rider = { principal: { kind: 'rider', id: 'ana' } } as const;
    expect(room.handle(message(publishOffer, { offerId: OFFER, offer: COUPON }, rider))).toMatchObject({
      code: 'FORBIDDEN',
    });
    expect(room.handle(message(stopOffer, { offerId: OFFER }, OPERATOR))).toMatchObject({
      code: 'OFFER_UNKNOWN',
    });
  });

  it('is refused with a fault', () => {
    const room = offersRoom();
    const outcome = room.handle(publish({ ...COUPON, limits: { perRider: 1 } }));
    expect(outcome).toMatchObject({ kind: 'refuse', code: 'OFFER_NOT_VALID', events: [] });
    expect(outcome.detail).toMatch(/^\/limits: An offer needs a budget/);
  });
});

describe('the faults of an offer', () => {
  const place = offerExample.places[0];
  if (place === undefined) throw new Error('The example has no place');

  it.each<[string, Partial<Offer>, string, RegExp]>([
    ['no budget', { limits: { perRider: 1 } }, '/limits', /needs a budget/],
    ['no place', { places: [] }, '/places', /near without a place/],
    [
      'no place for low charge',
      { places: [], trigger: { kind: 'low-charge', belowPercent: 20, withinMetres: 1000 } },
      '/places',
      /low-charge needs one/,
    ],
    [
      'a coupon to redeem nowhere',
      { places: [], trigger: { kind: 'rental-ended' } },
      '/places',
      /where it is redeemed/,
    ],
    ['a place twice', { places: [place, place] }, '/places/1/placeId', /borda-del-riu/],
    [
      'an unknown currency',
      { benefit: { kind: 'coupon', amount: 5, currency: 'EUX' } },
      '/benefit/currency',
      /no currency EUX/,
    ],
    ['no benefit', { benefit: { kind: 'coupon', currency: 'EUR' } }, '/benefit', /gives nothing/],
    ['0 %', { benefit: { kind: 'coupon', percent: '0.0', currency: 'EUR' } }, '/benefit/percent', /nothing/],
    [
      'nothing off a feature',
      { benefit: { kind: 'feature', feature: 'power-100', currency: 'EUR' } },
      '/benefit',
      /gives nothing/,
    ],
    [
      'money for an open percentage of a feature',
      {
        benefit: { kind: 'feature', feature: 'power-100', percent: '50', currency: 'EUR' },
        limits: { perRider: 1, amount: 5000 },
      },
      '/benefit/amount',
      /the most that a use may cost/,
    ],
    [
      'money for an open percentage',
      { benefit: { kind: 'coupon', percent: '20', currency: 'EUR' } },
      '/benefit/amount',
      /the most that a use may cost/,
    ],
    ['money for points', { benefit: { kind: 'points', points: 5 } }, '/limits/amount', /no money/],
    ['too little money', { limits: { perRider: 1, amount: 10 } }, '/limits/amount', /not enough for one/],
    ['a day of too many', { limits: { perRider: 1, uses: 5, perDay: 6 } }, '/limits/perDay', /of 5 uses/],
    ['a rider of too many', { limits: { perRider: 6, uses: 5 } }, '/limits/perRider', /of 5 uses/],
    ['no time zone', { timeZone: 'Mars/Olympus' }, '/timeZone', /no.* time zone/],
    [
      'no time at all',
      { valid: { from: offerExample.valid.until, until: offerExample.valid.from } },
      '/valid/until',
      /never holds/,
    ],
    [
      'a day of no month',
      { when: { dates: [{ from: '2026-02-30', to: '2026-03-01' }] } },
      '/when/dates/0/from',
      /calendar/,
    ],
    [
      'dates out of its time',
      { when: { dates: [{ from: '2025-02-01', to: '2025-03-01' }] } },
      '/when/dates',
      /never holds/,
    ],
    [
      'a language twice',
      { texts: [...offerExample.texts, ...offerExample.texts].slice(0, 3) },
      '/texts/2/language',
      /en/,
    ],
  ])('name the field: %s', (_, wrong, path, text) => {
    const found = offerFaults({ ...offerExample, ...wrong });
    expect(found).toContainEqual({ path, message: expect.stringMatching(text) });
  });

  it('are none of the example', () => {
    expect(offerFaults(offerExample)).toEqual([]);
    expect(offerFaults(VOUCHER)).toEqual([]);
  });

  it('say where a place lacks its coordinates', () => {
    const { latitude: _, ...nowhere } = place;
    const data = { offerId: OFFER, offer: { ...offerExample, places: [nowhere] } };
    expect(violations(publishOffer.type, publishOffer.data, data)).toContainEqual({
      path: '/offer/places/0',
      message: expect.stringMatching(/latitude/),
    });
  });
});
