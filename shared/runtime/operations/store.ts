import type { Instant } from '../../kernel/time.ts';
import type { Document } from '../domain.ts';
import type { BlockKey } from './blocks.ts';
import type { ClaimChange } from './constraints.ts';
import type { Delivery } from './delivery.ts';
import type { Outcome } from './outcome.ts';
import type { DueItem } from './timers.ts';

/** What a room's table does for the operations, whatever the database. */

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
  /** Seconds since 1970: longer than its message can come again. */
  readonly keepUntil: number;
}

export interface StoredAggregate {
  /** How many events made it. */
  readonly version: number;
  /** Counts the commits; what a commit is conditional on. */
  readonly revision: number;
  /** Undefined as long as there was no event. */
  readonly state: unknown;
  /** Operations that have not left yet, oldest first. */
  readonly undelivered: readonly string[];
}

export const nothing: StoredAggregate = { version: 0, revision: 0, state: undefined, undelivered: [] };

export interface Loaded {
  readonly aggregate: StoredAggregate;
  readonly operation: OperationRecord | undefined;
  /** Messages of the key that are among the dead letters, by the offsets at which they lay at first. */
  readonly waiting: readonly number[];
}

/** What changes beside the operation's record. */
export interface Change {
  /** The revision that was read: the commit fails when there is another by now. */
  readonly revision: number;
  readonly version: number;
  readonly state: unknown;
  readonly documents: readonly Document[];
  readonly claims: readonly ClaimChange[];
  readonly due: readonly DueItem[];
  readonly dueNoMore: readonly DueItem[];
}

/** One transaction: all of it or nothing. */
export interface Commit {
  readonly operation: OperationRecord;
  readonly change?: Change;
}

export type CommitResult =
  | { readonly kind: 'committed' }
  /** The operation has a record already. */
  | { readonly kind: 'exists' }
  /** The aggregate has changed since it was read. */
  | { readonly kind: 'stale' }
  /** These claims are held by others, or not held at all. */
  | { readonly kind: 'claimed'; readonly keys: readonly string[] };

/** A commit takes effect within this time or never. */
export const COMMIT_LIMIT_MS = 4_000;

export interface Store {
  /** Reads consistently: nothing committed before is missed. */
  load(aggregate: string, operation: string, block?: BlockKey): Promise<Loaded>;
  /** Within `COMMIT_LIMIT_MS`. */
  commit(commit: Commit): Promise<CommitResult>;
  operation(id: string): Promise<OperationRecord | undefined>;
  aggregate(aggregate: string): Promise<StoredAggregate>;
  /** Takes the operation off the aggregate's list if it is the oldest there; else does nothing. */
  delivered(aggregate: string, operation: string): Promise<void>;
  /** This message of the key went to the dead letters: later ones wait for it. */
  wait(key: BlockKey, origin: number): Promise<void>;
  /** Nobody waits for it any more. */
  passed(key: BlockKey, origin: number): Promise<void>;
  /** Aggregates with operations that were to leave before this time. Not consistent: some may be missing or done. */
  undeliveredBefore(time: Instant): AsyncIterable<string>;
  /** Due items before this time, any order. Not consistent. */
  dueBefore(time: Instant): AsyncIterable<DueItem>;
  forgetDue(item: DueItem): Promise<void>;
}
