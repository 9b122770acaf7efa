import { random } from '../../../shared/kernel/random.ts';
import { unusedCounters } from '../key-protocol/counter-window.ts';
import { firstStop } from '../motion/trip.ts';
import type { Car, Entitlements, Surroundings } from './car.ts';
import { emptyOutbox } from './outbox.ts';
import { traitsOf } from './traits.ts';

const noEntitlements: Entitlements = { version: 0, active: [] };
/** The simulated cars can have more power; what it does to the road is not simulated. */
const FEATURES = ['power-100'];

/** A car that was just delivered: parked and locked, its control unit on for the first time. */
export function newCar(vin: string, now: number, { seed, world, trust }: Surroundings): Car {
  const traits = traitsOf(seed, vin);
  const stop = firstStop(world, seed, vin);
  const car: Car = {
    vin,
    traits,
    outbox: emptyOutbox(newLog(now)),
    answers: [],
    boots: 0,
    trustedKeys: trust,
    entitlements: noEntitlements,
    features: FEATURES,
    session: '',
    counters: unusedCounters,
    connected: false,
    locked: true,
    startEnabled: false,
    doorsClosed: true,
    trunkOpen: false,
    keyFobPresent: true,
    fuelCardPresent: true,
    idling: false,
    motion: {
      kind: 'parked',
      point: stop.point,
      since: now,
      chargePercent: traits.firstChargePercent,
      odometerKm: traits.firstOdometerKm,
      charging: stop.charger,
    },
    trips: 0,
  };
  return powerUp(car, seed);
}

/** The control unit starts: a new session, in which no counter was used yet. */
export function powerUp(car: Car, seed: number): Car {
  const boots = car.boots + 1;
  const session = random(seed, 'session', car.vin, car.outbox.log, boots).hex(32);
  return { ...car, boots, session, counters: unusedCounters };
}

/**
 * The store is lost: its events, its answers, how often the car booted, the number of its log, which grants are
 * revoked, and what was bought. It trusts the keys that it left the factory with.
 */
export function forget(car: Car, now: number, { seed, trust }: Surroundings): Car {
  const { revocations: _, ...rest } = car;
  const log = drawnLog(seed, car.vin, now);
  return {
    ...rest,
    outbox: emptyOutbox(log),
    answers: [],
    boots: 0,
    trustedKeys: trust,
    entitlements: noEntitlements,
  };
}

/** The clock of a new car was set in the factory, so its log may be the seconds since 1970. */
function newLog(now: number): number {
  return Math.max(1, Math.floor(now / 1000));
}

/**
 * A car that has lost its store cannot know its last log, nor whether its clock is right. It draws a number, and the
 * platform's receipt shows when that is too low.
 */
function drawnLog(seed: number, vin: string, now: number): number {
  return random(seed, 'log', vin, now).integer(2 ** 31) + 1;
}
