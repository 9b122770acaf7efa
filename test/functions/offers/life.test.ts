import { describe, expect, it } from 'vitest';
import { grantPoints, tierReviewed } from '../../../shared/contracts/loyalty/points.ts';
import { OFFERS_APART_SECONDS } from '../../../shared/contracts/offers/given.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import { exampleId } from '../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { message } from '../room-under-test.ts';
import {
  accept,
  attach,
  COUPON,
  charge,
  consent,
  consider,
  credit,
  decline,
  drives,
  endCar,
  erase,
  FEATURE,
  gaveFeatureBack,
  gotFeature,
  last,
  made,
  NOW,
  OFFER,
  type OffersRoom,
  offersRoom,
  POINTS,
  publish,
  RIDER,
  redeem,
  rental,
  reserveCar,
  rider,
  see,
  startCar,
  stop,
  taken,
  VOUCHER,
  withDriver,
  withdraw,
} from './offers-under-test.ts';

const uses = (room: OffersRoom) => room.counts.get(`offer/${OFFER}/uses`) ?? 0;
const amount = (room: OffersRoom) => room.counts.get(`offer/${OFFER}/amount`) ?? 0;

describe('an offer is made', () => {
  it('to a rider who consented, and says why', () => {
    const room = withDriver();
    const offer = made(room);
    expect(room.events.at(-1)?.type).toBe('offers.issued.v1');
    expect(offer).toMatchObject({
      state: 'ISSUED',
      partnerName: 'Borda del Riu',
      answerUntil: addSeconds(NOW, 3600),
      why: {
        trigger: { kind: 'approaching' },
        rentalId: rental(1),
        place: { name: 'Borda del Riu', distanceMetres: 1800 },
        consent: { purpose: 'OFFERS', textVersion: '2026-01' },
      },
    });
    expect(room.item(`given/${RIDER}/${offer.issueId}`)?.body).toEqual(offer);
  });

  it('to no one without consent, of whom nothing is kept', () => {
    const room = offersRoom();
    room.handle(publish(COUPON));
    for (const heard of [reserveCar(), startCar(), consider(), endCar(), charge(1), erase()]) {
      expect(room.handle(heard)).toMatchObject({ kind: 'ignore' });
    }
    expect(room.events.map(({ type }) => type)).toEqual(['offers.offer-published.v1']);
    expect(room.item(`driving/${reserveCar().data.vin}`)).toBeUndefined();
  });

  it('to no one who withdrew the consent: what was not answered is over, and the car is no longer looked at', () => {
    const room = withDriver();
    const { vin } = reserveCar().data;
    expect(room.item(`driving/${vin}`)).toMatchObject({
      body: { riderId: RIDER },
      index: { partition: 'driving' },
    });
    const offer = made(room);
    room.handle(withdraw());
    expect(room.item(`given/${RIDER}/${offer.issueId}`)?.body).toMatchObject({ state: 'WITHDRAWN' });
    expect(room.item(`driving/${vin}`)?.index).toBeUndefined();
    expect(room.item(`driving/${vin}`)?.body).toMatchObject({ riderId: '' });
    room.now = addSeconds(NOW, OFFERS_APART_SECONDS);
    expect(room.handle(consider())).toMatchObject({ kind: 'ignore' });
    room.handle(consent());
    expect(room.item(`driving/${vin}`)?.index).toBeDefined();
  });

  it('only while the car is driven, and looked at only then', () => {
    const room = withDriver();
    const told = { ...paused.example, riderId: RIDER, rentalId: rental(1), vin: reserveCar().data.vin };
    room.handle(message(paused, told));
    expect(room.item(`driving/${told.vin}`)?.index).toBeUndefined();
    expect(room.handle(consider())).toMatchObject({ reason: expect.stringMatching(/NOT_NOW/) });
    room.handle(message(resumed, { ...resumed.example, ...told }));
    expect(room.item(`driving/${told.vin}`)?.index).toBeDefined();
    room.handle(endCar());
    expect(room.item(`driving/${told.vin}`)?.index).toBeUndefined();
  });

  it('once every ten minutes, and never twice in a trip', () => {
    const room = withDriver({ ...COUPON, limits: { perRider: 5, uses: 10 } });
    const offer = made(room);
    room.handle(accept(offer));
    room.handle(redeem(last(room)));
    expect(room.handle(consider())).toMatchObject({ reason: expect.stringMatching(/a moment ago/) });
    room.now = addSeconds(NOW, OFFERS_APART_SECONDS);
    expect(room.handle(consider())).toMatchObject({ reason: expect.stringMatching(/MADE_IN_THIS_TRIP/) });
    room.handle(endCar());
    room.handle(reserveCar(2));
    room.handle(startCar(2));
    expect(room.handle(consider(undefined, 2))).toMatchObject({ kind: 'accept' });
  });

  it('by priority, and says why not the others', () => {
    const room = withDriver();
    const candidate = (offerId: string) => ({ offerId, placeId: 'borda-del-riu', distanceMetres: 100 });
    room.handle(publish({ ...COUPON, priority: 90 }, 'first'));
    room.handle(publish({ ...COUPON, priority: 95, audience: { tiers: ['gold'] } }, 'golden'));
    room.handle(publish({ ...COUPON, priority: 99 }, 'stopped'));
    room.handle(stop('stopped'));
    room.handle(
      consider([OFFER, 'first', 'golden', 'stopped', 'unknown'].map((offerId) => candidate(offerId))),
    );
    expect(last(room)).toMatchObject({
      offerId: 'first',
      why: {
        passedOver: [
          { offerId: 'stopped', reason: 'NOT_ACTIVE' },
          { offerId: 'golden', reason: 'NOT_THE_TIER' },
          { offerId: OFFER, reason: 'LOWER_PRIORITY' },
          { offerId: 'unknown', reason: 'NOT_ACTIVE' },
        ],
      },
    });
  });

  it('to the tiers that it names', () => {
    const room = withDriver({ ...COUPON, audience: { tiers: ['gold'] } });
    expect(room.handle(consider())).toMatchObject({ reason: expect.stringMatching(/NOT_THE_TIER/) });
    room.handle(message(tierReviewed, { ...tierReviewed.example, riderId: RIDER, tier: 'gold' }));
    expect(made(room).why.tier).toBe('gold');
  });

  it('to those who have a car of the models that it names', () => {
    const { model } = reserveCar().data;
    expect(made(withDriver({ ...COUPON, audience: { models: ['Carrier D', model] } })).state).toBe('ISSUED');
    const other = withDriver({ ...COUPON, audience: { models: ['Carrier D'] } });
    expect(other.handle(consider())).toMatchObject({ reason: expect.stringMatching(/NOT_THE_MODEL/) });
    // Consent came after the reservation, of which nothing was kept: it is not known which car it is.
    const later = offersRoom();
    later.handle(publish({ ...COUPON, audience: { models: [model] } }));
    later.handle(reserveCar());
    later.handle(consent());
    later.handle(startCar());
    expect(later.handle(consider())).toMatchObject({ reason: expect.stringMatching(/NOT_THE_MODEL/) });
  });

  it('by its calendar', () => {
    const room = withDriver({ ...COUPON, when: { timesOfDay: [{ from: '22:00', to: '06:00' }] } });
    expect(room.handle(consider())).toMatchObject({ reason: expect.stringMatching(/NOT_NOW/) });
    room.now = '2026-01-31T21:30:00.000Z';
    expect(made(room).state).toBe('ISSUED');
  });

  it('at the end of a trip, also when it is charged already', () => {
    const room = withDriver({ ...POINTS, trigger: { kind: 'rental-ended' }, places: [] });
    const atTheEnd = consider([{ offerId: OFFER }]);
    expect(room.handle(atTheEnd)).toMatchObject({ reason: expect.stringMatching(/NOT_NOW/) });
    room.handle(endCar());
    room.handle(charge(1));
    expect(room.handle(consider([{ offerId: OFFER }]))).toMatchObject({ kind: 'accept' });
  });

  it('at the end of a trip, also when its charge was heard before its end', () => {
    const room = withDriver({ ...POINTS, trigger: { kind: 'rental-ended' }, places: [] });
    room.handle(charge(1));
    expect(room.events.at(-1)?.data).toMatchObject({ phase: 'CHARGED', before: 'DRIVING' });
    expect(room.handle(endCar())).toMatchObject({ kind: 'ignore' });
    expect(room.handle(consider([{ offerId: OFFER }]))).toMatchObject({ kind: 'accept' });
  });
});

