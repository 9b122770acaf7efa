import { randomBytes } from 'node:crypto';
import { Compile } from 'typebox/compile';
import {
  CHALLENGE_SECONDS,
  Hello,
  type PhoneResult,
  RESULT_JWS_TYPE,
  type RefusedFault,
} from '../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { FrameReader, frame, parseFrame } from '../phone/frames.ts';
import { type OwnKey, signWith } from '../phone/own-key.ts';
import type { Challenge } from './phone-request.ts';

/** What the car makes of a request: a result is signed, a refusal is not. */
export type PhoneAnswer = { readonly refused: RefusedFault } | { readonly result: PhoneResult };

/** The car, as a stream to a phone needs it. */
export interface AskedCar {
  readonly vin: string;
  readonly key: OwnKey;
  /** Platform milliseconds. */
  now(): number;
  ask(value: unknown, challenge: Challenge): PhoneAnswer;
}

const VERSION = 1;
const hellos = Compile(Hello);

/** The car's end of one stream: its greeting, and the one challenge at a time. */
export class PhoneStream {
  private readonly car: AskedCar;
  private readonly reader = new FrameReader();
  private challenge: Challenge | undefined;

  constructor(car: AskedCar) {
    this.car = car;
  }

  /**
   * Takes bytes as they come. Gives the answers to each whole frame in them, or undefined when the stream is to be
   * closed: a frame is too long, or does not begin the stream as one does.
   */
  take(chunk: Uint8Array): readonly Buffer[] | undefined {
    const answers: Buffer[] = [];
    const bodies = this.reader.push(chunk);
    for (const body of bodies ?? []) {
      const answer = this.answer(parseFrame(body));
      if (answer === undefined) return undefined;
      answers.push(answer);
    }
    return bodies === undefined ? undefined : answers;
  }

  private answer(value: unknown): Buffer | undefined {
    const { challenge } = this;
    if (challenge === undefined) return this.greet(value);
    const answer = this.car.ask(value, challenge);
    const next = this.newChallenge();
    return 'refused' in answer
      ? frame({ type: 'refused', fault: answer.refused, challenge: next })
      : frame({
          type: 'result',
          result: signWith(this.car.key, RESULT_JWS_TYPE, answer.result),
          challenge: next,
        });
  }

  private greet(value: unknown): Buffer | undefined {
    if (!hellos.Check(value) || !value.versions.includes(VERSION)) return undefined;
    const { vin } = this.car;
    const challenge = this.newChallenge();
    const clock = instant(this.car.now());
    return frame({ type: 'challenge', version: VERSION, vin, challenge, clock });
  }

  private newChallenge(): string {
    const text = randomBytes(32).toString('base64url');
    this.challenge = { text, until: this.car.now() + CHALLENGE_SECONDS * 1000 };
    return text;
  }
}
