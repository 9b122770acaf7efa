import type { CarStatus } from '../../shared/contracts/car/car.ts';
import { type EstimatedValue, marksOf, type RefusedValue } from '../../shared/contracts/car/marks.ts';
import { type JudgedTime, judgeTime, offsetAtSending, offsetFrom } from '../../shared/evidence/clock.ts';
import { type Doubts, judgeStatus, type KnownOfCar } from '../../shared/evidence/status.ts';
import { type Instant, instant, milliseconds } from '../../shared/kernel/time.ts';
import type { Context } from '../../shared/runtime/domain.ts';
import type { CarWord } from './car-word.ts';
import { type CarState, commandOf, type Lane } from './state.ts';

/** A car's word, weighed against its arrival, the words before it, and physics. */
export interface Judgement {
  readonly time: Instant;
  /** Marks of the time alone, for events that say nothing else of the word. */
  readonly timeMarks: ReturnType<typeof marksOf>;
  readonly marks: ReturnType<typeof marksOf>;
  readonly status: CarStatus;
  readonly doubts: Doubts;
  readonly isConfirmed: boolean;
  /** What the car's clock showed; its arrival by that clock when that could not be read. */
  readonly clock: Instant;
  readonly clockOffsetMs: number;
  readonly counts: { readonly ValuesEstimated: number; readonly ValuesRefused: number };
}

/** Longest time that a car may have kept events before the platform first heard of it. */
const LONGEST_KEPT_MS = 90 * 86_400_000;

export function judge(state: CarState, lane: Lane, word: CarWord, context: Context): Judgement {
  const arrived = arrivalOf(context);
  const before = lastHeard(state, lane);
  const sentAt = 'commandId' in word ? sentAtOf(state, word.commandId) : undefined;
  const notBefore = Math.min(arrived, Math.max(before, sentAt ?? before));
  const clockOffsetMs = offsetOf(state, word, { arrived, notBefore, isAnswer: sentAt !== undefined });
  const judged = judgeTime({
    said: word.time,
    arrived,
    notBefore: Math.max(before, notBefore),
    offsetMs: clockOffsetMs,
  });
  const said = statusOf(state, word, judged.time);
  const clock = 'step' in word ? word.step?.clock : undefined;
  const timed = timeMark(judged);
  const estimated: EstimatedValue[] = [
    ...timed,
    ...('step' in word && word.step !== undefined && clock === undefined
      ? ([{ field: 'clock', by: 'ARRIVAL' }] as const)
      : []),
    ...said.estimated,
  ];
  const refused: RefusedValue[] = [...word.refused, ...said.refused];
  return {
    time: instant(judged.time),
    timeMarks: marksOf(timed, []),
    marks: marksOf(estimated, refused),
    status: said.status,
    doubts: said.doubts,
    isConfirmed: said.isConfirmed,
    clock: instant(clock ?? arrived + clockOffsetMs),
    clockOffsetMs,
    counts: { ValuesEstimated: estimated.length, ValuesRefused: refused.length },
  };
}

/** The time of an event that cannot be read: it is in order, and it has arrived. */
export function timeUnread(state: CarState, lane: Lane, context: Context): Instant {
  return instant(Math.max(arrivalOf(context), lastHeard(state, lane)));
}

const timeMark = ({ by }: JudgedTime): readonly EstimatedValue[] =>
  by === undefined ? [] : [{ field: 'time', by }];

/** By the platform's clock. A record may come to us late; the event happened before it was written. */
function arrivalOf({ now, source }: Context): number {
  return Math.min(milliseconds(now), milliseconds(source.arrivalTime));
}

/** The last word of this lane: its numbers are in order. */
function lastHeard({ heard, registration }: CarState, lane: Lane): number {
  const last = heard?.[lane];
  if (last !== undefined) return milliseconds(last);
  return registration === undefined ? 0 : milliseconds(registration.time) - LONGEST_KEPT_MS;
}

function sentAtOf(state: CarState, commandId: string | undefined): number | undefined {
  const request = commandOf(state, commandId);
  return request === undefined ? undefined : milliseconds(request.command.sentAt);
}

/** The newest reading of the car's clock: as the message left, else as the car wrote the event. */
function offsetOf(
  { clockOffsetMs }: CarState,
  word: CarWord,
  bounds: { readonly arrived: number; readonly notBefore: number; readonly isAnswer: boolean },
): number {
  if (word.sent !== undefined) return offsetAtSending(word.sent, bounds.arrived, clockOffsetMs);
  const clock = 'step' in word ? word.step?.clock : undefined;
  return clock === undefined ? clockOffsetMs : offsetFrom({ ...bounds, clock, offsetMs: clockOffsetMs });
}

const NOTHING_SAID = { status: {}, estimated: [], refused: [], doubts: {}, isConfirmed: false };

function statusOf(state: CarState, word: CarWord, time: number): ReturnType<typeof judgeStatus> {
  if (!('status' in word)) return NOTHING_SAID;
  return judgeStatus(word.status, time, knownOf(state), word.type === 'started' || word.type === 'parked');
}

function knownOf({ status, statusTime, positionTime, odometerTime, ...state }: CarState): KnownOfCar {
  const known = <Value>(value: Value | undefined, time: Instant | undefined) =>
    value === undefined || time === undefined ? undefined : { value, time: milliseconds(time) };
  const place = known(status.position, positionTime ?? statusTime);
  const odometer = known(status.odometerKm, odometerTime ?? statusTime);
  return {
    ...(place === undefined ? {} : { place }),
    ...(odometer === undefined ? {} : { odometer }),
    ...(state.doubtfulPlace === undefined ? {} : { doubtfulPlace: state.doubtfulPlace }),
    ...(state.otherOdometer === undefined ? {} : { otherOdometer: state.otherOdometer }),
    ...(status.engineOn === undefined ? {} : { engineOn: status.engineOn }),
  };
}
