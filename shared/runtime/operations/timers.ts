import { Number as Num, Object as Obj, Optional, type Static, String as Str, Unknown } from 'typebox';
import { Time } from '../../contracts/fields.ts';
import { derivedId } from '../../kernel/ids.ts';
import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import type { Timer } from '../domain.ts';
import type { Delivery } from './delivery.ts';
import { keyOf, roomOf } from './envelopes.ts';

/** The longest delay of an SQS message. A timer that is due later is an item in the table until then. */
export const LONGEST_DELAY_SECONDS = 15 * 60;
/** The scheduler, which runs every minute, hands over what is due within this time. */
export const ARM_AHEAD_SECONDS = 90;

/** A timer in the timers queue and in a due item, with everything that its command needs. */
export const TimerMessage = Obj({
  /** The command's id. It is the same however often the timer fires. */
  id: Str(),
  at: Time,
  type: Str(),
  topic: Str(),
  key: Str(),
  data: Unknown(),
  expiresAfterSeconds: Num(),
  traceparent: Optional(Str()),
});
export type TimerMessage = Static<typeof TimerMessage>;

/** A timer that waits in the table. */
export interface DueItem {
  readonly aggregate: string;
  readonly timer: string;
  readonly at: Instant;
  /** A timer message in JSON. Absent when the item is only removed. */
  readonly body?: string;
}

export interface TimerChanges {
  readonly soon: readonly Delivery[];
  readonly due: readonly DueItem[];
  readonly dueNoMore: readonly DueItem[];
}

const nameOf = ({ id, at }: Timer): string => `${id}@${at}`;

/**
 * The changes for setting and dropping timers. A dropped timer that is in the queue, or will be soon, still fires:
 * `decide` ignores it.
 */
export function timerChanges(
  before: readonly Timer[],
  after: readonly Timer[],
  aggregate: string,
  now: Instant,
  traceparent?: string,
): TimerChanges {
  const had = new Set(before.map(nameOf));
  const has = new Set(after.map(nameOf));
  const set = after.filter((timer) => !had.has(nameOf(timer)));
  const longest = addSeconds(now, LONGEST_DELAY_SECONDS);
  const armed = addSeconds(now, ARM_AHEAD_SECONDS);
  return {
    soon: set
      .filter(({ at }) => !isBefore(longest, at))
      .map((timer) => ({ to: 'timer', at: timer.at, body: timerBody(timer, aggregate, traceparent) })),
    due: set.filter(({ at }) => isBefore(longest, at)).map((timer) => dueItem(timer, aggregate, traceparent)),
    dueNoMore: before
      .filter((timer) => !has.has(nameOf(timer)) && isBefore(armed, timer.at))
      .map(({ id, at }) => ({ aggregate, timer: id, at })),
  };
}

export function dueItem(timer: Timer, aggregate: string, traceparent?: string): DueItem {
  return { aggregate, timer: timer.id, at: timer.at, body: timerBody(timer, aggregate, traceparent) };
}

function timerBody(
  { id, at, command: { contract, data } }: Timer,
  aggregate: string,
  traceparent?: string,
): string {
  const message: TimerMessage = {
    id: derivedId(`op_${roomOf(contract)}`, aggregate, id, at),
    at,
    type: contract.type,
    topic: contract.topic.name,
    key: keyOf(contract, data),
    data,
    expiresAfterSeconds: contract.expiresAfterSeconds,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  return JSON.stringify(message);
}
