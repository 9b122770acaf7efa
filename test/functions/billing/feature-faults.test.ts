import { describe, expect, it } from 'vitest';
import { isSettled } from '../../../functions/billing/account/conduct.ts';
import type { AccountState } from '../../../functions/billing/account/state.ts';
import type { CarState } from '../../../functions/vehicles/state.ts';
import { type Random, random } from '../../../shared/kernel/random.ts';
import type { Fault, Mood } from '../payments/provider-in-memory.ts';
import { FeatureWorld, PRICE, RIDER } from './feature-world.ts';

/**
 * Features that are bought while the provider declines, waits or does not answer, while the car is out of reach, drives, boots
 * or loses its store, while rentals end, and while messages come twice, late, in another order or not at all. What the car
 * never had is not charged; what it had is charged once at most; and the books add up.
 */

const faults: readonly Fault[] = ['none', 'none', 'none', 'timeout before', 'timeout after', 'late', 'busy'];
const moods: readonly Mood[] = ['good', 'good', 'good', 'declines', 'authenticates', 'slow'];

function run(seed: number, how: { readonly boasts?: boolean } = {}): FeatureWorld {
  const chance = random('features', seed);
  const world = new FeatureWorld(how);
  world.begin();
  for (let step = 0; step < 100; step++) act(world, chance);
  settle(world, chance.next() < 0.5);
  return world;
}

function act(world: FeatureWorld, chance: Random): void {
  const kind = chance.integer(100);
  if (kind < 10) world.buy();
  else if (kind < 11) world.end();
  else if (kind < 15) world.begin();
  else if (kind < 17) world.endEarly();
  else if (kind < 20) world.reach(false);
  else if (kind < 25) world.reach(true);
  else if (kind < 29) world.carDoes(chance.pick(['drive', 'park', 'park', 'reboot', 'lose-store']));
  else if (kind < 32) world.provider.mood = chance.pick(moods);
  else if (kind < 36) world.provider.develop(chance.pick(['authenticate', 'settle', 'settle', 'expire']));
  else if (kind < 39) world.provider.settleLate();
  else if (kind < 44) world.repeat(chance.integer(1000));
  else if (kind < 48) world.pass(chance.pick([1, 10, 60, 400, 3600, 86_400]));
  else if (kind < 60) {
    for (let n = 0; n < 2; n++) world.ask(chance.integer(100), chance.pick(faults), chance.next() < 0.2);
  } else {
    for (let n = chance.integer(6); n >= 0; n--) {
      const busy = world.busy();
      if (busy.length > 0) world.deliver(chance.pick(busy), chance.next() < 0.1);
    }
  }
}

/** Everything works again, days pass, and the rental ends: before them or after them. */
function settle(world: FeatureWorld, endsFirst: boolean): void {
  world.provider.mood = 'good';
  world.carDoes('park');
  world.reach(true);
  if (endsFirst) world.end();
  for (let round = 0; round < 10; round++) {
    if (round === 8) world.end();
    while (world.provider.settleLate());
    world.provider.develop('settle');
    world.provider.develop('authenticate');
    world.flush();
    world.pass(round < 4 ? 60 : 43_200);
    world.flush();
  }
}

/** What is wrong in the end; nothing, it is hoped. */
function wrongs(world: FeatureWorld): string[] {
  const wrong: string[] = [];
  const must = (what: string, is: unknown, expected: unknown) => {
    if (is !== expected) wrong.push(`${what}: ${String(is)} in the place of ${String(expected)}`);
  };
  const account = world.rooms.billing.state(`account/${RIDER}`) as AccountState;
  const ids = world.movements().map(({ movementId }) => movementId);
  must('movements under their keys', new Set(ids).size, ids.length);
  let owed = 0;
  for (const { entitlementId: id, state } of world.bought()) {
    const charges = ids.filter((one) => one === `feature/${id}`).length;
    const credits = ids.filter((one) => one === `feature-credit/${id}`).length;
    const paid = world.paidFor(id);
    if (!world.had.has(id)) must(`charges for ${id}, which the car never had`, charges, 0);
    must(`charges for ${id}, ${state}`, charges, state === 'REFUSED' ? 0 : 1);
    must(`credits for ${id}, ${state}`, credits, state === 'REFUNDED' ? 1 : 0);
    must(`paid for ${id}`, paid, (charges - credits) * PRICE);
    must(`${id} is over`, ['REFUSED', 'ENDED', 'REFUNDED'].includes(state), true);
    const claim = account.claims.find(({ subject }) => subject === id);
    must(`${id} is settled`, claim === undefined || isSettled(claim), true);
    owed += paid;
  }
  const sums = new Map<string, number>();
  for (const { postings } of world.movements())
    for (const { account: name, amount } of postings) sums.set(name, (sums.get(name) ?? 0) + amount);
  must(
    'all accounts',
    [...sums.values()].reduce((sum, one) => sum + one, 0),
    0,
  );
  must('receivable', sums.get(`receivable/${RIDER}`) ?? 0, 0);
  must('clearing', sums.get('clearing/stripe') ?? 0, owed);
  must('reserved', world.provider.intents.filter(({ state }) => state === 'AUTHORIZED').length, 0);
  must('features in the car', world.car.car.entitlements.active.length, 0);
  return wrong;
}

describe('whatever provider, car and network do', () => {
  const SEEDS = 150;
  it(`a feature that the car had is charged once at most, and no other, in ${SEEDS} seeds`, () => {
    const seen = new Map<string, number>();
    const note = (name: string) => seen.set(name, (seen.get(name) ?? 0) + 1);
    for (let seed = 0; seed < SEEDS; seed++) {
      const world = run(seed);
      expect(wrongs(world), `seed ${seed}`).toEqual([]);
      for (const { state, reason = '' } of world.bought()) note(`${state} ${reason}`);
      for (const { type } of world.rooms.vehicles.events) note(type);
      if (seed % 15 === 0) statesAreTheirEvents(world);
    }
    for (const name of interesting) expect(seen.get(name) ?? 0, name).toBeGreaterThan(3);
  });

  const interesting = [
    'ENDED EXPIRED',
    'ENDED RENTAL_OVER',
    'REFUNDED A recall of the maker',
    'REFUSED PAYMENT_DECLINED',
    'REFUSED VEHICLE_MOVING',
    'REFUSED NOT_CONFIRMED',
    'REFUSED RENTAL_OVER',
    'vehicles.entitlement-withdrawn.v1',
  ];

  it('charges for what it never had, if the car’s word is not true: the check sees that', () => {
    let wrong = 0;
    for (let seed = 0; seed < 60; seed++) if (wrongs(run(seed, { boasts: true })).length > 0) wrong += 1;
    expect(wrong).toBeGreaterThan(2);
  });
});

function statesAreTheirEvents({ rooms, car }: FeatureWorld): void {
  expect(rooms.billing.rebuilt(`account/${RIDER}`)).toEqual(rooms.billing.state(`account/${RIDER}`));
  const { vin } = car.car;
  const state = rooms.vehicles.state(`car/${vin}`) as CarState;
  expect(rooms.vehicles.rebuilt(`car/${vin}`)).toEqual(state);
}
