import type { Data } from '../../shared/contracts/define.ts';
import type { unlockFailed } from '../../shared/contracts/rentals.ts';
import type { commandFinished } from '../../shared/contracts/vehicles.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { Context, Decision, MessageOf } from '../../shared/runtime/domain.ts';
import { isWaitingFor, purposeOf } from './car-requests.ts';
import type { CarEvent } from './evolve.ts';
import { namesOf, reservationEnds } from './reservations.ts';
import { decideLeftOpen, decideSecured } from './securing.ts';
import { type CarState, hasRunOut, type RentalRecord, rentalOf } from './state.ts';

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
): Decision<CarEvent> {
  const rental = rentalOf(car, data.booking);
  const purpose = purposeOf(data.requestId);
  if (data.booking === undefined || purpose === undefined) {
    return { kind: 'ignore', reason: 'It was not asked for a rental.' };
  }
  if (purpose === 'secure') return decideSecured(car, data);
  if (data.result !== 'EXECUTED') return decideFailed(car, rental, { ...data, result: data.result }, context);
  return purpose === 'unlock'
    ? decideUnlocked(car, rental, data.booking, data, context)
    : decideLocked(car, rental, data);
}

/** The car is open. Also when that is heard late, or of an earlier request than the last. */
function decideUnlocked(
  car: CarState,
  rental: RentalRecord | undefined,
  rentalId: string,
  { status, time }: Finished,
  context: Context,
): Decision<CarEvent> {
  switch (rental?.state) {
    case 'RESERVED':
    case 'UNLOCKING':
      return {
        kind: 'accept',
        events: [{ type: 'rentals.started.v1', data: { ...namesOf(car, rental), car: status ?? {}, time } }],
      };
    case 'IN_USE':
    case 'ENDING':
    case 'ENDED':
      return { kind: 'ignore', reason: 'The rental began before.' };
    case 'CANCELLED':
    case 'EXPIRED':
    case undefined:
      return decideLeftOpen(car, rentalId, context);
  }
}

/** The car is locked, whichever of the requests did it: nobody can use it, so the rental is over. */
function decideLocked(
  car: CarState,
  rental: RentalRecord | undefined,
  { status, time }: Finished,
): Decision<CarEvent> {
  if (rental?.state !== 'IN_USE' && rental?.state !== 'ENDING') {
    return { kind: 'ignore', reason: 'The rental is not in use.' };
  }
  return {
    kind: 'accept',
    events: [{ type: 'rentals.ended.v1', data: { ...namesOf(car, rental), car: status ?? {}, time } }],
  };
}

/** It did not happen, or nobody knows. UNKNOWN is followed by the truth, which the rider then hears too. */
function decideFailed(
  car: CarState,
  rental: RentalRecord | undefined,
  data: Finished & Pick<Failed, 'result'>,
  context: Context,
): Decision<CarEvent> {
  if (rental === undefined || !(isWaitingFor(rental, data.requestId) || isUnknown(rental, data))) {
    return { kind: 'ignore', reason: 'The request has its answer, or does not matter any more.' };
  }
  const { requestId, result, reason = result, mayHaveSucceeded, retryCanHelp, time } = data;
  const failure = { requestId, result, reason, mayHaveSucceeded, retryCanHelp, time };
  return { kind: 'accept', events: failedRequest(car, rental, failure, context.now) };
}

/** Whether the truth about this request is still missing, and nothing has been asked since. */
function isUnknown({ state, lastFailure }: RentalRecord, { requestId, result }: Failed | Finished): boolean {
  return (
    (state === 'RESERVED' || state === 'IN_USE') &&
    lastFailure?.requestId === requestId &&
    lastFailure.result === 'UNKNOWN' &&
    result !== 'UNKNOWN'
  );
}

/** The rental goes back to where it was; a reservation whose time ran out meanwhile ends now. */
export function failedRequest(
  car: CarState,
  rental: RentalRecord,
  failed: Failed,
  now: Instant,
): readonly CarEvent[] {
  const data = { ...namesOf(car, rental), ...failed };
  if (rental.state === 'ENDING' || rental.state === 'IN_USE') {
    return [{ type: 'rentals.end-failed.v1', data }];
  }
  const event: CarEvent = { type: 'rentals.unlock-failed.v1', data };
  return hasRunOut(rental, now) ? [event, reservationEnds(car, rental, now)] : [event];
}
