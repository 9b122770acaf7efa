import { expect, it } from 'vitest';
import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import type { DomainEvent } from '../../../shared/contracts/define.ts';
import { moved, offerUsedUp, useCounted, voucherReserved } from '../../../shared/contracts/offers/given.ts';
import type { Offer } from '../../../shared/contracts/offers/offer.ts';
import {
  cancelled,
  ended,
  reserved,
  started,
  usageCorrected,
} from '../../../shared/contracts/rentals/rentals.ts';
import { type Usage, usageExample } from '../../../shared/contracts/rentals/usage.ts';
import { type Random, random } from '../../../shared/kernel/random.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { type Billing, billing, publishNow } from '../billing/billing-under-test.ts';
import type { message } from '../room-under-test.ts';
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

type Sent = ReturnType<typeof message>;

/** The events of one room, on their way to the other. */
interface Way {
  readonly from: readonly DomainEvent[];
  taken: number;
  readonly types: readonly string[];
  deliver(message: Sent): void;
}

class World {
  readonly billing: Billing = billing();
  readonly offers: OffersRoom = offersRoom();
  /** How often the budget was used up. */
  refused = 0;
  readonly #random: Random;
  readonly #ways: readonly Way[];
  #sent = 0;
  #rentals: { readonly number: number; isOver: boolean; revision: number }[] = [];

  constructor(seed: number) {
    this.#random = random('offers and books', seed);
    publishNow(this.billing, 'city');
    this.offers.handle(publish(BUDGET));
    this.offers.handle(consent());
    this.#ways = [
      {
        from: this.billing.events,
        taken: 0,
        types: [charged.type, credited.type],
        deliver: (sent) => this.offers.handle(sent as never),
      },
      {
        from: this.offers.events,
        taken: 0,
        types: [voucherReserved.type],
        deliver: (sent) => this.billing.handle(sent as never),
      },
    ];
  }

  step(): void {
    const chance = this.#random;
    const running = this.#rentals.filter(({ isOver }) => !isOver);
    const over = this.#rentals.filter(({ isOver }) => isOver);
    const given = rider(this.offers).offers;
    const actions = [
      'reserve',
      'offer',
      'offer',
      'accept',
      'accept',
      'attach',
      'attach',
      'attach',
      'end',
      'end',
    ];
    switch (chance.pick([...actions, 'decline', 'correct', 'time', 'time', 'hear', 'hear', 'hear'])) {
      case 'reserve':
        if (running.length < 3) this.#reserve();
        break;
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
      case 'end': {
        if (running.length === 0) break;
        const one = chance.pick(running);
        one.isOver = true;
        this.#use(chance.pick([ended, ended, cancelled]), one);
        break;
      }
      case 'correct': {
        if (over.length === 0) break;
        const one = chance.pick(over);
        one.revision += 1;
        this.#use(usageCorrected, one);
        break;
      }
      case 'time':
        this.offers.advanceTo(addSeconds(this.offers.now, chance.pick([700, 700, 700, 700, 7200, 86_400])));
        this.billing.now = this.offers.now;
        break;
      case 'hear':
        for (let n = chance.integer(8); n >= 0; n--) this.#hear(chance.pick(this.#ways));
        break;
    }
  }

  /** Everything that is under way arrives. */
  settle(): void {
    for (const one of this.#rentals.filter(({ isOver }) => !isOver)) {
      one.isOver = true;
      this.#use(ended, one);
    }
    while (this.#ways.some(({ from, taken }) => taken < from.length)) {
      for (const way of this.#ways) while (way.taken < way.from.length) this.#hear(way);
    }
  }

  #reserve(): void {
    const number = this.#rentals.length + 1;
    this.#rentals.push({ number, isOver: false, revision: 1 });
    const of = { riderId: RIDER, rentalId: rental(number) };
    const data = { ...reserved.example, ...of };
    for (const room of [this.billing, this.offers]) room.handle(this.#message(reserved.type, data) as never);
    this.offers.handle(this.#message(started.type, { ...started.example, ...of }) as never);
  }

  #use(
    contract: typeof ended | typeof cancelled | typeof usageCorrected,
    one: { number: number; revision: number },
  ) {
    const periods = usageExample.periods.map((period) => ({
      ...period,
      distanceMetres: period.kind === 'DRIVING' ? this.#random.integer(20_000) : 0,
    }));
    const usage: Usage = {
      ...usageExample,
      revision: one.revision,
      periods: this.#random.integer(5) === 0 ? periods.slice(0, 1) : periods,
    };
    const data = { ...contract.example, riderId: RIDER, rentalId: rental(one.number), usage };
    this.billing.handle(this.#message(contract.type, data) as never);
  }

  #hear(way: Way): void {
    const event = way.from[way.taken];
    if (event === undefined) return;
    way.taken += 1;
    if (!way.types.includes(event.type)) return;
    const sent = this.#message(event.type, event.data);
    way.deliver(sent);
    if (this.#random.integer(4) === 0) way.deliver({ ...sent, id: `${sent.id}-again` });
  }

  #message(type: string, data: unknown): Sent {
    this.#sent += 1;
    return { type, id: `sent_${this.#sent}`, time: this.offers.now, data };
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const isOften = (times: number): boolean => times > 50;
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
function booksAddUp({ billing, offers }: World): number {
  const accounts = new Map<string, number>();
  const standing = new Map<string, number>();
  for (const event of billing.events) {
    if (event.type !== charged.type && event.type !== credited.type) continue;
    const { postings } = event.data.movement;
    expect(sum(postings.map(({ amount }) => amount))).toBe(0);
    for (const { account, amount } of postings) accounts.set(account, (accounts.get(account) ?? 0) + amount);
    if (event.type === credited.type) continue;
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
