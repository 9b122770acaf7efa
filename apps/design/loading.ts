import { ApiError } from '@roadstream/sdk';
import { useEffect, useState } from 'preact/hooks';

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly why: string; readonly code: string }
  | { readonly state: 'there'; readonly value: Value };

/** What `load` gives, loaded again when a dependency changes or `again` is called. */
export function useLoaded<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  dependencies: readonly unknown[],
): readonly [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const end = new AbortController();
    load(end.signal).then(
      (value) => !end.signal.aborted && setLoaded({ state: 'there', value }),
      (error: unknown) => !end.signal.aborted && setLoaded({ state: 'failed', ...explained(error) }),
    );
    return () => end.abort();
  }, [...dependencies, turn]);
  return [loaded, () => setTurn((before) => before + 1)];
}

/** An error as people read it. */
export function explained(error: unknown): { readonly why: string; readonly code: string } {
  if (error instanceof ApiError) return { why: error.detail ?? error.title, code: error.code };
  return { why: error instanceof Error ? error.message : String(error), code: 'UNEXPECTED' };
}
