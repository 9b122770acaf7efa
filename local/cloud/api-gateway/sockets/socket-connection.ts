import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import type { Clock } from '../../core/clock.ts';
import { FrameSizes } from './frame-sizes.ts';
import type { ConnectionFacts } from './socket-events.ts';

/** Quotas of WebSocket APIs. */
export const LARGEST_MESSAGE_BYTES = 128 * 1024;
const LARGEST_FRAME_BYTES = 32 * 1024;
const LONGEST_IDLE_MS = 10 * 60_000;
const LONGEST_MS = 2 * 3600_000;

/** Close codes that API Gateway uses. */
const GOING_AWAY = 1001;
const NO_BINARY = 1003;
const TOO_LARGE = 1009;

export interface ConnectionEvents {
  message(connection: SocketConnection, body: string): void;
  closed(connection: SocketConnection, end: { readonly code: number; readonly reason: string }): void;
}

/** One open connection of a client, with the limits that API Gateway sets it, by the platform's time. */
export class SocketConnection {
  readonly facts: ConnectionFacts;
  lastActiveAt: number;
  private readonly socket: WebSocket;
  private readonly clock: Clock;
  private readonly cancels: (() => void)[] = [];
  /** Why it is being closed by this side. */
  private ending: { readonly code: number; readonly reason: string } | undefined;

  constructor(
    facts: ConnectionFacts,
    socket: WebSocket,
    raw: Duplex,
    clock: Clock,
    events: ConnectionEvents,
  ) {
    this.facts = facts;
    this.socket = socket;
    this.clock = clock;
    this.lastActiveAt = clock.now();
    const sizes = new FrameSizes();
    raw.prependListener('data', (bytes: Buffer) => {
      if (sizes.largestIn(bytes) > LARGEST_FRAME_BYTES) this.end(TOO_LARGE, 'Frame is too large');
    });
    socket.on('message', (data: RawData, isBinary) => {
      if (this.ending !== undefined) return;
      if (isBinary) {
        this.end(NO_BINARY, 'Binary is not supported');
        return;
      }
      this.lastActiveAt = clock.now();
      events.message(this, (data as Buffer).toString('utf8'));
    });
    // What the client breaks closes the connection by itself.
    socket.on('error', () => undefined);
    socket.on('close', (code, reason) => {
      for (const cancel of this.cancels) cancel();
      events.closed(this, this.ending ?? { code, reason: reason.toString('utf8') });
    });
    this.watchIdle();
    this.cancels.push(
      clock.schedule(facts.connectedAt + LONGEST_MS, 'a WebSocket connection of two hours', () =>
        this.end(GOING_AWAY, 'Connection duration limit exceeded'),
      ),
    );
  }

  /** Sends a text message. Rejects when the connection broke meanwhile. */
  async send(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.send(text, (error) => {
        if (error === undefined || error === null) resolve();
        else reject(error);
      });
    });
    this.lastActiveAt = this.clock.now();
  }

  end(code: number, reason: string): void {
    if (this.ending !== undefined) return;
    this.ending = { code, reason };
    this.socket.close(code, reason);
  }

  /** Without a word to the client. */
  terminate(): void {
    this.socket.terminate();
  }

  private watchIdle(): void {
    const cancel = this.clock.schedule(
      this.lastActiveAt + LONGEST_IDLE_MS,
      'a WebSocket connection that is idle',
      () => {
        if (this.clock.now() - this.lastActiveAt >= LONGEST_IDLE_MS) this.end(GOING_AWAY, 'Going away');
        else this.watchIdle();
      },
    );
    this.cancels.push(cancel);
  }
}
