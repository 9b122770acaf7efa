import { type Instant, isBefore } from '../../shared/kernel/time.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import { severalAtOnce } from '../../shared/runtime/several-at-once.ts';
import { connectionsOf } from './connections.ts';
import { post } from './sockets.ts';
import { FLEET } from './streams.ts';

/** The connections whose operators watch the fleet, and what is sent to them without being kept. */

/** An operator who begins to watch sees cars move after this at the latest, and a fleet at work costs one query in this time. */
const KNOWN_MS = 2000;
/** Connections that are sent to at the same time. */
const CONCURRENCY = 25;

let known: { readonly at: number; readonly ids: ReadonlySet<string> } | undefined;
/** Connections that were gone when something was sent to them; the room forgets them by itself. */
const gone = new Set<string>();

/** Who watches now, as far as is known. */
export async function watchers(now: Instant): Promise<readonly string[]> {
  const age = known === undefined ? KNOWN_MS : Date.now() - known.at;
  // A clock that was set back is no reason to believe for long what was known before.
  if (known === undefined || age >= KNOWN_MS || age < 0) {
    const watching = (await connectionsOf(FLEET)).filter(
      ({ watchesUntil }) => watchesUntil !== undefined && isBefore(now, watchesUntil),
    );
    known = { at: Date.now(), ids: new Set(watching.map(({ id }) => id)) };
    for (const id of gone) if (!known.ids.has(id)) gone.delete(id);
  }
  return [...known.ids].filter((id) => !gone.has(id));
}

/** Sends the frames to each. What one does not get is not sent again: newer positions follow. */
export async function show(ids: readonly string[], frames: readonly string[]): Promise<void> {
  if (frames.length === 0) return;
  let [sent, failed] = [0, 0];
  await severalAtOnce(ids, CONCURRENCY, async (id) => {
    try {
      for (const frame of frames) {
        if (!(await post(id, frame))) {
          gone.add(id);
          return;
        }
        sent += 1;
      }
    } catch (error) {
      failed += 1;
      logger.error('Positions could not be sent to a connection', { connection: id, error: error as Error });
    }
  });
  measure({ FramesSent: sent, ...(failed === 0 ? {} : { FramesFailed: failed }) });
}
