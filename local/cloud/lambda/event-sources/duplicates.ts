import { seededRandom } from '../../core/seeded-random.ts';

/** How often an event source delivers a batch a second time although its function handled it. */
export interface DuplicateDelivery {
  /** Of all batches that succeeded: 0 to 1. */
  readonly rate: number;
  /** The same seed chooses the same batches. */
  readonly seed: number;
}

/** Says for one batch after the other whether it is delivered again. */
export function duplicateChoice({ rate, seed }: DuplicateDelivery): () => boolean {
  const next = seededRandom('duplicate-at-event-source', seed);
  return () => next() < rate;
}
