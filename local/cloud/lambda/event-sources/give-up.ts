import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from '../../core/cloud.ts';

const DELIVERY_ATTEMPTS = 5;
const PAUSE_MS = 500;

/** What the role may not do: trying again does not help. */
export class NotAllowed extends Error {}

export interface GivenUpRecords {
  /** For the journal: how many records of what, for whom, and why they are given up. */
  readonly what: string;
  /** The mapping's on-failure destination. */
  readonly destination: string | undefined;
  readonly deliver: (destination: string) => Promise<void>;
}

/**
 * Hands records that are given up to the mapping's destination. Without one they are dropped, as Lambda does. When the
 * destination stays unreachable they are dropped too, and the journal says so.
 */
export async function deliverGivenUp(
  cloud: Cloud,
  { what, destination, deliver }: GivenUpRecords,
): Promise<void> {
  const write = (text: string): void =>
    cloud.journal.write({ time: cloud.clock.now(), source: 'event-sources', level: 'ERROR', text });
  if (destination === undefined) {
    write(`dropped ${what}: the mapping has no on-failure destination`);
    return;
  }
  for (let attempt = 1; attempt <= DELIVERY_ATTEMPTS; attempt += 1) {
    try {
      await deliver(destination);
      return;
    } catch (error) {
      if (attempt === DELIVERY_ATTEMPTS || error instanceof NotAllowed) {
        write(`dropped ${what}: ${destination} took nothing: ${String(error)}`);
        return;
      }
      await delay(PAUSE_MS);
    }
  }
}
