import { RuntimeFailure } from '../failure.ts';
import type { Folding, ItemStore, StoredItem } from './fold-contract.ts';

/** How often an item is merged again when others write it in between. */
const ATTEMPTS = 5;

/**
 * Merges the item into the table, also when others write it meanwhile. `before` is the last known item of the table.
 * Resolves with the table's item after that, which may be newer. Throws CONTENDED when others keep writing.
 */
export async function writeMerged<Item>(
  { merge }: Pick<Folding<Item, never>, 'merge'>,
  store: ItemStore<Item>,
  key: string,
  item: Item,
  before: StoredItem<Item> | undefined,
  now: number,
): Promise<StoredItem<Item>> {
  let known = before;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const merged = merge(known?.item, item);
    if (known !== undefined && merged === known.item) return known;
    const next = { item: merged, version: (known?.version ?? 0) + 1, writtenAt: now };
    if (await store.write(key, next)) return next;
    known = (await store.load([key])).get(key);
  }
  throw new RuntimeFailure('CONTENDED', `The item of ${key} kept changing while it was written`);
}
