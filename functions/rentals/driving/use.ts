import type { giveUpWaiting, unlock } from '../../../shared/contracts/rentals/rentals.ts';
import type { pause, resume } from '../../../shared/contracts/rentals/use.ts';
import type { Context, MessageOf } from '../../../shared/runtime/domain.ts';
import { failedRequest } from '../car/command-results.ts';
import { ask, type CarDecision, decideMove, decideOwnMove } from '../car/deciding.ts';
import { isWaitingFor } from '../car/requests.ts';
import { type CarState, hasRunOut, rentalOf } from '../car/state.ts';
import { refuseUnpaid } from '../reserving/payment.ts';
import { refuseRunOut } from '../reserving/reservations.ts';

/** Asks the reserved car to unlock. Asked again meanwhile, the answer is the rental as it is. */
export function decideUnlock(
  car: CarState,
  { data }: MessageOf<typeof unlock>,
  context: Context,
): CarDecision {
  return decideOwnMove(car, data, 'unlock', (rental) =>
    hasRunOut(rental, context.now)
      ? refuseRunOut(car, rental, context.now)
      : (refuseUnpaid(rental) ?? ask(car, rental, 'unlock', context)),
  );
}

/** Asks the car to lock, and keeps it. */
export function decidePause(car: CarState, { data }: MessageOf<typeof pause>, context: Context): CarDecision {
  return decideOwnMove(car, data, 'pause', (rental) => ask(car, rental, 'pause', context));
}

/** Asks the paused car to unlock. */
export function decideResume(
  car: CarState,
  { data }: MessageOf<typeof resume>,
  context: Context,
): CarDecision {
  return decideOwnMove(car, data, 'resume', (rental) => ask(car, rental, 'resume', context));
}

/** The timer: nobody has said what became of the request, so nobody knows. */
export function decideGiveUp(
  car: CarState,
  { data }: MessageOf<typeof giveUpWaiting>,
  context: Context,
): CarDecision {
  const rental = rentalOf(car, data.rentalId);
  if (rental === undefined) return { kind: 'ignore', reason: 'The rental is long over.' };
  return decideMove(car, rental, 'no answer came', () => {
    if (!isWaitingFor(rental, data.requestId)) {
      return { kind: 'ignore', reason: 'The request has its answer.' };
    }
    return failedRequest(
      car,
      rental,
      {
        requestId: data.requestId,
        result: 'UNKNOWN',
        reason: 'NO_ANSWER',
        mayHaveSucceeded: true,
        retryCanHelp: true,
        time: context.now,
      },
      undefined,
      context,
    );
  });
}
