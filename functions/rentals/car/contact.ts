import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import {
  CONTACT_SECONDS,
  carHeard,
  chargeRanLow,
  checkContact,
  contactLost,
  contactRestored,
} from '../../../shared/contracts/rentals/use.ts';
import type { chargeLow } from '../../../shared/contracts/telemetry/telemetry.ts';
import type {
  commandFinished,
  connected,
  driveStarted,
  parked,
} from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds, type Instant, later } from '../../../shared/kernel/time.ts';
import type { Context, MessageOf, Timer } from '../../../shared/runtime/domain.ts';
import { ask, type CarDecision, decideMove, namesOf, withEvents } from './deciding.ts';
import type { CarEvent } from './events.ts';
import { evolveCar } from './evolve-car.ts';
import { decideMoved } from './movement.ts';
import { activeRental, type CarState, isOpenForRider, type RentalRecord, rentalOf } from './state.ts';

/**
 * Whether a car in somebody's hands is still there. Silence for a while makes the platform ask; no answer, and contact is
 * lost: the rental goes on, since the rider is in the car and the car in a tunnel, and operators see it. Whatever the car
 * says next restores it.
 */

/** The timer of silence. */
export function contactTimers(car: CarState): readonly Timer[] {
  const rental = activeRental(car);
  if (rental === undefined || car.contactLostSince !== undefined) return [];
  if (rental.state !== 'IN_USE' && rental.state !== 'PAUSED') return [];
  const since = silentSince(rental);
  const data = { vin: car.vin, rentalId: rental.rentalId, silentSince: since };
  const at = addSeconds(since, CONTACT_SECONDS);
  return [{ id: `contact/${rental.rentalId}`, at, command: checkContact(data) }];
}

/** By the platform's clock: since when nothing was heard, and nothing asked. */
function silentSince({ heard, request, contactCheckedAt, reservedAt }: RentalRecord): Instant {
  return [heard?.at, request?.time, contactCheckedAt]
    .filter((time) => time !== undefined)
    .reduce(later, reservedAt);
}

export function decideSilence(
  car: CarState,
  { data }: MessageOf<typeof checkContact>,
  context: Context,
): CarDecision {
  const rental = rentalOf(car, data.rentalId);
  if (rental === undefined) return { kind: 'ignore', reason: 'The rental is long over.' };
  return decideMove(car, rental, 'silence', () =>
    car.contactLostSince === undefined && silentSince(rental) === data.silentSince
      ? ask(car, rental, 'contact', context)
      : { kind: 'ignore', reason: 'The car was heard or asked since, or is known to be out of contact.' },
  );
}

/** What became of the question. A question that never left says nothing of the car. */
export function decideContact(
  car: CarState,
  rental: RentalRecord | undefined,
  { requestId, result, reason, status, time }: Data<typeof commandFinished>,
  context: Context,
): CarDecision {
  if (status !== undefined) return decideReport(car, status, time, context);
  if (rental === undefined || !isOpenForRider(car) || activeRental(car) !== rental) {
    return { kind: 'ignore', reason: 'The rental is over.' };
  }
  const lost = losesContact(car, rental, { requestId, result, reason, time }, context.now);
  if (lost.length === 0) return { kind: 'ignore', reason: 'Nothing changes about the contact.' };
  return { kind: 'accept', events: lost };
}

/** What a request's failure says of the contact with a car in somebody's hands: an answer that never came. */
export function losesContact(
  car: CarState,
  rental: RentalRecord,
  { result, reason }: Pick<Data<typeof commandFinished>, 'requestId' | 'result' | 'reason' | 'time'>,
  now: Instant,
): readonly CarEvent[] {
  const isSilent = result === 'UNKNOWN' || reason === 'STATE_UNKNOWN';
  if (!isSilent || rental.started === undefined || car.contactLostSince !== undefined) return [];
  const since = rental.heard?.at ?? rental.request?.time ?? rental.reservedAt;
  return [contactLost({ ...namesOf(car, rental), since, time: now })];
}

/** The car has said something of itself: it is in contact again, and how it stands is kept with its rental. */
export function decideHeard(
  car: CarState,
  { type, data }: MessageOf<typeof connected | typeof driveStarted | typeof parked>,
  context: Context,
): CarDecision {
  // A car that says that it drove was moved by its own engine.
  const mayHaveBeenMoved = type === 'vehicles.connected.v1';
  const decision = decideReport(car, data.status, data.time, context, mayHaveBeenMoved);
  return withContactRestored(car, decision, data.time);
}

function decideReport(
  car: CarState,
  status: CarStatus,
  time: Instant,
  context: Context,
  mayHaveBeenMoved = true,
): CarDecision {
  const moved = mayHaveBeenMoved ? decideMoved(car, status, time) : [];
  const after = moved.reduce(evolveCar, car);
  const rental = activeRental(after);
  const heard: CarEvent[] =
    rental === undefined || !isOpenForRider(after)
      ? []
      : [carHeard({ ...namesOf(car, rental), car: status, heardAt: context.now, time })];
  const events = [...moved, ...heard];
  if (events.length === 0)
    return { kind: 'ignore', reason: 'Nobody has the car, and it stands where it stood.' };
  return { kind: 'accept', events };
}

/** With a word of the car, whatever else is decided of it, contact is restored. */
export function withContactRestored(car: CarState, decision: CarDecision, time: Instant): CarDecision {
  if (car.contactLostSince === undefined || decision.kind === 'refuse') return decision;
  const restored: CarEvent = contactRestored({ vin: car.vin, time });
  if (decision.kind === 'ignore') return { kind: 'accept', events: [restored] };
  return withEvents(decision, (events) => [restored, ...events]);
}

/** The charge has fallen low while somebody has the car. */
export function decideChargeLow(car: CarState, { data }: MessageOf<typeof chargeLow>): CarDecision {
  const rental = activeRental(car);
  const { chargePercent, time } = data;
  if (rental === undefined || chargePercent === undefined || !isOpenForRider(car)) {
    return { kind: 'ignore', reason: 'Nobody has the car.' };
  }
  if (rental.lowChargePercent !== undefined && rental.lowChargePercent <= chargePercent) {
    return { kind: 'ignore', reason: 'It is known to be lower.' };
  }
  const low = { ...namesOf(car, rental), chargePercent, time };
  return { kind: 'accept', events: [chargeRanLow(low)] };
}
