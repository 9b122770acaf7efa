import { answerPhone } from '../../../../local/simulator/key-protocol/answer-phone.ts';
import { type AskedCar, PhoneStream } from '../../../../local/simulator/key-protocol/phone-stream.ts';
import { FrameReader, frame, parseFrame } from '../../../../local/simulator/phone/frames.ts';
import { newKey, type OwnKey, signWith } from '../../../../local/simulator/phone/own-key.ts';
import type { GrantAction } from '../../../../shared/contracts/car/car.ts';
import {
  GRANT_JWS_TYPE,
  type Grant,
  REQUEST_JWS_TYPE,
} from '../../../../shared/contracts/car/grant-exchange.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { CarOnTheBench, START } from '../car/car-on-the-bench.ts';

/** What a car says on a stream. */
export interface CarFrame {
  readonly type: string;
  readonly challenge: string;
  readonly fault?: string;
  readonly result?: string;
}

const HOUR = 3_600_000;

/** A car with its key, offline, and a phone that has a grant for it: both without a socket. */
export class PhoneAtTheCar {
  readonly bench: CarOnTheBench;
  readonly carKey: OwnKey;
  readonly phone: OwnKey;
  private grants = 0;

  constructor(bench = new CarOnTheBench(), phone = newKey(), carKey = newKey()) {
    this.bench = bench;
    this.phone = phone;
    this.carKey = carKey;
  }

  grant(changes: Partial<Grant> = {}): Grant {
    this.grants += 1;
    return {
      id: derivedId('grt', this.grants),
      vin: this.bench.car.vin,
      booking: derivedId('rnt', 1),
      phone: this.phone.thumbprint,
      car: this.carKey.thumbprint,
      notBefore: instant(START - HOUR),
      expires: instant(START + HOUR),
      actions: ['unlock', 'lock', 'find'],
      ...changes,
    };
  }

  signed(grant: object, header: object = {}): string {
    return this.bench.platform.sign(grant, { typ: GRANT_JWS_TYPE, ...header }).toString();
  }

  request(grant: Grant, challenge: string, action: GrantAction = 'unlock', changes: object = {}): string {
    const { vin } = this.bench.car;
    return signWith(this.phone, REQUEST_JWS_TYPE, { vin, grant: grant.id, challenge, action, ...changes });
  }

  /** A stream that was greeted. */
  stream(): StreamToCar {
    const stream = this.freshStream();
    stream.say({ type: 'hello', versions: [1] });
    return stream;
  }

  freshStream(): StreamToCar {
    return new StreamToCar(new PhoneStream(this.asked()));
  }

  /** The car, as its streams need it. */
  asked(): AskedCar {
    return {
      vin: this.bench.car.vin,
      key: this.carKey,
      now: () => this.bench.now,
      ask: (value, challenge) => answerPhone(liveCar(this.bench), value, challenge),
    };
  }

  /** Asks on a stream of its own, as a phone does. */
  ask(grant: Grant, action: GrantAction = 'unlock', text = this.signed(grant)): CarFrame | undefined {
    const stream = this.stream();
    return stream.ask(text, this.request(grant, stream.challenge, action));
  }
}

const liveCar = (bench: CarOnTheBench) => ({
  get current() {
    return bench.car;
  },
  now: () => bench.now,
  give: (input: Parameters<CarOnTheBench['give']>[0]) => void bench.give(input),
});

/** The phone's end, with what the car has said on it. */
export class StreamToCar {
  private readonly stream: PhoneStream;
  private readonly reader = new FrameReader();
  closed = false;
  challenge = '';

  constructor(stream: PhoneStream) {
    this.stream = stream;
  }

  say(value: object): CarFrame | undefined {
    return this.send(frame(value)).at(-1);
  }

  ask(grant: string, request: string): CarFrame | undefined {
    return this.say({ type: 'request', grant, request });
  }

  /** Bytes as they are; what the car answers to them. */
  send(bytes: Uint8Array): readonly CarFrame[] {
    if (this.closed) throw new Error('the car has closed this stream');
    const answers = this.stream.take(bytes);
    if (answers === undefined) {
      this.closed = true;
      return [];
    }
    const bodies = answers.flatMap((answer) => this.reader.push(answer) ?? []);
    const said = bodies.map((body) => parseFrame(body) as CarFrame);
    this.challenge = said.at(-1)?.challenge ?? this.challenge;
    return said;
  }
}

/** What a result says, whoever has signed it. */
export function payloadOf(result: string | undefined): Record<string, unknown> {
  return parseFrame(Buffer.from(result?.split('.')[1] ?? '', 'base64url')) as Record<string, unknown>;
}

/** A fault, wherever it stands; `executed` when there is none. */
export function outcomeOf(answer: CarFrame | undefined): unknown {
  if (answer?.type !== 'result') return answer?.fault;
  const { fault, result } = payloadOf(answer.result);
  return fault ?? result;
}
