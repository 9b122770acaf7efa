import { ApiError } from '@roadstream/sdk';
import type { ComponentChildren, JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from './app-context.ts';

/** Something that is read from the platform: being read, there, or not to be had. */
export type Loaded<Value> =
  | { readonly state: 'loading'; readonly value?: undefined }
  | { readonly state: 'ready'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown; readonly value?: undefined };

/** Reads when `key` changes, and again when asked. What was read before stays in sight meanwhile. */
export function useLoaded<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  key: string,
): readonly [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ state: 'loading' });
  const [times, setTimes] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  useEffect(() => {
    const end = new AbortController();
    latest.current(end.signal).then(
      (value) => {
        if (!end.signal.aborted) setLoaded({ state: 'ready', value });
      },
      (error: unknown) => {
        if (!end.signal.aborted) setLoaded({ state: 'failed', error });
      },
    );
    return () => end.abort();
  }, [key, times]);
  return [loaded, useCallback(() => setTimes((n) => n + 1), [])];
}

/** Looks again every so often, as long as that is wanted, for what no push tells. */
export function useEvery(milliseconds: number, again: () => void, isWanted = true): void {
  const latest = useRef(again);
  latest.current = again;
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setInterval(() => latest.current(), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds, isWanted]);
}

export function Loading(): JSX.Element {
  const { words } = useApp();
  return (
    <p class="quiet" role="status">
      <span class="spinner" aria-hidden="true" /> {words.text('loading')}
    </p>
  );
}

/** What is mended where payments are. */
const ABOUT_MONEY: ReadonlySet<string> = new Set([
  'RIDER_UNPAID_BALANCE',
  'PAYMENT_DECLINED',
  'PAYMENT_NEEDS_AUTHENTICATION',
]);

/** What went wrong, and the button that tries again. */
export function Failure({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry?: () => void;
}): JSX.Element {
  const { words } = useApp();
  return (
    <div class="notice bad-notice" role="alert">
      <p>
        <strong>{words.text('failed')}.</strong> {words.problem(error)}
      </p>
      {error instanceof ApiError && ABOUT_MONEY.has(error.code) ? (
        <a href="#/money">{words.text('moneyTitle')}</a>
      ) : undefined}
      {retry === undefined ? undefined : (
        <button type="button" onClick={retry}>
          {words.text('retry')}
        </button>
      )}
    </div>
  );
}

/** A button whose action takes a while: it cannot be pressed twice, and what went wrong stands below it. */
export function ActionButton({
  action,
  busy,
  class: look,
  disabled = false,
  children,
}: {
  readonly action: () => Promise<void>;
  readonly busy?: string;
  readonly class?: string;
  readonly disabled?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isThere = useRef(true);
  useEffect(
    () => () => {
      isThere.current = false;
    },
    [],
  );
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await action();
    } catch (problem) {
      if (isThere.current) setError(problem);
    } finally {
      if (isThere.current) setBusy(false);
    }
  };
  return (
    <>
      <button type="button" class={look} disabled={disabled || isBusy} onClick={() => void run()}>
        {isBusy ? <span class="spinner" aria-hidden="true" /> : undefined}
        {isBusy ? (busy ?? children) : children}
      </button>
      {error === undefined ? undefined : <Failure error={error} />}
    </>
  );
}
