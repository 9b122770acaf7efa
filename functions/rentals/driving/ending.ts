import {
  type ByOperator,
  type end,
  endAllowed,
  ended,
  endRefused,
  endRequested,
} from '../../../shared/contracts/rentals/rentals.ts';
import type { endByOperator } from '../../../shared/contracts/rentals/use.ts';
import { distanceMetres, pointOf } from '../../../shared/kernel/geo.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { accept, ask, type CarDecision, decideMove, decideOwnMove, namesOf } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { evolveCar } from '../car/evolve-car.ts';
import { type CarReport, measuredEnd } from '../car/measuring.ts';
import { numberOf, requestId as requestIdOf, requestToCar } from '../car/requests.ts';
import { type CarState, type RentalRecord, rentalOf } from '../car/state.ts';
import { serviceByCharge } from '../fleet/fleet.ts';
import { pricingZonesAt, whyNotPark } from '../fleet/zones.ts';
import { zonesInForce } from '../read-models.ts';
import { cancellation } from '../reserving/reservations.ts';
import { type Refused, refusalDetail, whyNotLeave } from './leaving.ts';
import type { Turn } from './meter.ts';
import { askToLock } from './securing.ts';
import { usageWhenOver } from './usage.ts';

/**
 * The end of a rental, in steps: the car says how it stands (nothing that was known before decides); the zones say
 * whether it may be left there; the car locks, and says once more how it stands. Refused before it locked, the rental is
 * as it was, and the doors with it; refused after, it is paused: locked, and still the rider's.
 */
export function decideEnd(car: CarState, { data }: MessageOf<typeof end>, context: Context): CarDecision {
  return decideOwnMove(car, data, 'end', (rental) => ask(car, rental, 'check', context));
}

/** An operator ends it: the car is asked to lock, and whatever becomes of that, the rental is over then. */
export function decideEndByOperator(
  car: CarState,
  { data, principal }: MessageOf<typeof endByOperator>,
  context: Context,
): CarDecision {
  const { rentalId, reason } = data;
  if (principal?.kind !== 'operator') {
    return { kind: 'refuse', code: 'FORBIDDEN', detail: 'Only an operator ends a rental for its rider.' };
  }
  const rental = rentalOf(car, rentalId);
  if (rental === undefined) {
    return { kind: 'refuse', code: 'RENTAL_UNKNOWN', detail: `${car.vin} has no rental ${rentalId}.` };
  }
  return decideMove(car, rental, 'end by operator', () => {
    const by = { operator: principal.id, reason };
    if (rental.state === 'RESERVED' || rental.state === 'UNLOCKING') {
      return accept(rentalId, [cancellation(car, rental, context.now, by)]);
    }
    return rental.endedBy === undefined ? lockFor(car, rental, by, context) : accept(rentalId, []);
  });
}

function lockFor(car: CarState, rental: RentalRecord, by: ByOperator, context: Context): CarDecision {
  const id = requestIdOf(rental.rentalId, 'end', rental.asked + 1);
  const data = { ...namesOf(car, rental), requestId: id, by, time: context.now };
  return {
    ...accept(rental.rentalId, [endRequested(data)]),
    outputs: [requestToCar(car.vin, rental.rentalId, 'end', id)],
  };
}

/** The car has said how it stands: the zones say whether it may be left there, and then it is asked to lock. */
export function decideReported(
  car: CarState,
  rental: RentalRecord,
  requestId: string,
  { status, time }: CarReport,
  context: Context,
): CarDecision {
  return decideMove(car, rental, 'reported', () => {
    if (rental.request?.requestId !== requestId) return { kind: 'ignore', reason: 'Asked anew since.' };
    const why = whyNotLeave(status);
    if (why !== undefined) {
      return { kind: 'accept', events: [refusalOf(car, rental, requestId, { reason: why }, { time })] };
    }
    const position = standsAt(car, rental, { status, time });
    const inForce = context.read(zonesInForce, {});
    const refused = inForce === undefined ? undefined : whyNotPark(inForce.zones, position);
    if (refused !== undefined) {
      return { kind: 'accept', events: [refusalOf(car, rental, requestId, refused, { time: context.now })] };
    }
    const id = requestIdOf(rental.rentalId, 'end', rental.asked + 1);
    const allowed = {
      ...namesOf(car, rental),
      requestId: id,
      ...(position === undefined ? {} : { position }),
      ...(inForce === undefined ? {} : { zonesVersion: inForce.version }),
      time: context.now,
    };
    return {
      kind: 'accept',
      events: [endAllowed(allowed)],
      outputs: [requestToCar(car.vin, rental.rentalId, 'end', id)],
    };
  });
}

