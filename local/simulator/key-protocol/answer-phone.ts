import type { Car } from '../car/car.ts';
import type { Input } from '../car/react.ts';
import { resultOf } from './grant-use.ts';
import { type Challenge, judgeRequest } from './phone-request.ts';
import type { PhoneAnswer } from './phone-stream.ts';

/** A car to which things happen one after the other. */
export interface LiveCar {
  readonly current: Car;
  /** Platform milliseconds. */
  now(): number;
  give(input: Input): void;
}

/**
 * Takes what a phone has sent on a stream with this challenge. Nothing happens to the car between looking at it and doing
 * what is allowed, and the phone hears of it only when the store has it.
 */
export function answerPhone(live: LiveCar, value: unknown, challenge: Challenge): PhoneAnswer {
  live.give({ type: 'time' });
  const verdict = judgeRequest(live.current, value, challenge, live.now());
  if ('refused' in verdict) return verdict;
  const { use } = verdict;
  live.give({ type: 'grant-use', use });
  return { result: resultOf(live.current, use, live.now()) };
}