describe('a rider', () => {
  it('sees, and accepts once: that takes a use', () => {
    const room = withDriver(VOUCHER);
    const offer = made(room);
    expect(room.handle(see(offer)).result).toMatchObject({ state: 'SEEN' });
    expect(room.handle(see(offer)).events).toEqual([]);
    expect(uses(room)).toBe(0);
    expect(room.handle(accept(offer)).result).toMatchObject({
      state: 'ACCEPTED',
      useUntil: addSeconds(NOW, 24 * 3600),
      countedOn: '2026-01-31',
    });
    expect(room.handle(accept(offer))).toMatchObject({ events: [], result: { state: 'ACCEPTED' } });
    expect([uses(room), amount(room), room.counts.get(`offer/${OFFER}/day/2026-01-31`)]).toEqual([1, 500, 1]);
  });

  it('declines: what was taken comes back, and it is not made again', () => {
    const room = withDriver(VOUCHER);
    const offer = taken(room);
    expect(room.handle(decline(offer)).result).toMatchObject({ state: 'DECLINED' });
    expect([uses(room), amount(room), room.counts.get(`offer/${OFFER}/day/2026-01-31`)]).toEqual([0, 0, 0]);
    expect(room.handle(accept(offer))).toMatchObject({ code: 'OFFER_OVER' });
    drives(room, RIDER, 2);
    room.now = addSeconds(NOW, OFFERS_APART_SECONDS);
    expect(room.handle(consider(undefined, 2))).toMatchObject({ reason: expect.stringMatching(/DECLINED/) });
  });

  it('is too late: the timer ends what was not answered, and what was not used', () => {
    const room = withDriver(VOUCHER);
    const offer = made(room);
    room.advanceTo(addSeconds(NOW, 3599));
    expect(rider(room).offers).toHaveLength(1);
    room.handle(accept(offer));
    room.advanceTo(addSeconds(NOW, 3599 + 24 * 3600 - 1));
    expect([rider(room).offers.length, uses(room)]).toEqual([1, 1]);
    room.advanceTo(addSeconds(NOW, 3599 + 24 * 3600));
    expect([rider(room).offers.length, uses(room), amount(room)]).toEqual([0, 0, 0]);
    expect(room.timers()).toEqual([]);

    const other = withDriver();
    const unanswered = made(other);
    other.now = unanswered.answerUntil;
    expect(other.handle(accept(unanswered))).toMatchObject({ code: 'OFFER_OVER' });
    other.advanceTo(unanswered.answerUntil);
    expect(other.item(`given/${RIDER}/${unanswered.issueId}`)?.body).toMatchObject({ state: 'EXPIRED' });
  });

  it('gets points at once, once', () => {
    const room = withDriver(POINTS);
    const offer = made(room);
    const { outputs, result } = room.handle(accept(offer));
    expect(result).toMatchObject({ state: 'REDEEMED' });
    const sent = outputs.flatMap((output) =>
      output.to === 'room' ? [[output.contract.type, output.data]] : [],
    );
    expect(sent).toEqual([[grantPoints.type, { riderId: RIDER, grantId: offer.issueId, points: 50 }]]);
    expect(uses(room)).toBe(1);
    expect(rider(room).holds).toEqual({});
  });

  it('who was not made the offer gets nothing', () => {
    const room = withDriver();
    const offer = made(room);
    expect(room.handle(accept(offer, 'ben'))).toMatchObject({ code: 'GIVEN_OFFER_UNKNOWN' });
  });

  it('who is erased gives everything back', () => {
    const room = withDriver(VOUCHER);
    taken(room);
    room.handle(erase());
    expect([uses(room), amount(room), rider(room).offers]).toEqual([0, 0, []]);
    expect(room.handle(consent())).toMatchObject({ kind: 'ignore' });
  });

  it('of a hundred who race for a budget of ten, ten get it', () => {
    const room = offersRoom();
    room.handle(publish(COUPON));
    const riders = Array.from({ length: 100 }, (_, n) => `rider-${n}`);
    const offers = riders.map((riderId) => {
      drives(room, riderId);
      return made(room, riderId);
    });
    const commits = offers.map((offer, n) => room.prepare(accept(offer, riders[n])));
    const outcomes = commits.map((commit) => commit());
    const accepted = outcomes.filter((outcome) => outcome !== 'stale' && outcome.kind === 'accept');
    expect(accepted).toHaveLength(10);
    expect(outcomes.at(-1)).toMatchObject({ kind: 'refuse', code: 'OFFER_USED_UP' });
    expect(uses(room)).toBe(10);
    // One who gives it back lets another one have it.
    room.handle(decline(last(room, 'rider-3'), 'rider-3'));
    expect(room.handle(accept(last(room, 'rider-50'), 'rider-50'))).toMatchObject({ kind: 'accept' });
    expect(room.handle(accept(last(room, 'rider-51'), 'rider-51'))).toMatchObject({ code: 'OFFER_USED_UP' });
  });
});

