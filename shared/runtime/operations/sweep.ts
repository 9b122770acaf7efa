import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import type { Outbox } from './delivery.ts';
import { namedCommandRecord } from './envelopes.ts';
import type { Store } from './store.ts';
import { ARM_AHEAD_SECONDS, type TimerMessage } from './timers.ts';

/** An operation that is undelivered for this long was left behind: the function that handled it has died. */
export const LEFT_BEHIND_SECONDS = 30;

export interface Swept {
  /** Operations delivered. */
  readonly delivered: number;
  /** The errors of aggregates that could not be delivered. The next sweep tries again. */
  readonly failures: readonly unknown[];
}

/** Delivers what dead functions left behind, whether or not their messages come again. */
export async function sweep(
  store: Pick<Store, 'undeliveredBefore'>,
  operations: { deliverAll(aggregate: string): Promise<number> },
  now: Instant,
): Promise<Swept> {
  let delivered = 0;
  const failures: unknown[] = [];
  for await (const aggregate of store.undeliveredBefore(addSeconds(now, -LEFT_BEHIND_SECONDS))) {
    try {
      delivered += await operations.deliverAll(aggregate);
    } catch (error) {
      failures.push(error);
    }
  }
  return { delivered, failures };
}

/** Moves timers that are due soon or overdue to the timers queue. Resolves with their number. */
export async function arm(
  store: Pick<Store, 'dueBefore' | 'forgetDue'>,
  outbox: Outbox,
  now: Instant,
): Promise<number> {
  let armed = 0;
  for await (const item of store.dueBefore(addSeconds(now, ARM_AHEAD_SECONDS))) {
    if (item.body !== undefined) await outbox.deliver([{ to: 'timer', at: item.at, body: item.body }]);
    await store.forgetDue(item);
    armed += 1;
  }
  return armed;
}

/** Sends the command of a timer from the queue. A timer that comes too early, by another clock, goes back. */
export async function fire(timer: TimerMessage, outbox: Outbox, source: string, now: Instant): Promise<void> {
  if (isBefore(now, timer.at)) {
    await outbox.deliver([{ to: 'timer', at: timer.at, body: JSON.stringify(timer) }]);
    return;
  }
  await outbox.deliver([namedCommandRecord({ ...timer, source, time: now })]);
}
