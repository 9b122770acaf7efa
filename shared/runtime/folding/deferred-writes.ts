import { deferredItems } from './deferral.ts';
import type { Folding, ItemStore } from './fold-contract.ts';
import { writeMerged } from './item-writing.ts';

export interface DeferredMessage {
  readonly messageId: string;
  readonly body: string;
}

export interface DeferredWrites<Item> {
  readonly folding: Pick<Folding<Item, never>, 'merge' | 'unpack'>;
  readonly store: ItemStore<Item>;
  failed(what: string, error: unknown): void;
  /** Milliseconds since 1970. */
  now(): number;
}

/**
 * Writes the items that the fold has deferred, unless a newer one was written meanwhile, which is the usual case.
 * Resolves with the ids of the messages to retry. Throws when nothing could be read: then all are retried.
 */
export async function writeDeferred<Item>(
  messages: readonly DeferredMessage[],
  writes: DeferredWrites<Item>,
): Promise<readonly string[]> {
  const { folding, store } = writes;
  const again = new Set<string>();
  const items = new Map<string, { item: Item; readonly messageIds: Set<string> }>();
  for (const { messageId, body } of messages) {
    try {
      for (const [key, item] of deferredItems(folding, body)) {
        const known = items.get(key);
        if (known === undefined) items.set(key, { item, messageIds: new Set([messageId]) });
        else {
          known.item = folding.merge(known.item, item);
          known.messageIds.add(messageId);
        }
      }
    } catch (error) {
      again.add(messageId);
      writes.failed(`message ${messageId}`, error);
    }
  }
  const stored = await store.load([...items.keys()]);
  for (const [key, { item, messageIds }] of items) {
    try {
      await writeMerged(folding, store, key, item, stored.get(key), writes.now());
    } catch (error) {
      for (const messageId of messageIds) again.add(messageId);
      writes.failed(`item ${key}`, error);
    }
  }
  return [...again];
}
