import { random } from '../../../shared/kernel/random.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { type Car, record, type Surroundings, statusOf } from '../car/car.ts';
import { LEAST_TO_DRIVE_PERCENT } from './battery.ts';
import { arrivalAt, depart, park, readInstruments } from './motion.ts';
import { chooseTrip, type Trip } from './trip.ts';

/** Between the doors' opening and the drive: bags, seat, belt. */
const SOONEST_START_SECONDS = 10;
const LATEST_START_SECONDS = 30;

/** A driver gets in, who will soon drive off, unless one is in already. */
export function expectDriver(car: Car, now: number, { seed }: Surroundings): Car {
  if (car.motion.kind === 'driving' || car.driverStartsAt !== undefined) return car;
  const wait = random(seed, 'driver', car.vin, car.trips).between(
    SOONEST_START_SECONDS,
    LATEST_START_SECONDS,
  );
  return { ...car, driverStartsAt: Math.round(now + wait * 1000) };
}

export function sendDriverAway(car: Car): Car {
  const { driverStartsAt: _, ...empty } = car;
  return empty;
}

/** Lets everything happen that the driver does until now, each at its own time. */
export function letDrive(car: Car, now: number, surroundings: Surroundings): Car {
  const started =
    car.driverStartsAt !== undefined && car.driverStartsAt <= now
      ? startDrive(car, car.driverStartsAt, surroundings)
      : car;
  if (started.motion.kind !== 'driving') return started;
  const arrival = arrivalAt(started.motion);
  return arrival <= now ? endDrive(started, arrival) : started;
}

/**
 * Drives off, if the start is enabled, the doors are closed, the battery is not empty, and the charge takes the car where
 * its driver wants to go.
 */
export function startDrive(car: Car, now: number, surroundings: Surroundings): Car {
  const ready = sendDriverAway(car);
  if (!ready.startEnabled || !ready.doorsClosed || ready.motion.kind === 'driving') return ready;
  if (readInstruments(ready.motion, now).chargePercent < LEAST_TO_DRIVE_PERCENT) return ready;
  const driving = takeTrip(ready, now, surroundings);
  if (driving === undefined) return ready;
  return showAtOnce(
    record(driving, { type: 'started', time: instant(now), data: { status: statusOf(driving, now) } }),
    now,
  );
}

/** Parks where the car is, and stops the engine. */
export function endDrive(car: Car, now: number): Car {
  if (car.motion.kind !== 'driving') return car;
  return showAtOnce(recordParked({ ...car, motion: park(car.motion, now) }, now), now);
}

export function recordParked(car: Car, now: number): Car {
  return record(car, { type: 'parked', time: instant(now), data: { status: statusOf(car, now) } });
}

/** Goes on with the drive that was under way when the simulator's process ended: to the same place. */
export function resumeDrive(car: Car, now: number, surroundings: Surroundings): Car {
  const onTheWay = takeTrip({ ...car, trips: car.trips - 1 }, now, surroundings);
  return onTheWay ?? recordParked(car, now);
}

function takeTrip(car: Car, now: number, { seed, world }: Surroundings): Car | undefined {
  if (car.motion.kind === 'driving') return undefined;
  const { chargePercent } = readInstruments(car.motion, now);
  const dice = random(seed, 'trip', car.vin, car.trips);
  const trip: Trip | undefined = chooseTrip(world, dice, car.motion.point, chargePercent);
  if (trip === undefined) return undefined;
  const motion = depart(car.motion, { ...trip, pace: car.traits.pace }, now);
  return { ...car, motion, idling: false, trunkOpen: false, trips: car.trips + 1 };
}

/** What matters is in a sample at once. */
export function showAtOnce(car: Car, now: number): Car {
  return car.connected ? { ...car, nextSampleAt: now } : car;
}
