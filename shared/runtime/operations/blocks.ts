/**
 * On topics whose contract says `block`, the later messages of a key wait for one that could not be handled: they
 * follow it to the dead letters until a redrive brings them back. The table keeps the first offsets of a key's messages
 * among the dead letters. Only the earliest of them may pass, so a redrive may send them in any order.
 */

/** A topic's key that may be blocked. */
export interface BlockKey {
  readonly topic: string;
  readonly key: string;
  /** The function that cannot go on, where several functions of the room read the topic. */
  readonly reader?: string;
}

/** Whether a message must wait for an earlier one of its key. */
export function mustWait(waiting: readonly number[], origin: number): boolean {
  return waiting.some((other) => other < origin);
}
