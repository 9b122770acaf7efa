import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { PATIENCE_MS } from '../patience.ts';

/** A request that a partner's receiver got. */
export interface ReceivedWebhook {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly subject?: string;
    readonly aggregateversion?: number;
    readonly data: Readonly<Record<string, unknown>>;
  };
}

/** A partner's receiver on this computer, which answers as it is told to. */
export class Receiver {
  readonly received: ReceivedWebhook[] = [];
  answers: (response: ServerResponse, webhook: ReceivedWebhook) => void = (response) =>
    void response.writeHead(204).end();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const headers = request.headers as Record<string, string>;
        const webhook = { headers, body, event: JSON.parse(body) as ReceivedWebhook['event'] };
        this.received.push(webhook);
        this.answers(response, webhook);
      });
    });
  }

  static async listen(): Promise<Receiver> {
    const receiver = new Receiver();
    await new Promise<void>((done) => receiver.#server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  status(status: number): void {
    this.answers = (response) => void response.writeHead(status).end();
  }

  ofType(type: string): ReceivedWebhook[] {
    return this.received.filter(({ event }) => event.type === type);
  }

  /** Waits for the nth webhook that fits. */
  async gets(what: string, fits: (webhook: ReceivedWebhook) => boolean, nth = 1): Promise<ReceivedWebhook> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const found = this.received.filter(fits)[nth - 1];
      if (found !== undefined) return found;
      if (performance.now() > end) throw new Error(`${what} did not come`);
      await sleep(20);
    }
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** As a receiver does with the library of Standard Webhooks. Throws for what is not signed with the secret. */
export function verified(secret: string, { body, headers }: ReceivedWebhook): void {
  // The library knows the real time only; how old a request may be is the receiver's own choice.
  const sentAt = Number(headers['webhook-timestamp']) * 1000;
  const realNow = Date.now;
  Date.now = () => sentAt;
  try {
    new Webhook(secret).verify(body, headers);
  } finally {
    Date.now = realNow;
  }
}
