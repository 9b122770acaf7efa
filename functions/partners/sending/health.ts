import {
  addSeconds,
  DAY_SECONDS,
  type Instant,
  instant,
  isBefore,
  milliseconds,
} from '../../../shared/kernel/time.ts';

/**
 * How an endpoint is doing: since when every attempt has failed, and what its owner was told of that. A success ends it.
 * Kept beside the deliveries and not in the log, as attempts are: only what follows from it is business of the room.
 */
export interface Health {
  /** The endpoint as it was then: enabled again, it begins anew. */
  readonly enabledAt: Instant;
  /** Attempts in a row that have failed. */
  readonly failures: number;
  /** The first of them. */
  readonly failingSince?: Instant;
  readonly lastError?: string;
  /** What the owner was told. */
  readonly told: readonly ('FOURTH_FAILURE' | 'LAST_DAY')[];
  /** The receiver has asked for a pause until then. */
  readonly pausedUntil?: Instant;
  /** Requests that have begun in a second: the next sender goes on counting. */
  readonly rate?: { readonly second: Instant; readonly requests: number };
  /** The room was told to disable it: nothing is sent until it has been enabled again. */
  readonly stopped?: true;
}

const DISABLED_AFTER_DAYS = 5;
const TOLD_BEFORE_DAYS = 1;
const TOLD_AT_FAILURE = 4;

export const healthy = (enabledAt: Instant): Health => ({ enabledAt, failures: 0, told: [] });

export function succeeded({ enabledAt, rate }: Health): Health {
  return { ...healthy(enabledAt), ...(rate === undefined ? {} : { rate }) };
}

const secondOf = (now: Instant): Instant => instant(Math.floor(milliseconds(now) / 1000) * 1000);

export const nextSecond = (now: Instant): Instant => addSeconds(secondOf(now), 1);

/** A request begins. */
export function begun(health: Health, now: Instant): Health {
  const second = secondOf(now);
  const before = health.rate?.second === second ? health.rate.requests : 0;
  return { ...health, rate: { second, requests: before + 1 } };
}

/** Requests that may still begin in this second. */
export function allowedAt({ rate }: Health, perSecond: number, now: Instant): number {
  return rate?.second === secondOf(now) ? Math.max(0, perSecond - rate.requests) : perSecond;
}

export function failed(
  health: Health,
  error: string,
  now: Instant,
  pauseSeconds: number | undefined,
): Health {
  return {
    ...health,
    failures: health.failures + 1,
    failingSince: health.failingSince ?? now,
    lastError: error,
    ...(pauseSeconds === undefined ? {} : { pausedUntil: addSeconds(now, pauseSeconds) }),
  };
}

export type Notice = 'FOURTH_FAILURE' | 'LAST_DAY' | 'STOP';

const daysAfter = (time: Instant, days: number): Instant => addSeconds(time, days * DAY_SECONDS);

/** What is to be said now about an endpoint that fails. */
export function noticesOf(
  { failures, failingSince, told, stopped }: Health,
  now: Instant,
): readonly Notice[] {
  if (failingSince === undefined || stopped === true) return [];
  if (!isBefore(now, daysAfter(failingSince, DISABLED_AFTER_DAYS))) return ['STOP'];
  const isLastDay = !isBefore(now, daysAfter(failingSince, DISABLED_AFTER_DAYS - TOLD_BEFORE_DAYS));
  const due: readonly ('FOURTH_FAILURE' | 'LAST_DAY')[] = [
    ...(failures >= TOLD_AT_FAILURE ? (['FOURTH_FAILURE'] as const) : []),
    ...(isLastDay ? (['LAST_DAY'] as const) : []),
  ];
  return due.filter((notice) => !told.includes(notice));
}

/** When something is to be said although nothing is sent; undefined for an endpoint that does not fail. */
export function nextNoticeAt({ failingSince, told, stopped }: Health): Instant | undefined {
  if (failingSince === undefined || stopped === true) return undefined;
  const days = told.includes('LAST_DAY') ? DISABLED_AFTER_DAYS : DISABLED_AFTER_DAYS - TOLD_BEFORE_DAYS;
  return daysAfter(failingSince, days);
}
