import type { Static } from 'typebox';
import type { Data } from '../../../shared/contracts/define.ts';
import { type CorrectionReason, usageCorrected } from '../../../shared/contracts/rentals/rentals.ts';
import type { Usage } from '../../../shared/contracts/rentals/usage.ts';
import { grantUsed } from '../../../shared/contracts/vehicles/grants.ts';
import { commandFinished, connected, parked } from '../../../shared/contracts/vehicles/vehicles.ts';
import { addSeconds, isBefore } from '../../../shared/kernel/time.ts';
import { isOneOf } from '../../../shared/runtime/deciders.ts';
import type { Context } from '../../../shared/runtime/domain.ts';
import { type ItemRead, ownItem } from '../../../shared/runtime/read-model.ts';
import { rentalBody, totalsOf } from '../car/car-read-models.ts';
import { type CarDecision, withEvents } from '../car/deciding.ts';
import type { CarEvent } from '../car/events.ts';
import { purposeOf } from '../car/requests.ts';
import { activeRental, type CarState } from '../car/state.ts';
import type { CarMessage } from '../messages.ts';
import { type RentalBody, rentals } from '../read-models.ts';
import { endedAt, turnedAt, withOdometer } from './late-word.ts';

/**
 * A car that was out of reach says late what it did. When the rental is over by then, its usage is corrected: what is
 * charged follows the car, not the order in which its words arrived.
 */

/** Corrections end with the time in which they are expected: statements are closed, and the car's log is short. */
const CORRECTED_WITHIN_SECONDS = 90 * 86_400;

/** The rental that a lock or unlock was for, which the state may have forgotten. */
export function readsRental(message: CarMessage): readonly ItemRead[] {
  const rentalId = doneIn(message)?.rentalId;
  return rentalId === undefined ? [] : [ownItem(rentals, { rentalId })];
}

/** The decision, with the correction that the message makes of a rental that is over. */
export function withCorrection(
  car: CarState,
  message: CarMessage,
  context: Context,
  decision: CarDecision,
): CarDecision {
  const correction = correctionBy(car, message, context);
  if (correction === undefined || decision.kind === 'refuse') return decision;
  if (decision.kind === 'ignore') {
    const { outputs } = decision;
    return { kind: 'accept', events: [correction], ...(outputs === undefined ? {} : { outputs }) };
  }
  return withEvents(decision, (events) => [...events, correction]);
}

function correctionBy(car: CarState, message: CarMessage, context: Context): CarEvent | undefined {
  const done = doneIn(message);
  const about = done === undefined ? undefined : context.read(rentals, { rentalId: done.rentalId });
  const late = done === undefined || about === undefined ? undefined : lateWord(about, done);
  if (about !== undefined && late !== undefined) return corrected(about, late, context);
  const { odometerKm } = statusIn(message) ?? {};
  const last = odometerKm === undefined ? undefined : lastRental(car);
  if (last?.usage === undefined || odometerKm === undefined) return undefined;
  const usage = withOdometer(last.usage, odometerKm);
  return usage === undefined ? undefined : corrected(last, { usage, reason: 'ODOMETER_READ' }, context);
}

interface Late {
  readonly usage: Usage;
  readonly reason: Static<typeof CorrectionReason>;
}

/** What it means for a rental that has ended. */
function lateWord({ state, usage, ended }: RentalBody, { what, time, odometerKm }: Done): Late | undefined {
  if (state !== 'ENDED' || usage === undefined || ended === undefined) return undefined;
  const turn = { time, odometerKm };
  if (what === 'ended') {
    const wasEstimated = ended.estimated?.includes('time') === true;
    return reasoned(wasEstimated ? endedAt(usage, turn) : undefined, 'ENDED_EARLIER');
  }
  return what === 'paused'
    ? reasoned(turnedAt(usage, 'PAUSED', turn), 'PAUSED_EARLIER')
    : reasoned(turnedAt(usage, 'DRIVING', turn), 'RESUMED_EARLIER');
}

const reasoned = (usage: Usage | undefined, reason: Late['reason']): Late | undefined =>
  usage === undefined ? undefined : { usage, reason };

interface Done {
  readonly rentalId: string;
  readonly what: 'paused' | 'resumed' | 'ended';
  readonly time: string;
  readonly odometerKm?: number | undefined;
}

/** What the car did for a rental, and when. */
function doneIn(message: CarMessage): Done | undefined {
  if (message.type !== commandFinished.type && message.type !== grantUsed.type) return undefined;
  const { booking: rentalId, result, time, status } = message.data;
  const what =
    message.type === commandFinished.type ? whatOfCommand(message.data) : whatOfGrant(message.data);
  if (result !== 'EXECUTED' || rentalId === undefined || what === undefined) return undefined;
  return { rentalId, what, time, odometerKm: status?.odometerKm };
}

function whatOfCommand({ requestId }: Data<typeof commandFinished>): Done['what'] | undefined {
  const purpose = purposeOf(requestId);
  return purpose === 'pause' || purpose === 'resume' || purpose === 'end' ? whats[purpose] : undefined;
}

function whatOfGrant({ action }: Data<typeof grantUsed>): Done['what'] | undefined {
  if (action === 'lock') return 'paused';
  return action === 'unlock' ? 'resumed' : undefined;
}

const whats = { pause: 'paused', resume: 'resumed', end: 'ended' } as const;

/** The last one, if nobody has had the car since. */
function lastRental(car: CarState): RentalBody | undefined {
  const [last] = car.rentals;
  if (last === undefined || last.state !== 'ENDED' || activeRental(car) !== undefined) return undefined;
  return rentalBody(car, last);
}

function statusIn(message: CarMessage) {
  return isOneOf([commandFinished, grantUsed, connected, parked], message) ? message.data.status : undefined;
}

function corrected(before: RentalBody, { usage, reason }: Late, { now }: Context): CarEvent | undefined {
  const { vin, rentalId, riderId, ended } = before;
  if (ended === undefined || isBefore(addSeconds(ended.time, CORRECTED_WITHIN_SECONDS), now))
    return undefined;
  const revised = { ...usage, revision: (before.usage?.revision ?? 0) + 1 };
  const { distanceKm: _, durationSeconds: __, ...rest } = before;
  const rental = { ...rest, usage: revised, ...totalsOf(revised) };
  return usageCorrected({ vin, rentalId, riderId, reason, usage: revised, rental, time: now });
}
