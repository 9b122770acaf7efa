import { expect, it } from 'vitest';
import { worthOf } from '../../../functions/loyalty/member/moving.ts';
import { charged } from '../../../shared/contracts/billing/charges.ts';
import { pointsMoved } from '../../../shared/contracts/loyalty/points.ts';
import type { Programme } from '../../../shared/contracts/loyalty/programme.ts';
import { isOften, sum } from '../billing/beside-billing.ts';
import { LoyaltyBesideBilling, member } from './loyalty-beside-billing.ts';
import { type Loyalty, MEMBER, PLAIN } from './loyalty-under-test.ts';

/**
 * Loyalty and billing in memory, each with its own pace: a room's events come to the other in order, some of them twice,
 * and any time later. Whatever the schedule, points and books add up.
 */

const PROGRAMME: Programme = {
  ...PLAIN,
  value: { points: 3, amount: 2, currency: 'EUR' },
  earning: [
    { ruleId: 'spend', for: { kind: 'charge', each: 100, currency: 'EUR' }, points: 7 },
    { ruleId: 'first', for: { kind: 'first-rental' }, points: 100 },
    {
      ruleId: 'km',
      for: { kind: 'distance', eachMetres: 500 },
      points: 3,
      most: { points: 60, per: 'month' },
    },
  ],
  multipliers: [{ multiplierId: 'gold', factor: '1.35', tiers: ['gold'] }],
  pendingDays: 2,
  expiry: { months: 1, warnDays: 5 },
  tiers: { qualifyingMonths: 2, levels: [{ tierId: 'gold', name: 'Gold', from: 300 }] },
};

class World extends LoyaltyBesideBilling {
  constructor(seed: number) {
    super('points and books', seed, PROGRAMME);
  }

  step(): void {
    const steps = ['reserve', 'points', 'points', 'end', 'end', 'correct', 'time', 'adjust'] as const;
    this.take(this.chance.pick([...steps, 'hear', 'hear', 'hear'] as const));
  }
}

/** What holds at any time, counted from the events alone. */
function pointsAddUp(room: Loyalty): void {
  const { balance, lots, awaited, reservations } = member(room);
  const moves = room.events.flatMap((event) => (event.type === pointsMoved.type ? [event.data] : []));
  for (const part of ['pending', 'active', 'reserved', 'owed'] as const) {
    expect(balance[part]).toBeGreaterThanOrEqual(0);
    expect(sum(moves.map((move) => move[part]))).toBe(balance[part]);
  }
  expect(sum(lots.map(({ points }) => points))).toBe(balance.active);
  expect(lots.every(({ points }) => points > 0)).toBe(true);
  expect(sum(awaited.map(({ points }) => points))).toBe(balance.pending);
  expect(sum(reservations.flatMap(({ shares }) => shares.map(({ points }) => points)))).toBe(
    balance.reserved,
  );
  expect(balance.owed === 0 || balance.active === 0).toBe(true);
  const total = balance.pending + balance.active + balance.reserved - balance.owed;
  expect(sum(moves.map(({ worth }) => worth.amount))).toBe(worthOf(PROGRAMME, total));
  expect(new Set(moves.map(({ movementId }) => movementId)).size).toBe(moves.length);
}

/** When all is quiet: what each charge lists is what points paid, and the ledger owes what members have. */
function booksAddUp(world: World): void {
  const { billing, loyalty } = world;
  const accounts = world.accounts();
  const { balance } = member(loyalty);
  const total = balance.pending + balance.active + balance.reserved - balance.owed;
  expect((accounts.get('liability/points') ?? 0) + worthOf(PROGRAMME, total)).toBe(0);
  expect(balance.reserved).toBe(0);

  const standing = new Map<string, number>();
  for (const event of billing.events) {
    if (event.type === charged.type) {
      const used = event.data.charge.lines.flatMap(({ reason }) =>
        reason.code === 'POINTS' ? [reason.amount] : [],
      );
      standing.set(event.data.rentalId, sum(used));
    }
  }
  const spent = new Map<string, number>();
  for (const event of loyalty.events) {
    if (event.type !== pointsMoved.type) continue;
    const { reason, active, reserved, owed } = event.data;
    if (reason.code !== 'SPENT') continue;
    expect(owed - active - reserved).toBe(reason.points);
    spent.set(reason.rentalId, reason.points);
  }
  for (const [rentalId, amount] of standing) {
    const points = spent.get(rentalId) ?? 0;
    expect(worthOf(PROGRAMME, points)).toBeGreaterThanOrEqual(amount);
    expect(worthOf(PROGRAMME, points - 2)).toBeLessThanOrEqual(amount);
  }
}

it('adds up in 1,000 schedules of rentals, corrections, points and time, with messages late and twice', () => {
  let spendings = 0;
  let debts = 0;
  let expired = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    const world = new World(seed);
    for (let step = 0; step < 40; step++) {
      world.step();
      if (step % 8 === 0) pointsAddUp(world.loyalty);
    }
    world.settle();
    pointsAddUp(world.loyalty);
    booksAddUp(world);
    expect(world.loyalty.rebuilt(MEMBER)).toEqual(world.loyalty.state(MEMBER));
    for (const event of world.loyalty.events) {
      if (event.type !== pointsMoved.type) continue;
      const { reason, owed } = event.data;
      if (reason.code === 'SPENT' && reason.points > 0) spendings += 1;
      if (owed > 0) debts += 1;
      if (reason.code === 'EXPIRED') expired += 1;
    }
  }
  // The schedules reach what they are made for.
  expect({ spendings, debts, expired }).toEqual({
    spendings: expect.toSatisfy(isOften),
    debts: expect.toSatisfy(isOften),
    expired: expect.toSatisfy(isOften),
  });
});