describe('a coupon', () => {
  it('is redeemed once, for what the partner took off', () => {
    const room = withDriver({ ...COUPON, limits: { perRider: 1, amount: 4000 } });
    const offer = taken(room);
    expect(amount(room)).toBe(2000);
    expect(room.item(`coupon/${offer.couponId}`)?.body).toEqual({ riderId: RIDER, issueId: offer.issueId });
    expect(room.handle(redeem(offer, 1340)).result).toMatchObject({ couponId: offer.couponId, amount: 1340 });
    expect([uses(room), amount(room)]).toEqual([1, 1340]);
    expect(room.handle(redeem(offer, 1340))).toMatchObject({ code: 'COUPON_REDEEMED' });
    expect([uses(room), amount(room)]).toEqual([1, 1340]);
  });

  describe('of an offer that names a partner', () => {
    const [borda, other] = [exampleId('ptn', 1), exampleId('ptn', 2)];
    const partner = (id: string) => ({ principal: { kind: 'partner', id } }) as const;
    const named: Offer = { ...COUPON, partner: { ...COUPON.partner, partnerId: borda } };

    it('is redeemed by that partner, once', () => {
      const room = withDriver(named);
      const offer = taken(room);
      expect(room.handle(redeem(offer, 1340, partner(borda))).result).toMatchObject({ amount: 1340 });
      expect(room.handle(redeem(offer, 1340, partner(borda)))).toMatchObject({ code: 'COUPON_REDEEMED' });
      expect(uses(room)).toBe(1);
    });

    it('is redeemed by no other partner, of which nothing is counted, and who learns nothing of its state', () => {
      const room = withDriver(named);
      const offer = taken(room);
      const before = [room.events.length, uses(room), amount(room)];
      expect(room.handle(redeem(offer, 1340, partner(other)))).toMatchObject({
        code: 'COUPON_OF_ANOTHER_PARTNER',
      });
      expect([room.events.length, uses(room), amount(room)]).toEqual(before);
      expect(room.handle(redeem(offer, 1340, partner(borda)))).toMatchObject({ kind: 'accept' });
      expect(room.handle(redeem(offer, 1340, partner(other)))).toMatchObject({
        code: 'COUPON_OF_ANOTHER_PARTNER',
      });
    });

    it('is the only one that a partner redeems', () => {
      const room = withDriver(COUPON);
      expect(room.handle(redeem(taken(room), 1340, partner(borda)))).toMatchObject({
        code: 'COUPON_OF_ANOTHER_PARTNER',
      });
    });
  });

  it('gives no more than it promises', () => {
    const room = withDriver();
    expect(room.handle(redeem(taken(room), 90_000)).result).toMatchObject({ amount: 2000 });
  });

  it('is no longer good when it was given back, or its time is over', () => {
    const room = withDriver();
    const offer = taken(room);
    room.now = offer.useUntil ?? '';
    expect(room.handle(redeem(offer))).toMatchObject({ code: 'COUPON_OVER' });
    room.now = NOW;
    room.handle(decline(offer));
    expect(room.handle(redeem(offer))).toMatchObject({ code: 'COUPON_OVER' });
  });

  it('is redeemed by no rider', () => {
    const room = withDriver();
    const asked = redeem(taken(room));
    expect(room.handle({ ...asked, principal: { kind: 'rider', id: RIDER } })).toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

describe('a voucher', () => {
  const reservations = (room: OffersRoom) =>
    room.events.flatMap((event) => (event.type === 'offers.voucher-reserved.v1' ? [event.data] : []));

  it('is attached to a rental, and billing is told', () => {
    const room = withDriver(VOUCHER);
    const { issueId } = taken(room);
    expect(room.handle(attach(1, issueId)).result).toMatchObject({ state: 'RESERVED', rentalId: rental(1) });
    expect(reservations(room)).toMatchObject([{ voucherId: issueId, percent: '20', amount: 500 }]);
    expect(room.handle(attach(1, issueId)).events).toEqual([]);
    expect(room.handle(decline(last(room)))).toMatchObject({ code: 'OFFER_OVER' });
    expect(room.handle(attach(1)).result).toEqual({ rentalId: rental(1) });
    expect(reservations(room).at(-1)).toMatchObject({ voucherId: issueId, amount: 0 });
    expect(last(room)).toMatchObject({ state: 'RESERVED', isDetached: true });
    room.handle(reserveCar(2));
    expect(room.handle(attach(2, issueId))).toMatchObject({ code: 'OFFER_OVER' });
    room.handle(attach(1, issueId));
    expect(reservations(room).at(-1)).toMatchObject({ percent: '20', amount: 500 });
    room.handle(attach(1));
    room.handle(charge(1));
    expect(last(room)).toMatchObject({ state: 'ACCEPTED' });
    expect([last(room).rentalId, last(room).isDetached]).toEqual([undefined, undefined]);
    expect(room.handle(attach(2, issueId))).toMatchObject({ kind: 'accept' });
  });

  it('is attached neither before it is accepted, nor to a rental that is not there or charged', () => {
    const room = withDriver(VOUCHER);
    const { issueId } = made(room);
    expect(room.handle(attach(1, issueId))).toMatchObject({ code: 'OFFER_OVER' });
    room.handle(accept(last(room)));
    expect(room.handle(attach(7, issueId))).toMatchObject({ code: 'VOUCHER_RENTAL_UNKNOWN' });
    room.handle(charge(1));
    expect(room.handle(attach(1, issueId))).toMatchObject({ code: 'VOUCHER_RENTAL_UNKNOWN' });
    const coupon = withDriver(COUPON);
    expect(coupon.handle(attach(1, taken(coupon).issueId))).toMatchObject({ code: 'OFFER_OVER' });
  });

  it('is redeemed by a charge that used it before billing heard that it was taken off', () => {
    const room = withDriver(VOUCHER);
    const { issueId: voucherId } = taken(room);
    room.handle(attach(1, voucherId));
    room.handle(attach(1));
    room.handle(charge(1, { voucher: { voucherId, amount: 180 } }));
    expect(room.item(`given/${RIDER}/${voucherId}`)?.body).toMatchObject({ state: 'REDEEMED', gave: 180 });
  });

  it('is redeemed by the charge that lists it, for what it took off', () => {
    const room = withDriver(VOUCHER);
    const { issueId: voucherId } = taken(room);
    room.handle(attach(1, voucherId));
    room.handle(charge(1, { voucher: { voucherId, amount: 180 } }));
    expect(room.item(`given/${RIDER}/${voucherId}`)?.body).toMatchObject({ state: 'REDEEMED', gave: 180 });
    expect([uses(room), amount(room)]).toEqual([1, 180]);
    expect(room.handle(charge(1, { voucher: { voucherId, amount: 180 } }))).toMatchObject({ kind: 'ignore' });
  });

  it('is free again when the charge used nothing of it, and over when its time has passed', () => {
    const room = withDriver(VOUCHER);
    const { issueId, useUntil = '' } = taken(room);
    room.handle(attach(1, issueId));
    room.handle(charge(1));
    expect(last(room)).toMatchObject({ state: 'ACCEPTED' });
    expect([uses(room), amount(room)]).toEqual([1, 500]);
    room.handle(reserveCar(2));
    room.handle(attach(2, issueId));
    room.advanceTo(addSeconds(useUntil, 60));
    expect(last(room)).toMatchObject({ state: 'RESERVED' });
    room.handle(charge(2));
    expect(room.item(`given/${RIDER}/${issueId}`)?.body).toMatchObject({ state: 'EXPIRED' });
    expect([uses(room), amount(room)]).toEqual([0, 0]);
  });

  it('is attached again when its charge is credited, and redeemed or free by the one in its place', () => {
    const room = withDriver(VOUCHER);
    const { issueId: voucherId } = taken(room);
    room.handle(attach(1, voucherId));
    room.handle(charge(1, { voucher: { voucherId, amount: 180 } }));
    room.handle(credit(1));
    expect(last(room)).toMatchObject({ state: 'RESERVED', rentalId: rental(1) });
    expect(room.handle(credit(1))).toMatchObject({ kind: 'ignore' });
    room.handle(charge(1, { revision: 2, voucher: { voucherId, amount: 120 } }));
    expect([uses(room), amount(room)]).toEqual([1, 120]);
    room.handle(credit(1, 2));
    room.handle(charge(1, { revision: 3 }));
    expect(last(room)).toMatchObject({ state: 'ACCEPTED' });
    room.handle(decline(last(room)));
    expect([uses(room), amount(room), room.counts.get(`offer/${OFFER}/day/2026-01-31`)]).toEqual([0, 0, 0]);
    expect(rider(room).holds).toEqual({});
    expect(room.rebuilt(`rider/${RIDER}`)).toEqual(rider(room));
  });
});

describe('a voucher for a feature', () => {
  const told = (room: OffersRoom) =>
    room.events.flatMap((event) => (event.type === 'offers.feature-voucher-reserved.v1' ? [event.data] : []));
  const body = (room: OffersRoom, issueId: string) => room.item(`given/${RIDER}/${issueId}`)?.body;
  const attached = () => {
    const room = withDriver(FEATURE);
    const { issueId: voucherId } = taken(room);
    room.handle(attach(1, voucherId));
    return { room, voucherId };
  };

  it('is attached to a rental, beside one for the rental, and each is taken off again', () => {
    const room = withDriver(FEATURE);
    room.handle(publish(VOUCHER, 'second'));
    const { issueId } = taken(room);
    room.now = addSeconds(NOW, OFFERS_APART_SECONDS);
    room.handle(consider([{ offerId: 'second', placeId: 'borda-del-riu', distanceMetres: 10 }]));
    const second = last(room);
    room.handle(accept(second));
    room.handle(attach(1, issueId));
    expect(told(room)).toMatchObject([
      { voucherId: issueId, feature: 'power-100', percent: '50', amount: 1000, currency: 'EUR' },
    ]);
    room.handle(attach(1, second.issueId));
    expect(rider(room).offers).toMatchObject([{ state: 'RESERVED' }, { state: 'RESERVED' }]);
    expect(rider(room).offers.some(({ isDetached }) => isDetached)).toBe(false);
    room.handle(attach(1));
    expect(told(room).at(-1)).toMatchObject({ voucherId: issueId, amount: 0 });
    expect(room.events.at(-1)).toMatchObject({ type: 'offers.voucher-reserved.v1', data: { amount: 0 } });
    expect(rider(room).offers).toMatchObject([{ isDetached: true }, { isDetached: true }]);
  });

  it('is redeemed when the car has the feature, for what it took off, and the rental’s charge leaves it so', () => {
    const { room, voucherId } = attached();
    room.handle(gotFeature(1, { voucherId, amount: 950 }));
    expect(body(room, voucherId)).toMatchObject({ state: 'REDEEMED', gave: 950 });
    expect([uses(room), amount(room)]).toEqual([1, 950]);
    expect(room.handle(gotFeature(1, { voucherId, amount: 950 }))).toMatchObject({ kind: 'ignore' });
    room.handle(charge(1));
    expect(body(room, voucherId)).toMatchObject({ state: 'REDEEMED', gave: 950 });
    expect(room.rebuilt(`rider/${RIDER}`)).toEqual(rider(room));
  });

  it('is redeemed also when it was taken off before billing heard that', () => {
    const { room, voucherId } = attached();
    room.handle(attach(1));
    room.handle(gotFeature(1, { voucherId, amount: 950 }));
    expect(body(room, voucherId)).toMatchObject({ state: 'REDEEMED', gave: 950 });
    expect(body(room, voucherId)).not.toHaveProperty('isDetached');
  });

  it('is free again when the rental is charged, and nothing was bought with it', () => {
    const { room, voucherId } = attached();
    expect(room.handle(gotFeature(1))).toMatchObject({ kind: 'ignore' });
    room.handle(charge(1));
    expect(body(room, voucherId)).toMatchObject({ state: 'ACCEPTED' });
    expect([uses(room), amount(room)]).toEqual([1, 1000]);
  });

  it('comes back when the price is given back, once, for another rental: as much as it gave', () => {
    const { room, voucherId } = attached();
    room.handle(gotFeature(1, { voucherId, amount: 950 }));
    expect(room.handle(gaveFeatureBack(1, { voucherId, amount: 950 }))).toMatchObject({ kind: 'accept' });
    expect(body(room, voucherId)).toMatchObject({ state: 'ACCEPTED' });
    expect([uses(room), amount(room)]).toEqual([1, 950]);
    expect(room.handle(gaveFeatureBack(1, { voucherId, amount: 950 }))).toMatchObject({ kind: 'ignore' });
    room.handle(reserveCar(2));
    room.handle(attach(2, voucherId));
    expect(told(room).at(-1)).toMatchObject({ rentalId: rental(2), percent: '50', amount: 950 });
    // What is heard again of the first rental changes nothing.
    expect(room.handle(gotFeature(1, { voucherId, amount: 950 }))).toMatchObject({ kind: 'ignore' });
    room.handle(gotFeature(2, { voucherId, amount: 900 }, 2));
    expect([uses(room), amount(room)]).toEqual([1, 900]);
    expect(room.handle(gaveFeatureBack(1, { voucherId, amount: 950 }))).toMatchObject({ kind: 'ignore' });
    expect(room.rebuilt(`rider/${RIDER}`)).toEqual(rider(room));
  });

  it('is over when its time has passed before the price is given back', () => {
    const { room, voucherId } = attached();
    room.handle(gotFeature(1, { voucherId, amount: 950 }));
    room.advanceTo(addSeconds(NOW, 30 * 86_400));
    room.handle(gaveFeatureBack(1, { voucherId, amount: 950 }));
    expect(body(room, voucherId)).toMatchObject({ state: 'EXPIRED' });
    expect([uses(room), amount(room)]).toEqual([0, 0]);
    expect(rider(room).holds).toEqual({});
  });
});
