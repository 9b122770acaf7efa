import type { Instant } from '../../kernel/time.ts';
import type { ItemRead, ReadModelItem } from '../read-model.ts';
import type { BlockKey } from './blocks.ts';
import type { ConstraintChange } from './constraints.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import type { DueItem } from './timers.ts';

/** What operations need from a room's table, independent of the database. */

export interface OperationRecord {
  /** The id of the message that was decided. */
  readonly id: string;
  readonly aggregate: string;
  readonly outcome: Outcome;
  /** When it was decided. */
  readonly time: Instant;
  readonly fingerprint?: string;
  /** Records of the room's events topic, in order. */
  readonly events: readonly Delivery[];
  readonly outputs: readonly Delivery[];
  /** Seconds since 1970. Its message cannot come again after this time. */
  readonly keepUntil: number;
}

export interface StoredAggregate {
  /** The number of its events. */
  readonly version: number;
  /** Counts the commits. Each commit is conditional on it. */
  readonly revision: number;
  /** Undefined before the first event. */
  readonly state: unknown;
  /** Operations that have not been delivered yet, oldest first. */
  readonly undelivered: readonly string[];
}

export const nothing: StoredAggregate = { version: 0, revision: 0, state: undefined, undelivered: [] };

export interface Loaded {
  readonly aggregate: StoredAggregate;
  readonly operation: OperationRecord | undefined;
  /** The first offsets of the key's messages among the dead letters. */
  readonly waiting: readonly number[];
  /** The bodies of the items that were asked for, by their keys. Undefined for one that does not exist. */
  readonly items: ReadonlyMap<string, unknown>;
  /** The counts that were asked for, by their constraints. */
  readonly counts: ReadonlyMap<string, number>;
}

/** What is loaded beside the aggregate and the operation. */
export interface LoadMore {
  readonly block?: BlockKey | undefined;
  readonly reads?: readonly ItemRead[];
  /** Constraints that count. */
  readonly counts?: readonly string[];
}

/** An item of a read model, as it is written. */
export type WrittenItem = Pick<ReadModelItem, 'key' | 'body' | 'index'>;

/** What changes beside the operation's record. */
export interface Change {
  /** The revision that was read. The commit fails when it has changed meanwhile. */
  readonly revision: number;
  readonly version: number;
  readonly state: unknown;
  readonly readModels: readonly WrittenItem[];
  readonly constraints: readonly ConstraintChange[];
  readonly due: readonly DueItem[];
  readonly dueNoMore: readonly DueItem[];
}

/** One transaction: it takes effect as a whole or not at all. */
export interface Commit {
  readonly operation: OperationRecord;
  readonly change?: Change;
}

export type CommitResult =
  | { readonly kind: 'committed' }
  /** The operation already has a record. */
  | { readonly kind: 'exists' }
  /** The aggregate has changed since it was read. */
  | { readonly kind: 'stale' }
  /** These constraints are held by others, or not held at all. */
  | { readonly kind: 'unmet'; readonly keys: readonly string[] };

/** A commit takes effect within this time or never. */
export const COMMIT_LIMIT_MS = 4_000;

export interface Store {
  /** Reads consistently: the result includes every earlier commit. */
  load(aggregate: string, operation: string, more?: LoadMore): Promise<Loaded>;
  /** Within `COMMIT_LIMIT_MS`. */
  commit(commit: Commit): Promise<CommitResult>;
  operation(id: string): Promise<OperationRecord | undefined>;
  aggregate(aggregate: string): Promise<StoredAggregate>;
  /** Removes the operation from the aggregate's list if it is the oldest there; otherwise does nothing. */
  delivered(aggregate: string, operation: string): Promise<void>;
  /** Makes later messages of the key wait for this one, which goes to the dead letters. */
  wait(key: BlockKey, origin: number): Promise<void>;
  /** Ends the wait for this message. */
  passed(key: BlockKey, origin: number): Promise<void>;
  /** Aggregates with operations undelivered since before this time. Not consistent: some may be missing or done. */
  undeliveredBefore(time: Instant): AsyncIterable<string>;
  /** Items that are due before this time, in any order. Not consistent. */
  dueBefore(time: Instant): AsyncIterable<DueItem>;
  forgetDue(item: DueItem): Promise<void>;
}
