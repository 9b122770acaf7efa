import type { StripeObject } from './objects.ts';
import type { Body, Kept, Store, Write } from './store.ts';

/** What happens after a request was answered. */
export type Task =
  /** Send this event, byte for byte, to who gets callbacks. */
  | { readonly kind: 'callback'; readonly body: string }
  /** The payer disputes the charge. */
  | { readonly kind: 'dispute'; readonly charge: string }
  /** The bank decides on a dispute. */
  | { readonly kind: 'decide'; readonly dispute: string; readonly status: 'lost' | 'won' }
  | { readonly kind: 'refund'; readonly refund: string; readonly status: 'failed' | 'succeeded' }
  /** Look whether something ends by itself. */
  | { readonly kind: 'settle'; readonly id: string };

export interface Later {
  readonly afterSeconds: number;
  readonly task: Task;
}

interface Change {
  readonly body: Body;
  readonly lists: readonly string[];
  readonly created: number;
}

/** What one request reads and changes. Its changes become true together, or not at all. */
export class Work {
  readonly now: number;
  readonly later: Later[] = [];
  readonly #store: Store;
  readonly #read = new Map<string, Kept | undefined>();
  readonly #changes = new Map<string, Change>();

  /** `now`: seconds. */
  constructor(store: Store, now: number) {
    this.#store = store;
    this.now = now;
  }

  async body(id: string): Promise<Body | undefined> {
    const changed = this.#changes.get(id);
    if (changed !== undefined) return changed.body;
    if (!this.#read.has(id)) this.#read.set(id, await this.#store.read(id));
    return this.#read.get(id)?.body;
  }

  async object<Wanted extends StripeObject>(kind: Wanted['object'], id: string): Promise<Wanted | undefined> {
    const body = await this.body(id);
    return body?.['object'] === kind ? (body as unknown as Wanted) : undefined;
  }

  /** The objects of a list, newest first. */
  async list<Wanted extends StripeObject>(kind: Wanted['object'], name: string): Promise<Wanted[]> {
    const found: Wanted[] = [];
    for (const id of await this.#store.list(name)) {
      const object = await this.object<Wanted>(kind, id);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  put(object: StripeObject, lists: readonly string[] = []): void {
    this.keep(object.id, object as unknown as Body, object.created, lists);
  }

  keep(id: string, body: Body, created: number, lists: readonly string[] = []): void {
    this.#changes.set(id, { body, created, lists: this.#changes.get(id)?.lists ?? lists });
  }

  /** Forgets the changes. What was read stays read. */
  forget(): void {
    this.#changes.clear();
    this.later.length = 0;
  }

  /** False when another request was quicker with something that this one read and changed. */
  async commit(): Promise<boolean> {
    if (this.#changes.size === 0) return true;
    const writes: Write[] = [];
    for (const [id, { body, lists, created }] of this.#changes) {
      if (!this.#read.has(id)) this.#read.set(id, await this.#store.read(id));
      writes.push({ id, body, lists, created, after: this.#read.get(id)?.revision ?? 0 });
    }
    return await this.#store.write(writes);
  }
}
