import type { CarStatus } from '../../../shared/contracts/car/car.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { endFailed, started, unlockFailed } from '../../../shared/contracts/rentals/rentals.ts';
import { paused, pauseFailed, resumed, resumeFailed } from '../../../shared/contracts/rentals/use.ts';
import type { commandFinished } from '../../../shared/contracts/vehicles/vehicles.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { decideLocked, decideReported, endWithoutLock } from '../driving/ending.ts';
import { decideLeftOpen, decideSecured } from '../driving/securing.ts';
import { reservationEnds } from '../reserving/reservations.ts';
import { decideContact, losesContact, withContactRestored } from './contact.ts';
import { type CarDecision, decideMove, namesOf } from './deciding.ts';
import { type CarReport, measuredStart } from './measuring.ts';
import { isWaitingFor, numberOf, type Purpose, purposeOf } from './requests.ts';
import { type CarState, hasRunOut, isActive, type RentalRecord, rentalOf } from './state.ts';

type Finished = Data<typeof commandFinished>;
type Failed = Pick<
  Data<typeof unlockFailed>,
  'requestId' | 'result' | 'reason' | 'mayHaveSucceeded' | 'retryCanHelp' | 'time'
>;

/** The vehicles room says what became of a request to the car: late, more than once (UNKNOWN, then the truth), or never. */
export function decideCommandFinished(
  car: CarState,
  { data }: MessageOf<typeof commandFinished>,
  context: Context,
): CarDecision {
  const purpose = purposeOf(data.requestId);
  if (data.booking === undefined || purpose === undefined) {
    return { kind: 'ignore', reason: 'It was not asked for a rental.' };
  }
  const decision = decideAnswer(car, data.booking, purpose, data, context);
  return data.status === undefined ? decision : withContactRestored(car, decision, data.time);
}

function decideAnswer(
  car: CarState,
  rentalId: string,
  purpose: Purpose,
  data: Finished,
  context: Context,
): CarDecision {
  if (purpose === 'secure') return decideSecured(car, data);
  const rental = rentalOf(car, rentalId);
  if (purpose === 'contact') return decideContact(car, rental, data, context);
  const { result } = data;
  if (result !== 'EXECUTED') return decideFailed(car, rental, { ...data, result }, context);
  if (rental === undefined) {
    return purpose === 'unlock' || purpose === 'resume'
      ? decideLeftOpen(car, rentalId, context)
      : { kind: 'ignore', reason: 'The rental is long over.' };
  }
  switch (purpose) {
    case 'unlock':
      return decideOpened(car, rental, data, context);
    case 'resume':
      return decideSettled(car, rental, 'resumed', data, context);
    case 'pause':
      return decideSettled(car, rental, 'paused', data, context);
    case 'check':
      return decideReported(car, rental, data.requestId, data, context);
    case 'end':
      return decideLocked(car, rental, data.requestId, data, context);
  }
}

/** The car is open. Also when that is heard late, or of an earlier request than the last. */
function decideOpened(car: CarState, rental: RentalRecord, data: Finished, context: Context): CarDecision {
  return decideMove(car, rental, 'opened', () => {
    if (!isActive(rental)) return decideLeftOpen(car, rental.rentalId, context);
    const { requestId } = data;
    const begins = { ...namesOf(car, rental), requestId, ...measuredStart(car, data) };
    return { kind: 'accept', events: [started(begins)] };
  });
}

const settled = { paused, resumed } as const;

/** The car has locked or unlocked in between. Of an earlier request than the one that led here it comes too late. */
function decideSettled(
  car: CarState,
  rental: RentalRecord,
  trigger: 'paused' | 'resumed',
  { requestId, status = {}, time }: Finished,
  context: Context,
): CarDecision {
  return decideMove(car, rental, trigger, () => {
    if (!isActive(rental)) return decideLeftOpen(car, rental.rentalId, context);
    if (numberOf(requestId) <= rental.settled) {
      return { kind: 'ignore', reason: 'Something later was done since.' };
    }
    const data = { ...namesOf(car, rental), requestId, car: status, time };
    return { kind: 'accept', events: [settled[trigger](data)] };
  });
}

/** It did not happen, or nobody knows. UNKNOWN is followed by the truth, which the rider then hears too. */
function decideFailed(
  car: CarState,
  rental: RentalRecord | undefined,
  data: Finished & Pick<Failed, 'result'>,
  context: Context,
): CarDecision {
  if (rental === undefined) return { kind: 'ignore', reason: 'The rental is long over.' };
  return decideMove(car, rental, 'not done', () => {
    if (!isWaitingFor(rental, data.requestId) && !isUnknown(rental, data)) {
      return { kind: 'ignore', reason: 'The request has its answer, or does not matter any more.' };
    }
    const { requestId, result, reason = result, mayHaveSucceeded, retryCanHelp, status, time } = data;
    const failure = { requestId, result, reason, mayHaveSucceeded, retryCanHelp, time };
    return failedRequest(car, rental, failure, status, context);
  });
}

/** Whether the truth about this request is still missing, and nothing has been asked since. */
function isUnknown({ lastFailure }: RentalRecord, { requestId, result }: Failed | Finished): boolean {
  return lastFailure?.requestId === requestId && lastFailure.result === 'UNKNOWN' && result !== 'UNKNOWN';
}

/**
 * The rental goes back to where it was; a reservation whose time ran out meanwhile ends now, and so does a rental that
 * an operator ends.
 */
export function failedRequest(
  car: CarState,
  rental: RentalRecord,
  failed: Failed,
  status: CarStatus | undefined,
  context: Context,
): CarDecision {
  const lost = losesContact(car, rental, failed, context.now);
  if (rental.state === 'ENDING' && rental.endedBy !== undefined) {
    const report: CarReport | undefined = status === undefined ? undefined : { status, time: failed.time };
    const over = endWithoutLock(car, rental, report, context);
    return over.kind === 'accept' ? { ...over, events: [...lost, ...over.events] } : over;
  }
  const data = { ...namesOf(car, rental), ...failed };
  const event = failures[purposeOf(failed.requestId) ?? 'end'](data);
  const ranOut =
    (rental.state === 'UNLOCKING' || rental.state === 'RESERVED') && hasRunOut(rental, context.now);
  const ends = ranOut ? [reservationEnds(car, rental, context.now)] : [];
  return { kind: 'accept', events: [...lost, event, ...ends] };
}

const failures = {
  unlock: unlockFailed,
  pause: pauseFailed,
  resume: resumeFailed,
  check: endFailed,
  end: endFailed,
  contact: endFailed,
  secure: endFailed,
} as const satisfies Record<Purpose, unknown>;
