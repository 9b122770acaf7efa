import type { CarEvent, CarStatus, CarTrust, TrustedKeys } from '../../../shared/contracts/car/car.ts';
import type { Entitlement } from '../../../shared/contracts/car/entitlements.ts';
import type { Revocations } from '../../../shared/contracts/car/grant-exchange.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { CounterWindow } from '../key-protocol/counter-window.ts';
import { type Instruments, type Motion, readInstruments } from '../motion/motion.ts';
import type { World } from '../motion/world.ts';
import { append, type NewEvent, type Outbox } from './outbox.ts';
import { takeStatus } from './sample.ts';
import type { Traits } from './traits.ts';

/** A simulated car at a moment. Times are platform milliseconds. */
export interface Car {
  readonly vin: string;
  readonly traits: Traits;

  /** In its store, which survives a reboot. */
  readonly outbox: Outbox;
  readonly answers: readonly Answer[];
  readonly boots: number;
  readonly trustedKeys: TrustedKeys;
  /** Absent before the first list of revoked grants. */
  readonly revocations?: Revocations;
  readonly entitlements: Entitlements;

  /** Since this boot. */
  readonly session: string;
  readonly counters: CounterWindow;
  readonly connected: boolean;
  /** When the next sample is due; absent without a connection, because samples are not kept. */
  readonly nextSampleAt?: number;

  /** The features that its model can have, if they are bought. */
  readonly features: readonly string[];

  /** The body. */
  readonly locked: boolean;
  /** Whether the engine may be started. */
  readonly startEnabled: boolean;
  readonly doorsClosed: boolean;
  readonly trunkOpen: boolean;
  /** Both in their holders. */
  readonly keyFobPresent: boolean;
  readonly fuelCardPresent: boolean;
  readonly motion: Motion;
  /** The engine runs while the car is parked. */
  readonly idling: boolean;
  /** Horn and lights until then. */
  readonly signalsUntil?: number;
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

/** What was bought for it, and is not over. */
export interface Entitlements {
  /** The highest version that it has taken; 0 before the first. */
  readonly version: number;
  readonly active: readonly Entitlement[];
}

type CommandResultEvent = Extract<CarEvent, { type: 'command-result' }>;
export type CommandResult = CommandResultEvent['data'];

/** What a car finds around it: the same for the whole fleet. */
export interface Surroundings {
  readonly world: World;
  /** The list of trusted keys that cars leave the factory with. */
  readonly trust: TrustedKeys;
  readonly seed: number;
  /** While it is in somebody's hands; at rest it is several times that. */
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

/** Which lists it keeps. */
export function trustOf({ trustedKeys, revocations }: Car): CarTrust {
  return { keys: trustedKeys.version, revocations: revocations?.version ?? 0 };
}

export function instrumentsOf({ motion, idling }: Car, now: number): Instruments {
  const instruments = readInstruments(motion, now);
  return { ...instruments, engineOn: instruments.engineOn || idling };
}

export function statusOf(car: Car, now: number): CarStatus {
  return takeStatus(instrumentsOf(car, now), car.traits, car);
}

/** Once so many events wait for the platform, what it has had, or what anybody could have sent, is not added to them. */
const LONGEST_QUEUE_FOR_REPETITIONS = 16;

export function isFlooded({ outbox }: Car): boolean {
  return outbox.pending.length >= LONGEST_QUEUE_FOR_REPETITIONS;
}
