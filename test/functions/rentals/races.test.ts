import { type Arbitrary, array, assert, constantFrom, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RentalsMessage } from '../../../functions/rentals/domain.ts';
import type { RentalsEvent } from '../../../functions/rentals/evolve.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import {
  ANA,
  answer,
  BEN,
  blockRider,
  cancelRental,
  carOf,
  endRental,
  OTHER_VIN,
  openForBusiness,
  parkCar,
  type Rentals,
  requestsOf,
  reserveCar,
  signUpRider,
  typesOf,
  unblockRider,
  unlockCar,
  VIN,
} from './rentals-under-test.ts';

/** Whatever comes in whatever order: a rider and a car have at most one active rental each. */

const riders = [ANA, BEN, 'eve'] as const;
const cars = [VIN, OTHER_VIN] as const;

/** How often each comes, so that long stories happen: reserved, asked, failed, asked again, in use, ended. */
const likely = {
  reserve: 6,
  unlock: 8,
  end: 6,
  cancel: 3,
  answer: 16,
  park: 2,
  block: 1,
  unblock: 2,
  wait: 2,
  'wait-long': 1,
} as const;
const whats = Object.entries(likely).flatMap(([what, times]) =>
  Array.from({ length: times }, () => what as keyof typeof likely),
);

const step = record({
  what: constantFrom(...whats),
  rider: constantFrom(...riders),
  car: constantFrom(...cars),
  /** Counts back from the newest rental or request, so that old ones come again too. */
  back: constantFrom(0, 0, 0, 1, 1, 2, 4),
  result: constantFrom('EXECUTED', 'EXECUTED', 'REJECTED', 'EXPIRED', 'UNKNOWN', 'UNKNOWN'),
  /** How many decisions are left begun, so that others come in between. */
  commits: constantFrom(0, 0, 0, 1, 3),
} as const);
type Step = typeof step extends Arbitrary<infer Value> ? Value : never;

interface World {
  readonly room: Rentals;
  readonly requests: { vin: string; requestId: string }[];
  readonly begun: { message: RentalsMessage; commit: ReturnType<Rentals['prepare']> }[];
}

function newWorld(): World {
  const room = openForBusiness();
  room.handle(signUpRider('eve'));
  return { room, requests: [], begun: [] };
}

function rentalAt(world: World, back: number) {
  const reservations = world.room.events.flatMap((event) =>
    event.type === 'rentals.reserved.v1' ? [event.data] : [],
  );
  return reservations.at(-1 - back);
}

function messageOf(world: World, { what, rider, car, back, result }: Step): RentalsMessage | undefined {
  const rental = rentalAt(world, back);
  const request = world.requests.at(-1 - back);
  const { now } = world.room;
  switch (what) {
    case 'reserve':
      return reserveCar(rider, car);
    case 'unlock':
      return rental && unlockCar(rental.rentalId, rental.riderId, rental.vin);
    case 'end':
      return rental && endRental(rental.rentalId, rental.riderId, rental.vin);
    case 'cancel':
      return rental && cancelRental(rental.rentalId, rental.riderId, rental.vin);
    case 'answer':
      return request && answer(request, result, { time: now });
    case 'park':
      return parkCar(car, now);
    case 'block':
      return blockRider(rider);
    case 'unblock':
      return unblockRider(rider);
    case 'wait':
    case 'wait-long':
      return undefined;
  }
}

/** Begins a decision, and commits one of those begun: a stale one is decided again, as the runtime does. */
function take(world: World, step: Step): void {
  const { room, begun } = world;
  if (step.what === 'wait') room.advanceTo(addSeconds(room.now, 20));
  if (step.what === 'wait-long') room.advanceTo(addSeconds(room.now, 16 * 60));
  const message = messageOf(world, step);
  if (message !== undefined) begun.push({ message, commit: room.prepare(message) });
  while (begun.length > step.commits) commitOne(world, step.back);
}

function commitOne({ room, requests, begun }: World, choice: number): void {
  const [next] = begun.splice(choice % begun.length, 1);
  if (next === undefined) return;
  const outcome = next.commit();
  const { outputs } = outcome === 'stale' ? room.handle(next.message) : outcome;
  requests.push(...requestsOf(outputs).map(({ vin, requestId = '' }) => ({ vin, requestId })));
}

interface Active {
  readonly rentalId: string;
  readonly riderId: string;
  readonly vin: string;
}

