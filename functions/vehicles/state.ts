import type { CarAction, CarStatus, CarTrust } from '../../shared/contracts/car/car.ts';
import type { CommandResult } from '../../shared/contracts/vehicles/vehicles.ts';
import type { Known, Place } from '../../shared/evidence/fix.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { EntitlementRecord } from './entitlement-record.ts';
import type { GrantRecord, RevocationList } from './grant-record.ts';

/** What the room knows of a car. Also kept for a VIN that nobody registered, when something was asked of it. */
export interface CarState {
  readonly vin: string;
  readonly registration?: { readonly model: string; readonly plate?: string; readonly time: Instant };
  /** Derived from the certificate request that the provisioning port was given. */
  readonly certificateRequestId?: string;
  readonly certificate?: { readonly certificateId: string; readonly certificatePem: string };
  /** Absent until the car has connected for the first time. */
  readonly connection?: Connection;
  /** How far the car's clock is ahead of the platform's: 0 until one of its words has shown otherwise. */
  readonly clockOffsetMs: number;
  readonly lanes: { readonly [name in Lane]?: LanePosition };
  /** When the last word of each lane was spoken. */
  readonly heard?: { readonly [name in Lane]?: Instant };
  readonly status: CarStatus;
  readonly statusTime?: Instant;
  /** When position and odometer of the status were read; as the status, in states from before they were kept. */
  readonly positionTime?: Instant;
  readonly odometerTime?: Instant;
  /** Later values that could not be believed: a second word may confirm them. */
  readonly doubtfulPlace?: Known<Place>;
  readonly otherOdometer?: Known<number>;
  /** An event that could not be read may have been an answer, and the car has not reported its state since. */
  readonly answerUnread?: true;
  /** The lists that the car keeps, by its own word; with the fault, if it did not take the last one. */
  readonly trust?: CarTrust & { readonly fault?: string };
  /** Those that may still count, oldest first. */
  readonly grants?: readonly GrantRecord[];
  readonly revocations?: RevocationList;
  /** Bought features that may still count, and the highest version of their texts. */
  readonly entitlements?: readonly EntitlementRecord[];
  readonly entitlementVersion?: number;
  /** Oldest first; bounded, see `keepRequests`. */
  readonly requests: readonly CarRequest[];
}

export type Lane = 'normal' | 'emergency';

/** Everything of this log below `next` was taken. */
export interface LanePosition {
  readonly log: number;
  readonly next: number;
}

export interface Connection {
  readonly session: string;
  /** The highest counter of this session that was used, by us or by the car's word: the next command takes the next. */
  readonly counter: number;
  readonly firmware: string;
  readonly connectedAt: Instant;
}

/** Something that was asked of the car, once per request id. */
export interface CarRequest {
  readonly requestId: string;
  readonly action: CarAction;
  readonly booking?: string;
  /** The signed command that was made of it; absent when it was refused before. */
  readonly command?: IssuedCommand;
  /** Absent while the car may still answer in time. */
  readonly outcome?: { readonly result: CommandResult; readonly reason?: string; readonly time: Instant };
}

export interface IssuedCommand {
  readonly commandId: string;
  readonly session: string;
  readonly counter: number;
  /** By the car's clock, as are the car's checks. */
  readonly issued: Instant;
  readonly expires: Instant;
  /** By the platform's clock. */
  readonly sentAt: Instant;
  /** The car's log when it was issued: after the car has lost its store, nothing it says tells what became of this. */
  readonly log: number;
  /** Its answer may have been in an event that could not be read: no later word proves that it was not executed. */
  readonly answerLost?: true;
}

export type CommandRequest = CarRequest & { readonly command: IssuedCommand };

export function hasCommand(request: CarRequest): request is CommandRequest {
  return request.command !== undefined;
}

/** Whether a later word of the car may still change what became of it. */
export function isOpen(request: CarRequest): boolean {
  return request.outcome === undefined || isUnknown(request);
}

/** Whether no answer has come in time, and none since. */
function isUnknown({ outcome }: CarRequest): boolean {
  return outcome?.result === 'UNKNOWN';
}

/** A question, which changes nothing in the car. */
export function isReport({ action }: Pick<CarRequest, 'action'>): boolean {
  return action === 'report';
}

export function commandOf(state: CarState, commandId: string | undefined): CommandRequest | undefined {
  return state.requests.filter(hasCommand).find(({ command }) => command.commandId === commandId);
}

/**
 * Commands that may have changed the car, nobody knows which way. Not those from before the car lost its store, or whose
 * answer could not be read: what has become of them is lost, and what the car has reported since is its state.
 */
export function unknownCommands({ requests, lanes, answerUnread }: CarState): readonly CommandRequest[] {
  return requests
    .filter(hasCommand)
    .filter((request) => isUnknown(request) && !isReport(request))
    .filter(({ command }) => command.log === (lanes.normal?.log ?? 0))
    .filter(({ command }) => command.answerLost !== true || answerUnread === true);
}

/**
 * How many requests a car's state remembers besides those under way. Redelivered messages are told apart by their
 * operation's record; this serves an asker who asks again, and answers that come late.
 */
const KEPT_REQUESTS = 16;

/**
 * Drops the oldest: questions first, then what has a final result, then what nobody knows about. Never what is under way.
 */
export function keepRequests(requests: readonly CarRequest[]): readonly CarRequest[] {
  const settled = requests.filter((request) => request.outcome !== undefined);
  const excess = settled.length - KEPT_REQUESTS;
  if (excess <= 0) return requests;
  const others = settled.filter((request) => !isReport(request));
  const leastWantedFirst = [
    ...settled.filter((request) => isReport(request)),
    ...others.filter((request) => !isOpen(request)),
    ...others.filter((request) => isOpen(request)),
  ];
  const dropped = new Set(leastWantedFirst.slice(0, excess));
  return requests.filter((request) => !dropped.has(request));
}

export function initialCar(vin: string): CarState {
  return { vin, clockOffsetMs: 0, lanes: {}, status: {}, requests: [] };
}
