import { setTimeout as sleep } from 'node:timers/promises';
import type { PlatformClient } from '../../local/tools/platform/client.ts';
import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import { PATIENCE_MS } from '../patience.ts';

type Kind = 'rider' | 'operator';

/** What is answered for a ticket. */
export interface Ticket {
  readonly ticket: string;
  readonly url: string;
  readonly protocol: string;
}

/** What the platform says on a connection. */
export interface Frame {
  readonly version: number;
  readonly type: 'pushes' | 'positions' | 'current' | 'reset' | 'pong' | 'error';
  readonly pushes?: readonly Push[];
  readonly sequence?: number;
  readonly detail?: string;
}

export async function ticketFor(client: PlatformClient, kind: Kind, id: string): Promise<Ticket> {
  const { status, body } = await client.as<Ticket>(kind, id, 'POST', '/v1/realtime/tickets');
  if (status !== 201) throw new Error(`no ticket for ${kind} ${id}: ${status}`);
  return body;
}

/** An app's WebSocket connection: Node's own client. */
export class App {
  readonly frames: Frame[] = [];
  readonly #socket: WebSocket;
  #end: { readonly code: number; readonly reason: string } | undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener(
      'message',
      ({ data }) => void this.frames.push(JSON.parse(String(data)) as Frame),
    );
    socket.addEventListener('close', ({ code, reason }) => {
      this.#end = { code, reason };
    });
  }

  /** Rejects when the connection is refused. */
  static async open({ url, protocol, ticket }: Ticket): Promise<App> {
    const socket = new WebSocket(url, [protocol, ticket]);
    const app = new App(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve(), { once: true });
      socket.addEventListener('error', () => reject(new Error('the connection was refused')), { once: true });
    });
    return app;
  }

  static async of(client: PlatformClient, kind: Kind, id: string): Promise<App> {
    return App.open(await ticketFor(client, kind, id));
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** All that was pushed so far, each once, in the order in which it came. */
  get pushes(): readonly Push[] {
    const pushes = this.frames.flatMap((frame) => frame.pushes ?? []);
    return [...new Map(pushes.map((push) => [push.sequence, push])).values()];
  }

  say(message: unknown): void {
    this.#socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Waits for a frame that fits. */
  async hears(what: string, fits: (frame: Frame) => boolean): Promise<Frame> {
    let found: Frame | undefined;
    await within(what, () => {
      found = this.frames.find(fits);
      return found !== undefined;
    });
    return found as Frame;
  }

  /** Waits for a push that fits. */
  async isPushed(what: string, fits: (push: Push) => boolean): Promise<Push> {
    let found: Push | undefined;
    await within(what, () => {
      found = this.pushes.find(fits);
      return found !== undefined;
    });
    return found as Push;
  }

  /** Waits until the other side has ended the connection. */
  async ended(): Promise<{ readonly code: number; readonly reason: string }> {
    await within('the end of the connection', () => this.#end !== undefined);
    return this.#end ?? { code: 0, reason: '' };
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.ended();
  }
}

async function within(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`${what} did not come about`);
    await sleep(10);
  }
}
