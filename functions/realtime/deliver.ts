import type { Push, PushRequest } from '../../shared/contracts/realtime/realtime.ts';
import { addSeconds, type Instant, isBefore } from '../../shared/kernel/time.ts';
import { logger, measure } from '../../shared/runtime/observability.ts';
import { severalAtOnce } from '../../shared/runtime/several-at-once.ts';
import { type Connection, connectionsOf, markSent, removeConnection } from './connections.ts';
import { currentFrame, pushFrames, resetFrame } from './frames.ts';
import { headOf, kept } from './history.ts';
import { close, post } from './sockets.ts';
import type { Stream } from './streams.ts';

/** Connections that are sent to at the same time. */
const CONCURRENCY = 25;
/** API Gateway calls a connection gone, too, that is just being made. */
const BEING_MADE_SECONDS = 30;

/** What a connection is to be sent. */
export interface Wanting {
  readonly connection: Connection;
  /** The last that it has, or says that it has. */
  readonly from: number;
  /** It has asked, and so is answered in any case. */
  readonly asked: boolean;
}

/** The frames for a connection: what it lacks, or that this is gone. */
export function framesFor({ from, asked }: Wanting, history: readonly Push[], last: number): string[] {
  const missed = history.filter(({ sequence }) => sequence > from);
  if (from > last || missed.length !== last - from) return [resetFrame(last)];
  return [...pushFrames(missed), ...(asked ? [currentFrame(last)] : [])];
}

/**
 * Sends the stream's connections what they lack. Only one such call works on a stream at a time (its requests come in
 * order), so each connection gets everything in order. What one could not be sent, it is sent the next time.
 */
export async function deliver(stream: Stream, requests: readonly PushRequest[], now: Instant): Promise<void> {
  const ended = new Set(
    requests.flatMap(({ connection, close: end }) => (end && connection ? [connection] : [])),
  );
  for (const id of ended) {
    await close(id);
    await removeConnection(stream, id);
  }
  const connections = (await connectionsOf(stream)).filter(({ id }) => !ended.has(id));
  const wanting = connections.flatMap((connection) => wantingOf(connection, requests));
  if (wanting.length === 0) return;
  const { last } = await headOf(stream);
  const lowest = Math.min(...wanting.map(({ from }) => from));
  const history = await kept(stream, lowest + 1, last, now);
  await severalAtOnce(wanting, CONCURRENCY, (each) =>
    send(stream, each, framesFor(each, history, last), last, now),
  );
}

function wantingOf(connection: Connection, requests: readonly PushRequest[]): Wanting[] {
  const own = requests.filter((request) => request.connection === connection.id);
  const [first] = own.flatMap(({ since }) => since ?? []).toSorted((a, b) => a - b);
  const from = first ?? connection.sent;
  return from === undefined ? [] : [{ connection, from, asked: own.length > 0 }];
}

async function send(
  stream: Stream,
  { connection: { id, sent, connectedAt } }: Wanting,
  frames: readonly string[],
  last: number,
  now: Instant,
): Promise<void> {
  if (frames.length === 0) return;
  try {
    for (const frame of frames) {
      if (await post(id, frame)) continue;
      measure({ ConnectionsGone: 1 });
      if (isBefore(addSeconds(connectedAt, BEING_MADE_SECONDS), now)) await removeConnection(stream, id);
      return;
    }
    if (sent !== last) await markSent(stream, id, last);
    measure({ FramesSent: frames.length });
  } catch (error) {
    // The next push, or the client's own question, brings what this one did not get.
    logger.error('A connection could not be sent to', { connection: id, error: error as Error });
    measure({ FramesFailed: 1 });
  }
}
