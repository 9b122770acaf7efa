/** How often an event source delivers a batch a second time although its function handled it. */
export interface DuplicateDelivery {
  /** Of all batches that succeeded: 0 to 1. */
  readonly rate: number;
  /** The same seed chooses the same batches. */
  readonly seed: number;
}

/** Says for one batch after the other whether it is delivered again. Mulberry32. */
export function duplicateChoice({ rate, seed }: DuplicateDelivery): () => boolean {
  let state = Math.trunc(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 < rate;
  };
}
