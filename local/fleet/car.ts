import type { CarEvent, CarStatus } from '../../shared/contracts/car.ts';
import { instant } from '../../shared/kernel/time.ts';
import type { CounterWindow } from './counter-window.ts';
import { type Motion, readInstruments } from './motion.ts';
import { append, type NewEvent, type Outbox } from './outbox.ts';
import { takeStatus } from './sample.ts';
import type { PlatformKeys } from './signed-command.ts';
import type { Traits } from './traits.ts';
import type { World } from './world.ts';

/** A simulated car at a moment. Times are platform milliseconds. */
export interface Car {
  readonly vin: string;
  readonly traits: Traits;

  /** In its store, which survives a reboot. */
  readonly outbox: Outbox;
  readonly answers: readonly Answer[];
  readonly boots: number;

  /** Since this boot. */
  readonly session: string;
  readonly counters: CounterWindow;
  readonly connected: boolean;
  /** When the next sample is due; absent without a connection, because samples are not kept. */
  readonly nextSampleAt?: number;

  /** The body. */
  readonly locked: boolean;
  readonly motion: Motion;
  /** How many drives it has begun. */
  readonly trips: number;
  /** Somebody has unlocked it and will drive off. */
  readonly driverStartsAt?: number;
}

/** What was answered to a command with a good signature, to be answered again when it comes again. */
export interface Answer {
  /** SHA-256 of the command's bytes. */
  readonly digest: string;
  readonly commandId: string;
  readonly result: CommandResult['result'];
  readonly fault?: CommandResult['fault'];
  readonly status: CarStatus;
  readonly traceparent?: string;
}

type CommandResultEvent = Extract<CarEvent, { type: 'command-result' }>;
export type CommandResult = CommandResultEvent['data'];

/** What a car finds around it: the same for the whole fleet. */
export interface Surroundings {
  readonly world: World;
  readonly keys: PlatformKeys;
  readonly seed: number;
  readonly sampleEveryMilliseconds: number;
}

/** Gives an event its number and keeps it until the platform has it. */
export function record(car: Car, event: NewEvent): Car {
  return { ...car, outbox: append(car.outbox, event) };
}

/** How the platform gets in step with this car. */
export function stepOf(car: Car, now: number): Pick<CommandResult, 'session' | 'counter' | 'clock'> {
  return { session: car.session, counter: car.counters.highest, clock: instant(now) };
}

export function statusOf(car: Car, now: number): CarStatus {
  return takeStatus(readInstruments(car.motion, now), car.traits, car.locked);
}
