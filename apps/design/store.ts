import { useEffect, useReducer } from 'preact/hooks';

/** More often nobody sees a difference, and a busy fleet would draw all the time. */
const TELL_EVERY_MS = 100;

/** What changes and is shown: pages listen, and are drawn again. */
export class Store {
  readonly #listeners = new Set<() => void>();
  #isTold = false;

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners soon, once for all changes until then. */
  protected changed(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    setTimeout(() => {
      this.#isTold = false;
      for (const listener of this.#listeners) listener();
    }, TELL_EVERY_MS);
  }
}

/** Draws the component again when the store changes. */
export function useStore<Kept extends Store>(store: Kept): Kept {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  useEffect(() => store.listen(() => draw(undefined)), [store]);
  return store;
}

/** Draws the component again every so many milliseconds: ages grow by themselves. */
export function useTicks(milliseconds: number): void {
  const [, draw] = useReducer<number, undefined>((count) => count + 1, 0);
  useEffect(() => {
    const timer = setInterval(() => draw(undefined), milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
}
