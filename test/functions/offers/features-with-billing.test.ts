import { expect, it } from 'vitest';
import { paymentHeard } from '../../../shared/contracts/billing/account.ts';
import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import {
  type BoughtFeature,
  buyFeature,
  endFeature,
  featureActivated,
  featureOrdered,
  featureRefunded,
  setFeatureList,
} from '../../../shared/contracts/billing/features.ts';
import { featureVoucherReserved, moved } from '../../../shared/contracts/offers/given.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import {
  entitlementActivated,
  entitlementEnded,
  entitlementRefused,
} from '../../../shared/contracts/vehicles/entitlements.ts';
import { BesideBilling, isOften, sum } from '../billing/beside-billing.ts';
import { message } from '../room-under-test.ts';
import {
  accept,
  attach,
  consent,
  consider,
  FEATURE,
  OFFER,
  type OffersRoom,
  OPERATOR,
  offersRoom,
  publish,
  RIDER,
  rental,
  rider,
} from './offers-under-test.ts';

/**
 * Vouchers for features, and billing, in memory, each with its own pace. Features are bought with them, given to the car or
 * not, and given back, while vouchers are attached and taken off. A voucher pays once, whatever the schedule.
 */

const OFFERED: Offer = {
  ...FEATURE,
  limits: { perRider: 5, uses: 5, amount: 4000 },
  lifetime: { answerMinutes: 240, useHours: 72 },
};
/** Nothing is left to pay with this one. */
const GIFT: Offer = {
  ...OFFERED,
  benefit: { kind: 'feature', feature: 'power-100', amount: 2000, currency: 'EUR' },
};

const said = [charged, credited, featureActivated, featureRefunded].map(({ type }) => type);
const byRider = { principal: { kind: 'rider', id: RIDER } } as const;

class World extends BesideBilling<OffersRoom> {
  /** Orders that were refused, because the voucher was not there for them. */
  notThere = 0;

  constructor(seed: number) {
    super('features and books', seed, offersRoom(), [featureVoucherReserved.type], said);
    this.offers.handle(publish(seed % 2 === 0 ? GIFT : OFFERED));
    this.offers.handle(consent());
    const { list } = setFeatureList.example;
    this.billing.handle(message(setFeatureList, { fleet: TARIFF_FLEET, list }, OPERATOR));
  }

  get offers(): OffersRoom {
    return this.other;
  }

  step(): void {
    const { chance } = this;
    const running = this.running();
    const given = rider(this.offers).offers;
    const steps = ['reserve', 'offer', 'offer', 'accept', 'accept', 'attach', 'attach', 'attach'] as const;
    const money = [
      'buy',
      'buy',
      'buy',
      'car',
      'car',
      'car',
      'car',
      'giveBack',
      'giveBack',
      'giveBack',
    ] as const;
    const others = ['end', 'correct', 'time', 'hear', 'hear', 'hear', 'hear'] as const;
    const step = chance.pick([...steps, ...money, ...others]);
    switch (step) {
      case 'reserve': {
        const number = this.reserve();
        if (number === undefined) break;
        const data = { ...started.example, riderId: RIDER, rentalId: rental(number) };
        for (const room of [this.offers, this.billing])
          room.handle(this.message(started.type, data) as never);
        break;
      }
      case 'offer':
        if (running.length > 0) this.offers.handle(consider(undefined, chance.pick(running).number));
        break;
      case 'accept':
        if (given.length > 0) this.offers.handle(accept(chance.pick(given)));
        break;
      case 'attach': {
        if (running.length === 0 || given.length === 0) break;
        const { issueId } = chance.pick(given);
        const isDetached = chance.integer(6) === 0;
        this.offers.handle(attach(chance.pick(running).number, isDetached ? undefined : issueId));
        break;
      }
      case 'buy':
        if (running.length > 0) this.buy(chance.pick(running).number);
        break;
      case 'car':
        this.car();
        break;
      case 'giveBack':
        this.giveBack();
        break;
      case 'time':
        this.passTime([700, 700, 700, 700, 7200, 86_400]);
        break;
      case 'end':
      case 'correct':
      case 'hear':
        this[step]();
    }
  }

  bought(): readonly BoughtFeature[] {
    return this.billing.events.flatMap((event) => {
      if (event.type !== featureOrdered.type) return [];
      const body = this.billing.item(`feature/${event.data.entitlementId}`)?.body;
      return body === undefined ? [] : [body as BoughtFeature];
    });
  }

  private buy(number: number): void {
    const rentalId = rental(number);
    const wanted = { rentalId, riderId: RIDER, feature: 'power-100', listVersion: 1 };
    const { offers } = rider(this.offers);
    const attached = offers.filter((one) => one.rentalId === rentalId);
    const vouchers = attached.length > 0 && this.chance.integer(4) > 0 ? attached : offers;
    const voucherId = vouchers.length === 0 ? undefined : this.chance.pick(vouchers).issueId;
    const order = { ...wanted, ...(voucherId === undefined ? {} : { voucherId }) };
    if (this.billing.handle(message(buyFeature, order, byRider)).code === 'FEATURE_VOUCHER_NOT_THERE') {
      this.notThere += 1;
    }
  }