/** Every kind of event happens in these stories, or they prove little. */
const everything = [
  'car-listed car-placed rider-admitted rider-suspended reserved reservation-expired cancelled',
  'unlock-requested unlock-failed started end-requested end-failed ended secure-requested secured',
].flatMap((types) => types.split(' '));

function isEnd(event: RentalsEvent): event is Extract<RentalsEvent, { data: { rentalId: string } }> {
  return (
    event.type === 'rentals.reservation-expired.v1' ||
    event.type === 'rentals.cancelled.v1' ||
    event.type === 'rentals.ended.v1'
  );
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Broken: ${what}`);
}

/** Read from the events alone, without the room's own fold: who has what. Throws when somebody has two. */
function activeOf(events: readonly RentalsEvent[]): readonly Active[] {
  const active = new Map<string, Active>();
  for (const event of events) {
    if (event.type === 'rentals.reserved.v1') {
      const { rentalId, riderId, vin } = event.data;
      const others = [...active.values()].filter(
        (rental) => rental.riderId === riderId || rental.vin === vin,
      );
      must(others.length === 0, `${riderId} reserves ${vin} beside ${JSON.stringify(others)}`);
      active.set(rentalId, { rentalId, riderId, vin });
    }
    if (isEnd(event)) must(active.delete(event.data.rentalId), `${event.type} is of an active rental`);
    if (event.type === 'rentals.started.v1') must(active.has(event.data.rentalId), 'what starts is active');
  }
  return [...active.values()];
}

function check({ room }: World): void {
  const active = activeOf(room.events);
  for (const riderId of riders) {
    const rental = active.find((rental) => rental.riderId === riderId);
    expect(room.claims.get(`rider/${riderId}/active`)).toBe(rental?.rentalId);
  }
  const wanted = new Set(room.timers().map(({ id }) => id));
  for (const vin of cars) {
    const car = carOf(room, vin);
    const taken = active.some((rental) => rental.vin === vin);
    must(!taken || room.document(`car/${vin}`)?.index === undefined, `${vin} is not found while it is taken`);
    expect(room.rebuilt(`car/${vin}`)).toEqual(car);
    for (const { state, request } of car.rentals) {
      const waits = state === 'UNLOCKING' || state === 'ENDING';
      must(!waits || wanted.has(`waiting/${request?.requestId}`), 'nobody waits for the car without end');
    }
  }
}

describe('whatever comes, in whatever order', () => {
  it('no rider and no car has two active rentals', () => {
    const happened = new Set<string>();
    assert(
      property(array(step, { minLength: 40, maxLength: 120 }), (steps) => {
        const world = newWorld();
        for (const step of steps) take(world, step);
        while (world.begun.length > 0) commitOne(world, 0);
        for (const type of typesOf(world.room.events)) happened.add(type);
        check(world);
      }),
      { numRuns: 400, seed: 20260131 },
    );
    expect([...happened].sort()).toEqual([...everything].sort());
  });

  it('everything comes to rest: each rental is over, and each car free, when all is answered and time passes', () => {
    assert(
      property(array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const world = newWorld();
        const { room } = world;
        for (const step of steps) take(world, step);
        while (world.begun.length > 0) commitOne(world, 0);
        settle(world);
        expect(activeOf(room.events)).toEqual([]);
        for (const vin of cars) {
          room.handle(parkCar(vin, addSeconds(room.now, 1)));
          expect(room.document(`car/${vin}`)?.index).toBeDefined();
        }
      }),
      { numRuns: 100, seed: 20260131 },
    );
  });
});

/** Riders end what they have, cars do as they are told, and time passes. */
function settle(world: World): void {
  const { room } = world;
  for (let round = 0; round < 4; round++) {
    for (const rental of activeOf(room.events)) {
      const { outputs } = room.handle(endRental(rental.rentalId, rental.riderId, rental.vin));
      world.requests.push(...requestsOf(outputs).map(({ vin, requestId = '' }) => ({ vin, requestId })));
    }
    for (const request of world.requests) {
      const opens = request.requestId.includes('/unlock/');
      if (!opens) room.handle(answer({ ...request, action: 'lock' }, 'EXECUTED', { time: room.now }));
    }
    for (const vin of cars) {
      const { securing } = carOf(room, vin);
      if (securing !== undefined) {
        const requestId = `${securing.rentalId}/secure/${securing.attempt}`;
        room.handle(answer({ requestId, action: 'lock', vin }, 'EXECUTED', { time: room.now }));
      }
    }
    room.advanceTo(addSeconds(room.now, 16 * 60));
  }
}
