import type { EstimatedBy } from '../contracts/car/marks.ts';

/** When something happened, by a car's clock, by its arrival, and by what is known of that clock. Times in milliseconds. */

/** A clock that is wrong by less is good enough: mobile networks take seconds, and a cheap clock drifts some a day. */
export const CLOCK_TOLERANCE_MS = 60_000;

/** GPS counts weeks up to 1024 and begins again. A receiver that misses that is behind by a multiple of this. */
export const GPS_ROLLOVER_MS = 1024 * 7 * 86_400_000;
/** 1024 weeks are 19.6 years. A receiver does not live to miss more periods. */
const MOST_ROLLOVERS = 2;

export interface TimeEvidence {
  /** By the car's clock. Undefined when it could not be read. */
  readonly said: number | undefined;
  /** When the platform got it: nothing happened later. */
  readonly arrived: number;
  /** It cannot have happened before: the event before it, or the command that it answers. */
  readonly notBefore: number;
  /** How far the car's clock is ahead, as far as it is known. */
  readonly offsetMs: number;
}

export interface JudgedTime {
  readonly time: number;
  /** Absent: it is the car's own word. */
  readonly by?: EstimatedBy;
}

/**
 * The car's word where it can be true, else the best estimate. A late word is no wrong one: it may be from any time
 * since the one before. The result is never before `notBefore`, and at most the tolerance after `arrived`.
 */
export function judgeTime(evidence: TimeEvidence): JudgedTime {
  const { said, arrived, notBefore, offsetMs } = evidence;
  if (said === undefined) return inOrder(arrived, notBefore, 'ARRIVAL');
  // A clock that shows the time of the arrival is right, whatever it was before.
  if (isNearly(said, arrived)) return inOrder(said, notBefore);
  const isOff = !isNearly(offsetMs, 0);
  if (isOff && canBe(said - offsetMs, evidence)) {
    return inOrder(said - offsetMs, notBefore, rolloversIn(-offsetMs) > 0 ? 'GPS_WEEK' : 'CLOCK_OFFSET');
  }
  if (canBe(said, evidence)) return inOrder(said, notBefore);
  for (let n = 1; n <= MOST_ROLLOVERS; n++) {
    const corrected = said + n * GPS_ROLLOVER_MS;
    if (canBe(corrected, evidence)) return inOrder(corrected, notBefore, 'GPS_WEEK');
  }
  return inOrder(arrived, notBefore, 'ARRIVAL');
}

function canBe(time: number, { arrived, notBefore }: TimeEvidence): boolean {
  return time >= notBefore - CLOCK_TOLERANCE_MS && time <= arrived + CLOCK_TOLERANCE_MS;
}

function inOrder(time: number, notBefore: number, by?: EstimatedBy): JudgedTime {
  if (time < notBefore) return { time: notBefore, by: by ?? 'ORDER' };
  return { time, ...(by === undefined ? {} : { by }) };
}

/** How many GPS periods a clock has lost, if that explains how far it is behind; else 0. */
export function rolloversIn(behindMs: number): number {
  const periods = Math.round(behindMs / GPS_ROLLOVER_MS);
  const isWhole = Math.abs(behindMs - periods * GPS_ROLLOVER_MS) <= CLOCK_TOLERANCE_MS;
  return isWhole && periods >= 1 && periods <= MOST_ROLLOVERS ? periods : 0;
}

export interface ClockReading {
  /** What the car's clock showed. */
  readonly clock: number;
  /** When the platform got the reading. */
  readonly arrived: number;
  /** The car read its clock after this. */
  readonly notBefore: number;
  /** Whether it did so soon after: it answered what was sent then. */
  readonly isAnswer: boolean;
  /** How far the clock was known to be ahead before. */
  readonly offsetMs: number;
}

/**
 * How far a car's clock is ahead, from one reading of it. A reading that was on its way for a time only bounds the offset:
 * the clock is ahead by at least clock - arrived, and by at most clock - notBefore. What was known before stays when it is
 * within the bounds; else a right clock is assumed when that is.
 */
export function offsetFrom({ clock, arrived, notBefore, isAnswer, offsetMs }: ClockReading): number {
  const least = clock - arrived;
  const most = clock - notBefore + (isAnswer ? 0 : CLOCK_TOLERANCE_MS);
  const fits = (offset: number): boolean => offset >= least && offset <= most;
  if (isNearly(0, offsetMs) && fits(offsetMs)) return offsetMs;
  // A clock that shows the time of the arrival was set right.
  if (isNearly(0, least)) return fits(0) ? 0 : least;
  if (fits(offsetMs)) return offsetMs;
  if (fits(0)) return 0;
  return isAnswer && least < 0 ? most : least;
}

/** How far a clock is ahead that was read as the message left, at most the tolerance before it arrived. */
export function offsetAtSending(sent: number, arrived: number, offsetMs: number): number {
  return offsetFrom({ clock: sent, arrived, notBefore: arrived, isAnswer: false, offsetMs });
}

function isNearly(a: number, b: number): boolean {
  return Math.abs(a - b) <= CLOCK_TOLERANCE_MS;
}

/** A car does not keep samples for longer. */
const LONGEST_KEPT_SAMPLE_MS = 30 * 86_400_000;

/**
 * The times of the samples of one message, in their order. Samples have no numbers, and may be as old as they like. They
 * are moved by what the clock was ahead as the message left, if they can have been kept since then. Those that still lie
 * ahead are moved so that the newest came just now, and those from a lost GPS period by that period.
 */
export function judgeSamples(
  said: readonly number[],
  sent: number | undefined,
  arrived: number,
): readonly JudgedTime[] {
  const offset = sent === undefined || isNearly(sent, arrived) ? 0 : sent - arrived;
  const by = rolloversIn(-offset) > 0 ? 'GPS_WEEK' : 'CLOCK_OFFSET';
  const isAhead = (time: number): boolean => time > arrived + CLOCK_TOLERANCE_MS;
  const isKept = (time: number): boolean => time >= arrived - LONGEST_KEPT_SAMPLE_MS && !isAhead(time);
  const ahead = said.filter((time) => !isKept(time - offset) && isAhead(time));
  const newest = ahead.reduce((latest, time) => Math.max(latest, time), arrived);
  return said.map((time): JudgedTime => {
    if (offset !== 0 && isKept(time - offset)) return { time: time - offset, by };
    if (isAhead(time)) {
      const moved = time - (newest - arrived);
      return isKept(moved) ? { time: moved, by: 'CLOCK_OFFSET' } : { time: arrived, by: 'ARRIVAL' };
    }
    for (let n = 1; n <= MOST_ROLLOVERS; n++) {
      const corrected = time + n * GPS_ROLLOVER_MS;
      if (isKept(corrected)) return { time: corrected, by: 'GPS_WEEK' };
    }
    return { time };
  });
}
