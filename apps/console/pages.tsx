import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { explained, type Loaded } from '../design/loading.ts';
import { Shown } from './shown.tsx';
import { text } from './texts.ts';

/** Lists that come page by page. */

interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor?: string | undefined;
}

/** How many items a page has, unless a list asks for another number. */
export const PAGE_SIZE = 20;

/** What says which page is wanted: without a cursor, the first. */
interface WantedPage {
  readonly limit: number;
  readonly cursor?: string;
}

export interface Listed<Item> {
  readonly loaded: Loaded<Page<Item>>;
  /** A page is on its way. */
  readonly isReading: boolean;
  /** Reads the first page again; what is shown stays until it is there. */
  readonly again: () => void;
  /** Reads the next page, and appends it. */
  readonly more: () => void;
}

/** `read` reads the page that is wanted. It begins again when a dependency changes. */
export function usePages<Item>(
  read: (wanted: WantedPage, signal: AbortSignal) => Promise<Page<Item>>,
  dependencies: readonly unknown[],
): Listed<Item> {
  const [loaded, setLoaded] = useState<Loaded<Page<Item>>>({ state: 'loading' });
  const [wanted, setWanted] = useState<{ readonly turn: number; readonly cursor?: string }>({ turn: 0 });
  const [isReading, setReading] = useState(true);
  useEffect(() => {
    setLoaded({ state: 'loading' });
    setWanted(({ turn }) => ({ turn: turn + 1 }));
  }, dependencies);
  useEffect(() => {
    if (wanted.turn === 0) return undefined;
    const end = new AbortController();
    const { cursor } = wanted;
    setReading(true);
    read({ limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) }, end.signal)
      .then(
        (page) =>
          !end.signal.aborted &&
          setLoaded((before) => ({
            state: 'there',
            value:
              cursor !== undefined && before.state === 'there'
                ? { ...page, items: [...before.value.items, ...page.items] }
                : page,
          })),
        (error: unknown) => !end.signal.aborted && setLoaded({ state: 'failed', ...explained(error) }),
      )
      .finally(() => !end.signal.aborted && setReading(false));
    return () => end.abort();
  }, [wanted]);
  const next = loaded.state === 'there' ? loaded.value.cursor : undefined;
  return {
    loaded,
    isReading,
    again: () => setWanted(({ turn }) => ({ turn: turn + 1 })),
    more: () => next !== undefined && setWanted(({ turn }) => ({ turn: turn + 1, cursor: next })),
  };
}

/** What was read so far, or that there is nothing; and the way to more. */
export function ListShown<Item>({
  of: { loaded, isReading, again, more },
  none,
  children,
}: {
  readonly of: Listed<Item>;
  readonly none: string;
  readonly children: (items: readonly Item[]) => ComponentChildren;
}) {
  return (
    <Shown of={loaded} again={again}>
      {({ items, cursor }) => (
        <>
          {items.length === 0 && cursor === undefined ? <p class="dim">{none}</p> : children(items)}
          {cursor !== undefined && (
            <p>
              <button type="button" class="small" disabled={isReading} onClick={more}>
                {text('more')}
              </button>
            </p>
          )}
        </>
      )}
    </Shown>
  );
}
