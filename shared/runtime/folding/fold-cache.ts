import type { StoredItem } from './fold-contract.ts';

/** An item in this environment's memory. It includes deferred readings that are not in the table yet. */
export type CachedItem<Item> = StoredItem<Item>;

/**
 * The items that an execution environment has read or written, so that each is read once. An entry is valid as long as
 * this environment gets every record of its partition. After a gap or a repetition, another environment may have had
 * the partition in between, so its items are read again.
 */
export interface FoldCache<Item> {
  /** Before a batch: the first offset of each partition. */
  begin(firsts: ReadonlyMap<string, number>): void;
  get(key: string): CachedItem<Item> | undefined;
  put(partition: string, key: string, item: CachedItem<Item>): void;
  drop(key: string): void;
  /** After a batch: the last offset of each partition. */
  end(lasts: ReadonlyMap<string, number>): void;
}

interface Entry<Item> {
  readonly partition: string;
  /** How often the partition had been started again when the entry was made. */
  readonly era: number;
  readonly item: CachedItem<Item>;
}

export function foldCache<Item>(limit: number): FoldCache<Item> {
  // In the order of last use, because a Map keeps the order of insertion.
  const entries = new Map<string, Entry<Item>>();
  const eras = new Map<string, number>();
  const expected = new Map<string, number>();
  const eraOf = (partition: string): number => eras.get(partition) ?? 0;

  return {
    begin: (firsts) => {
      for (const [partition, first] of firsts) {
        if (expected.get(partition) !== first) eras.set(partition, eraOf(partition) + 1);
        expected.delete(partition);
      }
    },
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.era === eraOf(entry.partition)) return entry.item;
      entries.delete(key);
      return undefined;
    },
    put: (partition, key, item) => {
      entries.delete(key);
      entries.set(key, { partition, era: eraOf(partition), item });
      if (entries.size <= limit) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
    drop: (key) => {
      entries.delete(key);
    },
    end: (lasts) => {
      for (const [partition, last] of lasts) expected.set(partition, last + 1);
    },
  };
}
