import { setTimeout as delay } from 'node:timers/promises';

/** How long the end of an event source waits for the batches under way; Lambda's workers end after it. */
export const STOP_MS = 3000;

/** Resolves when the work is done or the time is over, whichever comes first. */
export async function waitAtMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const limit = delay(milliseconds, undefined, { signal: done.signal }).catch(() => undefined);
  await Promise.race([work, limit]);
  done.abort();
}
