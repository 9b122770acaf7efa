import {
  type CarCommand,
  type CarStatus,
  type CarTrust,
  COMMAND_JWS_TYPE,
  type Fault,
  KEYS_JWS_TYPE,
  type TrustedKeys,
} from '../../../shared/contracts/car/car.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { addSeconds } from '../../../shared/kernel/time.ts';
import { type Party, platform, reporter } from './parties.ts';
import type { Body, Step, Vector, VectorCar } from './vector-format.ts';

export const VIN = 'WRS00001X0T000001';
export const OTHER_VIN = 'WRS00001X0T000002';
export const SESSION = '0123456789abcdef0123456789abcdef';
export const OTHER_SESSION = 'fedcba9876543210fedcba9876543210';
export const CLOCK = '2026-01-31T09:30:00.000Z';
export const later = (seconds: number): string => addSeconds(CLOCK, seconds);
export const BOOKING = 'rnt_00000000000000000000000001';

export const listOf = (version: number, ...keys: TrustedKeys['keys']): TrustedKeys => ({ version, keys });
export const firstList = listOf(1, platform.trusted(), reporter.trusted(['report']));

const parked: Body = {
  moving: false,
  engineOn: false,
  doorsClosed: true,
  locked: true,
  startEnabled: false,
};
export const inUse: Partial<Body> = { locked: false, startEnabled: true };
export const driving: Partial<Body> = { ...inUse, moving: true, engineOn: true };

export const carAt = (changes: Partial<VectorCar> = {}): VectorCar => ({
  vin: VIN,
  session: SESSION,
  clock: CLOCK,
  trustedKeys: firstList,
  body: parked,
  ...changes,
});

type Answered = Partial<Pick<Step, 'clock' | 'body' | 'reboot'>>;

/**
 * A vector as it is told: what happens to the car, step by step, and what comes of it. It keeps the count of what the
 * answers have to say of session, highest counter, clock and body; what the car does is said by who writes the vector.
 */
export class Story {
  readonly steps: Step[] = [];
  private readonly car: VectorCar;
  private session: string;
  private clock: string;
  private body: Body;
  private highest = 0;
  private commands = 0;
  private keys: number;
  private readonly name: string;
  private readonly section: Vector['section'];

  constructor(section: Vector['section'], name: string, car: VectorCar = carAt()) {
    this.section = section;
    this.name = name;
    this.car = car;
    this.session = car.session;
    this.clock = car.clock;
    this.body = car.body;
    this.keys = car.trustedKeys.version;
  }

  get vector(): Vector {
    return { name: this.name, section: this.section, car: this.car, steps: this.steps };
  }

  /** A command as it should be: the next counter, five seconds to live. */
  command(changes: Readonly<Record<string, unknown>> = {}): CarCommand {
    this.commands += 1;
    return {
      id: derivedId('cmd', this.name, this.commands),
      vin: this.car.vin,
      action: 'unlock',
      booking: BOOKING,
      session: this.session,
      counter: this.commands,
      issued: this.clock,
      expires: addSeconds(this.clock, 5),
      ...changes,
    };
  }

  /** The world changes before the next step. */
  before(change: Answered): this {
    this.clock = change.clock ?? this.clock;
    this.body = { ...this.body, ...change.body };
    if (change.reboot !== undefined) {
      this.session = change.reboot;
      this.highest = 0;
    }
    this.pending = { ...this.pending, ...change };
    return this;
  }
  private pending: Answered = {};

  /** A command that the car obeys. */
  executes(command: CarCommand, by: Party = platform): this {
    return this.executesText(by.sign(COMMAND_JWS_TYPE, command), command);
  }

  executesText(message: string, command: CarCommand): this {
    this.use(command.counter);
    this.body = bodyAfter(this.body, command);
    const { traceparent } = command;
    return this.answered(
      message,
      { commandId: command.id, result: 'executed' },
      { executes: command.action, ...(traceparent === undefined ? {} : { traceparent }) },
    );
  }

  /** A command with a good signature that the car refuses; @param used whether its counter is used by that. */
  refuses(command: CarCommand, fault: Fault, { by = platform, used = false } = {}): this {
    if (used) this.use(command.counter);
    const message = by.sign(COMMAND_JWS_TYPE, command);
    return this.answered(message, { commandId: command.id, result: 'refused', fault });
  }

  /** A text of which the car believes nothing. */
  refusesText(message: string, fault: Fault): this {
    return this.answered(message, { result: 'refused', fault });
  }

  /** The answer to an earlier step once more, under the step of now: to its message, or to another. */
  repeats(position: number, message = this.steps[position]?.message ?? ''): this {
    const first = this.steps[position]?.answer;
    if (first?.type !== 'command-result') throw new Error(`step ${position} of ${this.name} is no command`);
    const { traceparent } = first;
    this.step({
      topic: 'commands',
      message,
      answer: {
        type: 'command-result',
        data: { ...first.data, ...this.position() },
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    });
    return this;
  }

  /** A list that the car takes. */
  takes(list: TrustedKeys, by: Party = platform): this {
    this.keys = list.version;
    return this.trust(by.sign(KEYS_JWS_TYPE, list));
  }

  /** A list that it does not take. */
  keeps(message: string, fault: Fault): this {
    return this.trust(message, fault);
  }

  private trust(message: string, fault?: Fault): this {
    const trust: CarTrust = { keys: this.keys, revocations: 0 };
    const data = { trust, ...(fault === undefined ? {} : { fault }) };
    this.step({ topic: 'trust', message, answer: { type: 'trust-updated', data } });
    return this;
  }

  private answered(
    message: string,
    outcome: { commandId?: string; result: 'executed' | 'refused'; fault?: Fault },
    more: { executes?: string; traceparent?: string } = {},
  ): this {
    const { executes, traceparent } = more;
    const data = { ...this.position(), ...outcome, status: this.status() };
    this.step({
      topic: 'commands',
      message,
      answer: { type: 'command-result', data, ...(traceparent === undefined ? {} : { traceparent }) },
      ...(executes === undefined ? {} : { executes }),
    });
    return this;
  }

  private step(step: Step): void {
    this.steps.push({ ...this.pending, ...step });
    this.pending = {};
  }

  private position(): { session: string; counter: number; clock: string } {
    return { session: this.session, counter: this.highest, clock: this.clock };
  }

  private status(): CarStatus {
    const { moving: _, ...status } = this.body;
    return status;
  }

  private use(counter: number): void {
    this.highest = Math.max(this.highest, counter);
  }
}

export function bodyAfter(body: Body, { action, booking }: Pick<CarCommand, 'action' | 'booking'>): Body {
  switch (action) {
    case 'unlock':
      return { ...body, locked: false, startEnabled: booking !== undefined || body.startEnabled };
    case 'lock':
      return { ...body, locked: true, startEnabled: false };
    case 'start-enable':
      return { ...body, startEnabled: true };
    case 'stop-enable':
      return { ...body, startEnabled: false };
    case 'find':
    case 'open-trunk':
    case 'report':
      return body;
  }
}

/** A vector of section 5. */
export const commandStory = (name: string, body: Partial<Body> = {}): Story =>
  new Story(5, name, carAt({ body: { ...parked, ...body } }));
