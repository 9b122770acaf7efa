import { expect, it } from 'vitest';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { moved, offerUsedUp, useCounted, voucherReserved } from '../../../shared/contracts/offers/given.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import { started } from '../../../shared/contracts/rentals/rentals.ts';
import { BesideBilling, isOften, sum } from '../billing/beside-billing.ts';
import {
  accept,
  attach,
  consent,
  consider,
  decline,
  OFFER,
  type OffersRoom,
  offersRoom,
  publish,
  RIDER,
  rental,
  rider,
  VOUCHER,
} from './offers-under-test.ts';

/**
 * Offers and billing in memory, each with its own pace: a room's events come to the other in order, some of them twice,
 * and any time later. Whatever the schedule, budgets and books add up.
 */

const BUDGET: Offer = {
  ...VOUCHER,
  benefit: { kind: 'voucher', percent: '50', amount: 300, currency: 'EUR' },
  limits: { perRider: 3, uses: 3, amount: 400, perDay: 2 },
  lifetime: { answerMinutes: 240, useHours: 72 },
};

class World extends BesideBilling<OffersRoom> {
  /** How often the budget was used up. */
  refused = 0;

  constructor(seed: number) {
    super('offers and books', seed, offersRoom(), [voucherReserved.type]);
    this.offers.handle(publish(BUDGET));
    this.offers.handle(consent());
  }

  get offers(): OffersRoom {
    return this.other;
  }

  step(): void {
    const { chance } = this;
    const running = this.running();
    const given = rider(this.offers).offers;
    const steps = ['reserve', 'offer', 'offer', 'accept', 'accept', 'attach', 'attach', 'attach'] as const;
    const others = ['end', 'end', 'decline', 'correct', 'time', 'time', 'hear', 'hear', 'hear'] as const;
    const step = chance.pick([...steps, ...others]);
    switch (step) {
      case 'reserve': {
        const number = this.reserve();
        if (number === undefined) break;
        const of = { riderId: RIDER, rentalId: rental(number) };
        this.offers.handle(this.message(started.type, { ...started.example, ...of }) as never);
        break;
      }
      case 'offer':
        if (running.length > 0) this.offers.handle(consider(undefined, chance.pick(running).number));
        break;
      case 'accept':
        if (given.length > 0 && this.offers.handle(accept(chance.pick(given))).code === offerUsedUp.code) {
          this.refused += 1;
        }
        break;
      case 'attach': {
        if (running.length === 0 || given.length === 0) break;
        const issueId = chance.pick(given).issueId;
        const isDetached = chance.integer(6) === 0;
        this.offers.handle(attach(chance.pick(running).number, isDetached ? undefined : issueId));
        break;
      }
      case 'decline':
        // What was declined is not made again.
        if (given.length > 0 && chance.integer(8) === 0) this.offers.handle(decline(chance.pick(given)));
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
}

const key = (what: string): string => `offer/${OFFER}/${what}`;

/** What holds at any time: the counts are what the events have counted, within the limits, and never below zero. */
function budgetsAddUp({ counts, events }: OffersRoom): void {
  const counted = events.flatMap((event) => (event.type === useCounted.type ? [event.data] : []));
  expect(counts.get(key('uses')) ?? 0).toBe(sum(counted.map(({ uses }) => uses)));
  expect(counts.get(key('amount')) ?? 0).toBe(sum(counted.map(({ amount }) => amount)));
  expect(counts.get(key('uses')) ?? 0).toBeLessThanOrEqual(3);
  expect(counts.get(key('amount')) ?? 0).toBeLessThanOrEqual(400);
  for (const [name, count] of counts) {
    expect(count).toBeGreaterThanOrEqual(0);
    if (name.startsWith(key('day'))) expect(count).toBeLessThanOrEqual(2);
  }
}

/** When all is quiet: what the charges that count list of vouchers is what was redeemed and not taken back. */
function booksAddUp(world: World): number {
  const { billing, offers } = world;
  expect(() => world.accounts()).not.toThrow();
  const standing = new Map<string, number>();
  for (const event of billing.events) {
    if (event.type !== charged.type) continue;
    const listed = event.data.charge.lines.flatMap(({ reason }) =>
      reason.code === 'VOUCHER' ? [reason.amount] : [],
    );
    standing.set(event.data.rentalId, sum(listed));
  }
  const redeemed = new Map<string, number>();
  for (const event of offers.events) {
    if (event.type !== moved.type || event.data.charge === undefined) continue;
    const { reason, charge, offer } = event.data;
    redeemed.set(charge.rentalId, reason === 'REDEEMED' ? (offer.gave ?? 0) : 0);
  }
  for (const [rentalId, amount] of standing) expect(redeemed.get(rentalId) ?? 0).toBe(amount);
  const gave = sum([...redeemed.values()]);
  // What is accepted and not used yet is held beside what was given.
  const held = sum(Object.values(rider(offers).holds).map(({ amount }) => amount));
  expect(offers.counts.get(key('amount')) ?? 0).toBe(gave + held);
  expect(rider(offers).offers.some(({ state }) => state === 'RESERVED')).toBe(false);
  return gave;
}

it('adds up in 1,000 schedules of offers, rentals, corrections and time, with messages late and twice', () => {
  const reached = { redeemed: 0, reversed: 0, released: 0, expired: 0, usedUp: 0 };
  for (let seed = 1; seed <= 1000; seed++) {
    const world = new World(seed);
    for (let step = 0; step < 80; step++) {
      world.step();
      if (step % 10 === 0) budgetsAddUp(world.offers);
    }
    world.settle();
    budgetsAddUp(world.offers);
    if (booksAddUp(world) > 0) reached.redeemed += 1;
    expect(world.offers.rebuilt(`rider/${RIDER}`)).toEqual(rider(world.offers));
    for (const event of world.offers.events) {
      if (event.type !== moved.type) continue;
      const { reason } = event.data;
      if (reason === 'REVERSED') reached.reversed += 1;
      if (reason === 'RELEASED') reached.released += 1;
      if (reason === 'EXPIRED') reached.expired += 1;
    }
    reached.usedUp += world.refused;
  }
  // The schedules reach what they are made for.
  expect(reached).toEqual({
    redeemed: expect.toSatisfy(isOften),
    reversed: expect.toSatisfy(isOften),
    released: expect.toSatisfy(isOften),
    expired: expect.toSatisfy(isOften),
    usedUp: expect.toSatisfy(isOften),
  });
});
