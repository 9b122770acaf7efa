import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import type { Outbox } from './delivery.ts';
import { namedCommandRecord } from './envelopes.ts';
import type { Store } from './store.ts';
import { ARM_AHEAD_SECONDS, type TimerMessage } from './timers.ts';

/** What has not left for this long was left behind: the function that had it in hand is dead. */
export const LEFT_BEHIND_SECONDS = 30;

export interface Swept {
  /** Operations delivered. */
  readonly delivered: number;
  /** Why aggregates could not be delivered: the next sweep tries again. */
  readonly failures: readonly unknown[];
}

/** Delivers what dead functions left behind, whatever became of the messages. */
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

/** Hands over to the timers queue what is due soon or overdue. Resolves with how many timers those were. */
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

/** A timer from the queue becomes its command; one that comes too early, by another clock, goes back. */
export async function fire(timer: TimerMessage, outbox: Outbox, source: string, now: Instant): Promise<void> {
  if (isBefore(now, timer.at)) {
    await outbox.deliver([{ to: 'timer', at: timer.at, body: JSON.stringify(timer) }]);
    return;
  }
  await outbox.deliver([namedCommandRecord({ ...timer, source, time: now })]);
}
