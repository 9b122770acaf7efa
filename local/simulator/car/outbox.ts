import { type CarEvent, HIGHEST_LOG } from '../../../shared/contracts/car/car.ts';

/**
 * The numbered events of one lane that the platform has not yet confirmed, and how far they were sent (go-back-N): what
 * is lost on the way is sent again from the first missing one on.
 */
export interface Outbox {
  /** Which store the numbers come from. */
  readonly log: number;
  /** The number of the next new event. */
  readonly next: number;
  /** Unconfirmed, oldest first, numbers without gaps up to `next`. */
  readonly pending: readonly CarEvent[];
  /** What is pending below this number was sent and may be on its way. */
  readonly sentBelow: number;
  /** When what was sent counts as lost, platform milliseconds; absent when nothing is on its way. */
  readonly resendAt?: number;
  /** How long the next wait for a receipt is, milliseconds. */
  readonly patience: number;
  /** The number for which a receipt has already made us go back: more of the same say nothing new. */
  readonly wentBackTo?: number;
}

type WithoutNumber<Event> = Event extends CarEvent ? Omit<Event, 'log' | 'seq' | 'lane'> : never;
/** An event before it has its number. */
export type NewEvent = WithoutNumber<CarEvent>;

export interface Receipt {
  readonly log: number;
  readonly lane: 'normal' | 'emergency';
  readonly next: number;
}

const FIRST_PATIENCE = 10_000;
const LONGEST_PATIENCE = 160_000;
/** Events on their way at once; more would only be sent again when the first is lost. */
const WINDOW = 64;

export function emptyOutbox(log: number): Outbox {
  return { log, next: 1, pending: [], sentBelow: 1, patience: FIRST_PATIENCE };
}

/** Gives an event its number and keeps it. */
export function append(outbox: Outbox, event: NewEvent): Outbox {
  const numbered: CarEvent = { log: outbox.log, seq: outbox.next, ...event };
  return { ...outbox, next: outbox.next + 1, pending: [...outbox.pending, numbered] };
}

/** What should leave now, and the outbox that counts it as sent. */
export function takeUnsent(outbox: Outbox, now: number): { outbox: Outbox; events: readonly CarEvent[] } {
  const limit = firstPending(outbox) + WINDOW;
  const events = outbox.pending.filter((event) => event.seq >= outbox.sentBelow && event.seq < limit);
  const last = events.at(-1);
  if (last === undefined) return { outbox, events };
  return {
    outbox: {
      ...outbox,
      sentBelow: last.seq + 1,
      resendAt: outbox.resendAt ?? now + outbox.patience,
    },
    events,
  };
}

/**
 * The same events in the log after that one, numbered from 1. The platform has a higher log than ours, so it ignores what
 * we send: it is from before we lost our store. It has taken nothing of our log.
 */
function begunAgain(outbox: Outbox, log: number): Outbox {
  const pending = outbox.pending.map((event, n) => ({ ...event, log: log + 1, seq: n + 1 }));
  return { ...emptyOutbox(log + 1), next: pending.length + 1, pending };
}

/**
 * Forgets what a receipt covers. A receipt that brings nothing new while events are on their way says that the platform
 * got a later one than it waits for: everything from there on is sent again, once for each gap.
 */
export function acknowledge(outbox: Outbox, receipt: Receipt, now: number): Outbox {
  if (receipt.log > outbox.log) return receipt.log < HIGHEST_LOG ? begunAgain(outbox, receipt.log) : outbox;
  const first = firstPending(outbox);
  const concernsUs = receipt.log === outbox.log && receipt.lane === 'normal';
  if (!concernsUs || receipt.next > outbox.next || receipt.next < first) return outbox;
  if (receipt.next === first) {
    const isGap = outbox.sentBelow > first && outbox.wentBackTo !== first;
    return isGap ? { ...rewind(outbox), wentBackTo: first } : outbox;
  }
  const { resendAt: _, wentBackTo: __, ...rest } = outbox;
  const sentBelow = Math.max(outbox.sentBelow, receipt.next);
  return {
    ...rest,
    pending: outbox.pending.filter((event) => event.seq >= receipt.next),
    sentBelow,
    patience: FIRST_PATIENCE,
    ...(sentBelow > receipt.next ? { resendAt: now + FIRST_PATIENCE } : {}),
  };
}

/** Counts everything that is pending as not sent: after a new connection, or when it is lost. */
export function rewind(outbox: Outbox): Outbox {
  const { resendAt: _, ...rest } = outbox;
  return { ...rest, sentBelow: firstPending(outbox) };
}

/** When no receipt has come in time: sends again, and is more patient from now on. */
export function resendOverdue(outbox: Outbox, now: number): Outbox {
  if (outbox.resendAt === undefined || outbox.resendAt > now) return outbox;
  return { ...rewind(outbox), patience: Math.min(outbox.patience * 2, LONGEST_PATIENCE) };
}

function firstPending(outbox: Outbox): number {
  return outbox.pending[0]?.seq ?? outbox.next;
}
