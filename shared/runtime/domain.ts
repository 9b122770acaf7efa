import type { Static, TSchema } from 'typebox';
import type { CarCommand, receipt } from '../contracts/car/car.ts';
import type { Entitlement, Withdrawal } from '../contracts/car/entitlements.ts';
import type { Revocations } from '../contracts/car/grant-exchange.ts';
import type {
  Command,
  CommandContract,
  Data,
  DomainEvent,
  EventContract,
  PortRequest,
  Principal,
} from '../contracts/define.ts';
import type { ErrorCode } from '../contracts/errors.ts';
import type { Violation } from '../contracts/validate.ts';
import type { Instant } from '../kernel/time.ts';
import type { ItemRead, KeyOf, ReadModel, ReadModelItem } from './read-model.ts';

/**
 * What a room's `domain.ts` is made of. Everything here is data or a pure function: no clock, no random, no SDK.
 * The runtime gives time, ids and coordinates in the context, and turns decisions into one transaction and deliveries.
 */

/** A message as the domain sees it: a command, an event of another room, or a car's numbered event. */
export interface Message<Type extends string = string, Content = unknown> {
  readonly type: Type;
  /** Stable: the same message sent again has the same id. */
  readonly id: string;
  readonly time: Instant;
  readonly data: Content;
  /** Commands from HTTP: who asked. */
  readonly principal?: { readonly kind: Principal; readonly id: string };
}

/** The messages made of some contracts: a union that `switch (message.type)` tells apart. */
export type MessageOf<Contract extends CommandContract | EventContract> = Contract extends unknown
  ? Message<Contract['type'], Data<Contract>>
  : never;

export interface Context {
  /** Now, of the platform. */
  readonly now: Instant;
  /** The operation: the id of the message that is decided. */
  readonly operation: string;
  /** An id that nobody can guess and that is the same when the same message is decided again. */
  id(prefix: string, ...parts: readonly (string | number)[]): string;
  readonly source: {
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    /** When it happened, by whoever says so. */
    readonly eventTime: Instant;
    /** When it was written to Kafka. */
    readonly arrivalTime: Instant;
  };
  /** The item, or undefined when there is none. Only what the domain's `reads` names for this message. */
  read<Schema extends TSchema, Path extends string>(
    model: ReadModel<Schema> & { readonly path: Path },
    key: KeyOf<Path>,
  ): Static<Schema> | undefined;
  /**
   * What a constraint had counted when this decision did not fit below it and was `decidedAgain`; undefined on the first
   * try, and for counts that it did fit.
   */
  counted(constraint: string): number | undefined;
  /** W3C trace context, to be passed on to the car. */
  readonly traceparent: string | undefined;
}

export type { DomainEvent };

/** The events made of some contracts: a union that `switch (event.type)` tells apart. */
export type EventOf<Contract extends EventContract> = Contract extends unknown
  ? DomainEvent<Contract['type'], Data<Contract>>
  : never;

/** What else must happen. Leaves after the transaction, in order, under ids derived from the operation. */
export type Output = RoomOutput | CarOutput | TrustedKeysOutput | DeadLetterOutput | PortRequest;

/** A command for a room, made by its contract. It expires as the contract says, or earlier. */
export interface RoomOutput extends Command {
  readonly expires?: Instant;
  /** This field of the data gets what the platform has signed: sent to the own room, it comes into the log. */
  readonly signs?: Signed & { readonly field: string; readonly payload: unknown };
}

/** What a signature needs to know beside its payload. */
interface Signed {
  readonly typ: string;
  /** The list of trusted keys that the car keeps: it is signed by a key of that one. */
  readonly list?: number;
}

/** A message to a car. A signed one goes out as a JWS whose bytes are kept, so that a redelivery sends the same. */
export type CarOutput = { readonly to: 'car'; readonly vin: string } & (
  | {
      readonly topic: 'commands';
      readonly sign: true;
      readonly list?: number;
      readonly payload: CarCommand;
    }
  /** What the car keeps: a list, or what a bought feature begins and ends with. */
  | ({
      readonly topic: 'trust';
      readonly sign: true;
      readonly payload: Revocations | Entitlement | Withdrawal;
    } & Signed)
  | {
      readonly topic: 'receipts';
      readonly sign: false;
      readonly payload: Static<(typeof receipt)['payload']>;
    }
);

/** The list of trusted keys after the one that the car keeps, if there is one: which there are is configuration. */
export interface TrustedKeysOutput {
  readonly to: 'trusted-keys';
  readonly vin: string;
  readonly after: number;
}