  /** What the bank, and then the car, says to an order; in the end, that its time is over. */
  private car(): void {
    const waiting = this.bought().filter(({ state }) => ['ORDERED', 'REQUESTED', 'ACTIVE'].includes(state));
    if (waiting.length === 0) return;
    const { entitlementId, rentalId, vin, state } = this.chance.pick(waiting);
    const names = { entitlementId, rentalId, riderId: RIDER, vin };
    if (state === 'ORDERED') {
      const standing = this.chance.integer(5) === 0 ? 'DECLINED' : 'AUTHORIZED';
      const heard = { ...paymentHeard.example, ...names, subject: entitlementId, state: standing } as const;
      this.billing.handle(message(paymentHeard, heard));
    } else if (state === 'ACTIVE') {
      if (this.chance.integer(3) > 0) return;
      this.billing.handle(message(entitlementEnded, { ...entitlementEnded.example, ...names }));
    } else if (this.chance.integer(4) === 0) {
      this.billing.handle(message(entitlementRefused, { ...entitlementRefused.example, ...names }));
    } else {
      this.billing.handle(message(entitlementActivated, { ...entitlementActivated.example, ...names }));
    }
  }

  private giveBack(): void {
    const active = this.bought().filter(({ state }) => state === 'ACTIVE');
    if (active.length === 0) return;
    const { entitlementId, rentalId } = this.chance.pick(active);
    const asked = { entitlementId, rentalId, riderId: RIDER, reason: 'A recall of the maker' };
    this.billing.handle(message(endFeature, asked, OPERATOR));
  }
}

const used = ({ lines }: Charge) =>
  lines.flatMap(({ reason }) => (reason.code === 'VOUCHER' ? [reason] : []));

/** What each voucher has paid of features that count, by billing. */
function paidBy({ billing }: World): ReadonlyMap<string, number> {
  const paid = new Map<string, number>();
  for (const event of billing.events) {
    if (event.type !== featureActivated.type && event.type !== featureRefunded.type) continue;
    const sign = event.type === featureActivated.type ? 1 : -1;
    for (const { voucherId, amount } of used(event.data.charge))
      paid.set(voucherId, (paid.get(voucherId) ?? 0) + sign * amount);
  }
  return paid;
}

/** What each voucher has given, by the offers room. */
function givenBy({ offers }: World): ReadonlyMap<string, number> {
  const gave = new Map<string, number>();
  for (const event of offers.events) {
    if (event.type !== moved.type) continue;
    const { issueId, state, gave: amount = 0 } = event.data.offer;
    gave.set(issueId, state === 'REDEEMED' ? amount : 0);
  }
  return gave;
}

it('pays once in 500 schedules of orders, refusals, refunds and time, with messages late and twice', () => {
  const reached = { redeemed: 0, reversed: 0, released: 0, gifts: 0, notThere: 0 };
  for (let seed = 1; seed <= 500; seed++) {
    const world = new World(seed);
    for (let step = 0; step < 120; step++) world.step();
    world.settle();
    const { offers } = world;
    expect(() => world.accounts()).not.toThrow();
    const gave = givenBy(world);
    const paid = paidBy(world);
    for (const issueId of new Set([...gave.keys(), ...paid.keys()]))
      expect(paid.get(issueId) ?? 0, `${issueId} of seed ${seed}`).toBe(gave.get(issueId) ?? 0);
    const held = sum(Object.values(rider(offers).holds).map(({ amount }) => amount));
    expect(offers.counts.get(`offer/${OFFER}/amount`) ?? 0).toBe(sum([...gave.values()]) + held);
    expect(rider(offers).offers.some(({ state }) => state === 'RESERVED')).toBe(false);
    expect(offers.rebuilt(`rider/${RIDER}`)).toEqual(rider(offers));
    for (const event of offers.events) {
      if (event.type !== moved.type) continue;
      const { reason } = event.data;
      if (reason === 'REDEEMED') reached.redeemed += 1;
      if (reason === 'REVERSED') reached.reversed += 1;
      if (reason === 'RELEASED') reached.released += 1;
    }
    reached.gifts += world
      .bought()
      .filter(({ state, charge }) => state !== 'REFUSED' && charge.due === 0).length;
    reached.notThere += world.notThere;
  }
  // The schedules reach what they are made for.
  expect(reached).toEqual({
    redeemed: expect.toSatisfy(isOften),
    reversed: expect.toSatisfy(isOften),
    released: expect.toSatisfy(isOften),
    gifts: expect.toSatisfy(isOften),
    notThere: expect.toSatisfy(isOften),
  });
});
