import { useEffect, useReducer } from 'preact/hooks';

/** What changes and is shown: pages listen, and are drawn again. */
export class Store {
  readonly #listeners = new Set<() => void>();
  #isTold = false;

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells all listeners, once for all changes before the next frame. */
  protected changed(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    queueMicrotask(() => {
      this.#isTold = false;
      for (const listener of this.#listeners) listener();
    });
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
