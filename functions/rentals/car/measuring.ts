import type { Static } from 'typebox';
import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Estimated } from '../../../shared/contracts/rentals/rentals.ts';
import type { Evidence } from '../../../shared/contracts/rentals/usage.ts';
import { distanceMetres } from '../../../shared/kernel/geo.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import type { CarState, RentalRecord } from './state.ts';

/** Time, odometer, charge and position at a rental's two ends: the car's word, or an estimate that says that it is one. */

/** What a car has said of itself, and when by its clock. */
export interface CarReport {
  readonly status?: CarStatus | undefined;
  readonly time: Instant;
}

interface Measured {
  readonly car: CarStatus;
  readonly estimated?: Static<typeof Estimated>;
  readonly time: Instant;
}

interface MeasuredEnd extends Measured {
  /** How the odometer was found when the car has not said it. */
  readonly odometerBy?: Evidence;
}

/** Streets are longer than the straight line by about as much. */
const STREETS_TO_STRAIGHT_LINE = 1.3;

/** What the car does not say at the start is as it was when the car was left. */
export function measuredStart({ place }: CarState, { status = {}, time }: CarReport): Measured {
  const { odometerKm, chargePercent } = place ?? {};
  return completed(status, time, [], {
    ...(odometerKm === undefined ? {} : { odometerKm }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
  });
}

/**
 * What the car does not say at the end is as it was last heard in this rental; an odometer that was not heard since the
 * start is that of the start and the way from there. Without a word of the car at all, the time is the platform's.
 */
export function measuredEnd(
  car: CarState,
  rental: RentalRecord,
  report: CarReport | undefined,
  now: Instant,
): MeasuredEnd {
  const { status = {}, time } = report ?? { time: now };
  const { position, odometerKm, chargePercent } = { ...rental.heard?.car, ...placedSince(car, rental) };
  const known: CarStatus = {
    ...(position === undefined ? {} : { position }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
    ...(odometerKm === undefined ? {} : { odometerKm }),
  };
  const driven = drivenKm(rental, { ...known, ...status });
  const estimates = driven === undefined ? known : { ...known, odometerKm: driven.odometerKm };
  return {
    ...completed(status, time, report === undefined ? ['time'] : [], estimates),
    ...(status.odometerKm !== undefined || driven === undefined ? {} : { odometerBy: driven.by }),
  };
}

/** Where telemetry saw it parked in this rental, if that is newer than what the car itself has said. */
function placedSince({ place }: CarState, { started, heard }: RentalRecord): CarStatus {
  if (place === undefined || started === undefined) return {};
  if (isBefore(place.time, started.time)) return {};
  if (heard !== undefined && isBefore(place.time, heard.at)) return {};
  const { position, odometerKm, chargePercent } = place;
  return {
    position,
    ...(odometerKm === undefined ? {} : { odometerKm }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
  };
}

/** The highest that is known of the odometer: what was read, or the way from the start to where the car is. */
function drivenKm(
  { started }: RentalRecord,
  { position, odometerKm }: CarStatus,
): { readonly odometerKm: number; readonly by: Evidence } | undefined {
  const from = started?.car.odometerKm;
  if (from === undefined) return odometerKm === undefined ? undefined : { odometerKm, by: 'LAST_HEARD' };
  const began = started?.car.position;
  const straight = began === undefined || position === undefined ? 0 : distanceMetres(began, position);
  const along = from + (straight / 1000) * STREETS_TO_STRAIGHT_LINE;
  const heard = odometerKm ?? from;
  return along > heard
    ? { odometerKm: Math.round(along * 10) / 10, by: 'POSITIONS' }
    : { odometerKm: Math.round(heard * 10) / 10, by: 'LAST_HEARD' };
}

type Estimable = Static<typeof Estimated>[number];

function completed(
  status: CarStatus,
  time: Instant,
  before: readonly Estimable[],
  estimates: Pick<CarStatus, 'position' | 'odometerKm' | 'chargePercent'>,
): Measured {
  const missing = (['position', 'odometerKm', 'chargePercent'] as const).filter(
    (field) => status[field] === undefined && estimates[field] !== undefined,
  );
  const estimated: Estimable[] = [...before, ...missing];
  return {
    car: { ...estimates, ...status },
    ...(estimated.length === 0 ? {} : { estimated }),
    time,
  };
}
