import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import { carMoved, takenOutOfService } from '../../../shared/contracts/rentals/use.ts';
import { distanceMetres, pointOf } from '../../../shared/kernel/geo.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';
import { cancellation } from '../reserving/reservations.ts';
import type { CarEvent } from './events.ts';
import { activeRental, type CarState } from './state.ts';

/** Farther than receivers err between houses, metres. */
const MOVED_METRES = 200;
const PLATFORM = 'platform';
const REASON = 'the car is not where it was left, and nobody drove it';

/**
 * A car that nobody can drive is elsewhere than it was: it was towed, or stolen. What nobody has rented is taken out of
 * service, and its reservation cancelled; a paused rental goes on, and its rider and the operators see it.
 */
export function decideMoved(car: CarState, status: CarStatus, time: Instant): readonly CarEvent[] {
  const from = standsAt(car, time);
  const to = status.position;
  if (from === undefined || to === undefined || status.engineOn === true) return [];
  const distance = distanceMetres(from, to);
  if (distance <= MOVED_METRES + (to.accuracyMetres ?? 0)) return [];
  const moved: CarEvent = carMoved({
    vin: car.vin,
    from: pointOf(from),
    to: pointOf(to),
    distanceMetres: Math.round(distance),
    time,
  });
  const rental = activeRental(car);
  if (rental?.state === 'PAUSED' || car.outOfService !== undefined) return [moved];
  const gone = { operator: PLATFORM, reason: REASON };
  return [
    moved,
    ...(rental === undefined ? [] : [cancellation(car, rental, time, gone)]),
    takenOutOfService({ vin: car.vin, kind: 'TOWED', reason: REASON, time }),
  ];
}

/** Where it must stand if nobody moved it: known only of a car that nobody can drive, and by newer words than its place. */
function standsAt(car: CarState, time: Instant) {
  const { listing, place, securing } = car;
  const rental = activeRental(car);
  if (listing === undefined || securing !== undefined) return undefined;
  if (rental?.state === 'PAUSED') {
    const since = rental.pausedSince;
    return since !== undefined && isBefore(since, time) ? rental.heard?.car.position : undefined;
  }
  if (rental !== undefined && rental.state !== 'RESERVED') return undefined;
  return place !== undefined && isBefore(place.time, time) ? place.position : undefined;
}
