import type { Instant } from '../../kernel/time.ts';
import type { Fact } from '../domain.ts';

/**
 * What a room is made of that folds readings into one item a key, and keeps no history of them. Everything here is data
 * or a pure function. Items are merged reading by reading, the newer one wins, in whatever order and however often they
 * come: so nothing needs an operation's record.
 */
export interface Folding<Item, Reading> {
  /** The readings in a record's value. Never throws for what it holds. `now` in milliseconds. */
  readingsIn(value: Buffer | undefined, now: number): DecodedReadings<Reading>;
  /** Whether a record may have this key. */
  isKey(key: string): boolean;
  /** Folds at least one reading, in the order in which they came. Changes nothing of `before`. */
  fold(key: string, before: Item | undefined, readings: readonly Reading[]): FoldedReadings<Item>;
  /** What the two know together: `item` itself when `other` brings nothing newer. */
  merge(item: Item | undefined, other: Item): Item;
  /** The item as JSON that is kept in the table and in queues, as short as possible. */
  pack(item: Item): unknown;
  /** Throws for what `pack` did not make. */
  unpack(packed: unknown): Item;
  /** Metrics are counted for each of these. */
  groupOf(key: string): string;
  /** An item is written at most once in this time, unless somebody waits for it. */
  readonly writeIntervalSeconds: number;
}

export interface DecodedReadings<Reading> {
  readonly readings: readonly Reading[];
  /** For each that cannot be folded: why, without its values. */
  readonly rejected: readonly string[];
}

export interface FoldedReadings<Item> {
  readonly item: Item;
  /** What of it is newer than before; absent when nothing is. */
  readonly delta?: Item;
  readonly events: readonly { readonly fact: Fact; readonly time: Instant }[];
  /** Somebody waits for it: write it at once. */
  readonly urgent: boolean;
  readonly counts: ReadingCounts;
}

/** Each reading is among the folded or the superseded once; one with a bad field is among the invalid too. */
export interface ReadingCounts {
  readonly folded: number;
  readonly superseded: number;
  readonly invalid: number;
}

/** An item as it lies in the table. */
export interface StoredItem<Item> {
  readonly item: Item;
  /** Counts the writes; what a write is conditional on. */
  readonly version: number;
  /** When it was last written: milliseconds since 1970. */
  readonly writtenAt: number;
}

export interface ItemStore<Item> {
  /** Reads consistently; keys without an item are missing in the result. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredItem<Item>>>;
  /** Writes the item on condition that the version is still the one that was read (0: none yet). False when it is not. */
  write(key: string, stored: StoredItem<Item>): Promise<boolean>;
}
