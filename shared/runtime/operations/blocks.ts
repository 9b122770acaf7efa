/**
 * On topics whose contract says `block`, the later messages of a key wait for one that could not be handled: they
 * follow it to the dead letters until a redrive brings them back. The table keeps which of a key are there, by the
 * offsets at which they lay at first; only the earliest of them may pass, so a redrive may bring them as it likes.
 */

/** A topic's key that may be blocked. */
export interface BlockKey {
  readonly topic: string;
  readonly key: string;
}

/** Whether a message must wait for an earlier one of its key. */
export function mustWait(waiting: readonly number[], origin: number): boolean {
  return waiting.some((other) => other < origin);
}
