import type { Kept, Store, Write } from '../../../../infra/sandbox/stripe/store.ts';

/** Remembers as the table does, in memory. */
export class MemoryStore implements Store {
  readonly #objects = new Map<string, Kept>();
  readonly #lists = new Map<string, { readonly id: string; readonly created: number }[]>();

  async read(id: string): Promise<Kept | undefined> {
    return await Promise.resolve(this.#objects.get(id));
  }

  async list(name: string): Promise<readonly string[]> {
    const entries = this.#lists.get(name) ?? [];
    const newestFirst = entries.toReversed().toSorted((a, b) => b.created - a.created);
    return await Promise.resolve(newestFirst.map(({ id }) => id));
  }

  async write(writes: readonly Write[]): Promise<boolean> {
    const isStale = writes.some(({ id, after }) => (this.#objects.get(id)?.revision ?? 0) !== after);
    if (isStale) return await Promise.resolve(false);
    for (const { id, body, after, lists, created } of writes) {
      // As text, so that nothing is shared with who wrote it.
      const copy = JSON.parse(JSON.stringify(body)) as Kept['body'];
      this.#objects.set(id, { body: copy, revision: after + 1 });
      if (after > 0) continue;
      for (const name of lists) this.#lists.set(name, [...(this.#lists.get(name) ?? []), { id, created }]);
    }
    return await Promise.resolve(true);
  }

  /** Every object of a kind. */
  all<Wanted>(kind: string): Wanted[] {
    const bodies = [...this.#objects.values()].map(({ body }) => body);
    return bodies.filter((body) => body['object'] === kind) as unknown as Wanted[];
  }
}