/** What a message held that could not be read, though the message counts: kept among the dead letters. */
export interface DeadLetterOutput {
  readonly to: 'dead-letters';
  readonly key: string;
  readonly value: string;
  /** Why, without values, because they may be personal. */
  readonly detail: string;
}

export interface Refusal {
  readonly code: ErrorCode;
  /** What in this case, and what to do: one sentence for the caller. */
  readonly detail: string;
  /** The fields of the request that are wrong, where some are. */
  readonly errors?: readonly Violation[];
}

export interface Acceptance<Event extends DomainEvent = DomainEvent, State = never> {
  readonly kind: 'accept';
  readonly events: readonly Event[];
  readonly outputs?: readonly Output[];
  /** What the caller of the route is answered. */
  readonly result?: unknown;
  /** The same, where the answer is part of the state after the events. */
  resultAfter?(after: State): unknown;
  /** What operators count: metrics, which say nothing that a decision could depend on. */
  readonly counts?: Counts;
}

export type Counts = {
  readonly [name in 'ValuesEstimated' | 'ValuesRefused' | 'EventsUnread' | 'DeadLetters']?: number;
};

export type Decision<Event extends DomainEvent = DomainEvent, State = never> =
  /** `otherwise` is decided instead when a constraint does not hold, which else makes it the constraint's refusal. */
  | (Acceptance<Event, State> & {
      readonly otherwise?: Acceptance<Event, State>;
      /** When a count is at its limit, it is decided again: `context.counted` says then how much was left. */
      readonly decidedAgain?: true;
    })
  /** Recorded as the outcome; may still have events (an expired request that others must hear of). */
  | ({
      readonly kind: 'refuse';
      readonly events?: readonly Event[];
      readonly outputs?: readonly Output[];
    } & Refusal)
  /** Nothing changes and no record is written: not acceptable yet, or of no concern. Outputs go out at once, unrecorded. */
  | { readonly kind: 'ignore'; readonly reason: string; readonly outputs?: readonly Output[] };

/** What follows from a change of state, besides what was decided. */
export interface Consequences<Event extends DomainEvent = DomainEvent> {
  readonly events?: readonly Event[];
  readonly outputs?: readonly Output[];
}

/** Items under a business key, for what spans aggregates; changed in the same transaction as the state. */
export type Constraint =
  /** Must not exist yet (or be held by the same holder); else the decision becomes the refusal. */
  | { readonly take: string; readonly holder: string; readonly refusal: Refusal }
  /** Goes away if this holder has it. */
  | { readonly release: string; readonly holder: string }
  /** Must exist; else the decision becomes the refusal. */
  | { readonly require: string; readonly refusal: Refusal }
  /** Counts so many more, if it is at most `most` then; else the decision becomes the refusal. Negative: gives some back. */
  | { readonly count: string; readonly add: number; readonly most: number; readonly refusal: Refusal };

/** A command that comes back at a time. Timers are a function of the state, so a rebuild makes them again. */
export interface Timer {
  /** Unique within the aggregate. A timer with the same id and another time replaces it. */
  readonly id: string;
  readonly at: Instant;
  readonly command: Command;
}

export interface Domain<State, In extends Message = Message, Event extends DomainEvent = DomainEvent> {
  /** The aggregate that a message is decided on, such as `car/<vin>`; undefined when the message is of no concern. */
  aggregateOf(message: In): string | undefined;
  /** The aggregate that an event of this room belongs to: the same as the message's that made it. */
  aggregateOfEvent(event: Event): string;
  initial(aggregate: string): State;
  /**
   * Items of the room's read models that the decision on this message needs beside the state: reference data, and items
   * of the aggregate that its state does not keep. `context.read` has them.
   */
  reads?(message: In): readonly ItemRead[];
  decide(state: State, message: In, context: Context): Decision<Event, State>;
  /** For a message that is decided after it expired. Undefined: it is refused as EXPIRED, and nothing else happens. */
  decideExpired?(state: State, message: In, context: Context): Decision<Event, State> | undefined;
  /** Must accept every event of the room's topic, whatever the state. */
  evolve(state: State, event: Event): State;
  /**
   * What follows when a decision's events have changed the state, whatever message made them: a car that became free is
   * offered, what was granted for a rental that ended is revoked. Its own events have no further consequences.
   */
  consequences?(before: State, after: State, events: readonly Event[], context: Context): Consequences<Event>;
  constraints?(event: Event): readonly Constraint[];
  timers?(state: State): readonly Timer[];
  /**
   * Small facts of an aggregate that are many: an item for each, written once with the event and kept out of the state. An
   * entry with a key that is there already replaces it.
   */
  entries?(event: Event): readonly ReadModelItem[];
  /** What routes read of it. */
  readModels?(state: State): readonly ReadModelItem[];
}
