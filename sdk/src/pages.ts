/** The first page of a list as a promise, and all items of all pages as an iterator. */
export type Pages<Page, Item> = Promise<Page> & AsyncIterable<Item>;

/** `read` reads the page behind a cursor; without one, the first. Later pages are read when their items are needed. */
export function pages<Page, Item>(list: string, read: (cursor?: string) => Promise<Page>): Pages<Page, Item> {
  const first = read();
  // Whoever iterates only gets the error there.
  first.catch(() => undefined);
  return Object.assign(first, {
    async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
      for (let page = await first; ; ) {
        const { cursor, [list]: items } = page as { cursor?: string } & Record<string, readonly Item[]>;
        yield* items ?? [];
        if (cursor === undefined) return;
        page = await read(cursor);
      }
    },
  });
}
