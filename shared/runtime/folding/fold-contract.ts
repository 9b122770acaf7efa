import type { Instant } from '../../kernel/time.ts';
import type { DomainEvent } from '../domain.ts';

/**
 * The domain of a room that folds readings into one item for each key and keeps no history. Everything here is data or
 * a pure function. Merging is by reading, and the newer one wins, whatever their order and however often they come. So
 * no reading needs an operation's record.
 */
export interface Folding<Item, Reading> {
  /** The readings in a record's value. Never throws for a bad value. `arrived`: when it was written, milliseconds. */
  readingsIn(value: Buffer | undefined, arrived: number): DecodedReadings<Reading>;
  /** Whether the key is valid for a record. */
  isKey(key: string): boolean;
  /** Folds one or more readings, in the order of their arrival. Does not change `before`. */
  fold(key: string, before: Item | undefined, readings: readonly Reading[]): FoldedReadings<Item>;
  /** The two items merged. Returns `item` itself when `other` has nothing newer. */
  merge(item: Item | undefined, other: Item): Item;
  /** The item as JSON for the table and the queue, as short as possible. */
  pack(item: Item): unknown;
  /** Throws for a value that `pack` did not make. */
  unpack(packed: unknown): Item;
  /** The group of a key. Metrics are counted by group. */
  groupOf(key: string): string;
  /** An item is written at most once in this time, unless it is urgent. */
  readonly writeIntervalSeconds: number;
}

export interface DecodedReadings<Reading> {
  readonly readings: readonly Reading[];
  /** For each reading that cannot be folded: the reason, without its values. */
  readonly rejected: readonly string[];
}

export interface FoldedReadings<Item> {
  readonly item: Item;
  /** The part that is newer than before. Absent when there is none. */
  readonly delta?: Item;
  readonly events: readonly { readonly event: DomainEvent; readonly time: Instant }[];
  /** Somebody waits for it: write it at once. */
  readonly urgent: boolean;
  readonly counts: ReadingCounts;
}

/** Each reading counts once, as folded or superseded. One with a bad field also counts as invalid. */
export interface ReadingCounts {
  readonly folded: number;
  readonly superseded: number;
  readonly invalid: number;
}

/** An item as the table has it. */
export interface StoredItem<Item> {
  readonly item: Item;
  /** Counts the writes. Each write is conditional on it. */
  readonly version: number;
  /** When it was last written: milliseconds since 1970. */
  readonly writtenAt: number;
}

export interface ItemStore<Item> {
  /** Reads consistently. Keys without an item are missing in the result. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredItem<Item>>>;
  /** Writes the item if the version is still the one that was read (0: none yet). Resolves with false if it is not. */
  write(key: string, stored: StoredItem<Item>): Promise<boolean>;
}