/** By its own fix; without one, as in a garage, by where telemetry saw it parked in this rental. */
function standsAt(car: CarState, rental: RentalRecord, { status }: CarReport) {
  const { position } = status ?? {};
  if (position !== undefined) return pointOf(position);
  const since = rental.started?.time;
  const { place } = car;
  if (place === undefined || since === undefined || isBefore(place.time, since)) return undefined;
  return place.position;
}

/** How far the positions of a car that stands may lie apart, metres: receivers in streets of tall houses. */
const STANDS_WITHIN_METRES = 50;

/** The car has locked for the end, whichever of the requests did it: nobody can use it, so the rental is over. */
export function decideLocked(
  car: CarState,
  rental: RentalRecord,
  requestId: string,
  report: CarReport,
  context: Context,
): CarDecision {
  return decideMove(car, rental, 'locked', () => {
    if (numberOf(requestId) <= rental.settled)
      return { kind: 'ignore', reason: 'It was opened again since.' };
    const why = rental.endedBy === undefined ? whyLockedInVain(rental, report) : undefined;
    return why === undefined
      ? { kind: 'accept', events: withCharge(car, endOf(car, rental, report, context)) }
      : {
          kind: 'accept',
          events: [refusalOf(car, rental, requestId, { reason: why }, { ...report, locked: true })],
        };
  });
}

function whyLockedInVain({ mayEndAt }: RentalRecord, { status }: CarReport): Refused['reason'] | undefined {
  const why = whyNotLeave(status);
  if (why !== undefined || mayEndAt === undefined || status?.position === undefined) return why;
  const { position } = status;
  const within = STANDS_WITHIN_METRES + (position.accuracyMetres ?? 0);
  return distanceMetres(mayEndAt, position) > within ? 'CAR_MOVED' : undefined;
}

/** An operator's end without the car's obedience: over all the same, and the car is locked as soon as it can be. */
export function endWithoutLock(
  car: CarState,
  rental: RentalRecord,
  report: CarReport | undefined,
  context: Context,
): CarDecision {
  const over = endOf(car, rental, report, context);
  const secure = askToLock(evolveCar(car, over), rental.rentalId, 1, context);
  return { kind: 'accept', events: [...withCharge(car, over), ...secure.events], outputs: secure.outputs };
}

type Ended = Extract<CarEvent, { type: 'rentals.ended.v1' }>;

/** A car that was left empty is nobody's to reserve, also when it had not parked since. */
function withCharge(car: CarState, over: Ended): readonly CarEvent[] {
  const { car: status, time } = over.data;
  return [over, ...serviceByCharge(evolveCar(car, over), status.chargePercent, time)];
}

function endOf(car: CarState, rental: RentalRecord, report: CarReport | undefined, context: Context): Ended {
  const { endedBy } = rental;
  const { odometerBy, ...end } = measuredEnd(car, rental, report, context.now);
  const timeBy = end.estimated?.includes('time') === true ? 'ARRIVAL' : undefined;
  const turn: Turn = { time: end.time, timeBy, odometerKm: end.car.odometerKm, odometerBy };
  const { position } = end.car;
  const zones = context.read(zonesInForce, {})?.zones;
  const endZones =
    zones === undefined || position === undefined ? [] : [...pricingZonesAt(zones, pointOf(position))];
  return ended({
    ...namesOf(car, rental),
    ...end,
    ...(endedBy === undefined ? {} : { by: endedBy }),
    usage: { ...usageWhenOver(car, rental, turn), ...(endZones.length === 0 ? {} : { endZones }) },
  });
}

function refusalOf(
  car: CarState,
  rental: RentalRecord,
  requestId: string,
  refused: Refused,
  { status, time, locked = false }: CarReport & { readonly locked?: boolean },
): CarEvent {
  const { reason, zone, nearestAllowed } = refused;
  return endRefused({
    ...namesOf(car, rental),
    requestId,
    reason,
    detail: refusalDetail(refused, locked),
    ...(zone === undefined ? {} : { zone }),
    ...(nearestAllowed === undefined ? {} : { nearestAllowed }),
    locked,
    ...(locked && status !== undefined ? { car: status } : {}),
    time,
  });
}
