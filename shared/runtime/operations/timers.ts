import { Number as Num, Object as Obj, Optional, type Static, String as Str, Unknown } from 'typebox';
import { Time } from '../../contracts/fields.ts';
import { derivedId } from '../../kernel/ids.ts';
import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import type { Timer } from '../domain.ts';
import type { Delivery } from './delivery.ts';
import { keyOf, roomOf } from './envelopes.ts';

/** The longest delay of an SQS message. What is due later is an item in the table until then. */
export const LONGEST_DELAY_SECONDS = 15 * 60;
/** The agenda, which runs every minute, hands over what is due within this time. */
export const ARM_AHEAD_SECONDS = 90;

/** What lies in the timers queue, and in a due item: all that is needed to make the command. */
export const TimerMessage = Obj({
  /** Of the command: the same however often the timer fires. */
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
  /** A timer message in JSON; absent when the item only goes away. */
  readonly body?: string;
}

export interface TimerChanges {
  readonly soon: readonly Delivery[];
  readonly due: readonly DueItem[];
  readonly dueNoMore: readonly DueItem[];
}

const nameOf = ({ id, at }: Timer): string => `${id}@${at}`;

/**
 * What setting and dropping timers takes. One that was dropped and waits in the queue, or soon will, comes all the same:
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

function timerBody({ id, at, contract, data }: Timer, aggregate: string, traceparent?: string): string {
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
