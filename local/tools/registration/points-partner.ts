import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { StatementLine } from '../../../shared/ledger/reconcile-transfers.ts';

/**
 * The programme of a partner on this computer: it gets signed transfers, and answers with signed messages as it is told to. It
 * keeps books of its own, of which its statement is made.
 */

export type Behaviour = 'book' | 'refuse' | 'twice' | 'contradict' | 'book-silently' | 'ignore';

export interface AskedTransfer {
  readonly transfer: string;
  readonly programme: string;
  readonly direction: string;
  readonly points: number;
  readonly reply: string;
}

interface Settings {
  /** Of the platform, such as `http://127.0.0.1:8080`. */
  readonly api: string;
  readonly behaves: (asked: AskedTransfer) => Behaviour;
  /** Milliseconds since 1970, by the platform's clock. */
  readonly now: () => number | Promise<number>;
  readonly tell?: (line: string) => void;
}

export interface SentAnswer {
  readonly id: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export class PointsPartner {
  readonly asked: AskedTransfer[] = [];
  readonly statement: StatementLine[] = [];
  readonly #server: Server;
  readonly #settings: Settings;
  #endpointId = '';
  #secret = Buffer.alloc(0);
  #answers = 0;

  private constructor(settings: Settings) {
    this.#settings = settings;
    this.#server = createServer((request, response) => {
      void this.#take(request).then(
        (status) => response.writeHead(status).end(),
        () => response.writeHead(500).end(),
      );
    });
  }

  static async listen(settings: Settings, port = 0): Promise<PointsPartner> {
    const partner = new PointsPartner(settings);
    await new Promise<void>((done) => partner.#server.listen(port, '127.0.0.1', done));
    return partner;
  }

  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}/transfers`;
  }

  /** From now on it knows what transfers are signed with. */
  knows({ endpointId, secret }: { readonly endpointId: string; readonly secret: string }): void {
    this.#endpointId = endpointId;
    this.#secret = Buffer.from(secret.slice('whsec_'.length), 'base64');
  }

  /** Its statement as CSV, as `loyalty reconcile` reads it. */
  statementText(): string {
    const lines = this.statement.map(({ transferId, direction, points, reference = '' }) =>
      [transferId, direction, points, reference].join(','),
    );
    return `${['transfer,direction,points,reference', ...lines].join('\n')}\n`;
  }

  async #take(request: IncomingMessage): Promise<number> {
    const body = await text(request);
    if (!this.#isGenuine(request.headers, body)) return 401;
    const event = JSON.parse(body) as { type: string; data: AskedTransfer };
    if (event.type !== 'transfer.requested') return 204;
    const asked = event.data;
    // A delivery may come again: it books once.
    if (this.asked.some(({ transfer }) => transfer === asked.transfer)) return 204;
    this.asked.push(asked);
    const behaviour = this.#settings.behaves(asked);
    void this.#act(asked, behaviour).finally(() =>
      this.#settings.tell?.(`${asked.transfer} ${asked.direction} ${asked.points}: ${behaviour}`),
    );
    return 204;
  }

  async #act(asked: AskedTransfer, behaviour: Behaviour): Promise<void> {
    if (behaviour === 'ignore') return;
    if (behaviour === 'refuse') {
      await this.answer(asked, 'refused');
      return;
    }
    this.book(asked);
    if (behaviour === 'book-silently') return;
    await this.answer(asked, 'booked');
    if (behaviour === 'twice') await this.answer(asked, 'booked');
    if (behaviour === 'contradict') await this.answer(asked, 'refused');
  }

  book({ transfer: transferId, direction, points }: AskedTransfer): void {
    this.statement.push({ transferId, direction, points, reference: `B-${this.statement.length + 1}` });
  }

  /** Says so. Resolves with what was sent, and the status of the platform's answer. */
  async answer(asked: AskedTransfer, said: 'booked' | 'refused'): Promise<SentAnswer & { status: number }> {
    const { transfer, reply, points } = asked;
    const booking = this.statement.find(({ transferId }) => transferId === transfer);
    const data = {
      transfer,
      reply,
      ...(said === 'booked' ? { points, reference: booking?.reference } : { reason: 'no such member' }),
    };
    this.#answers += 1;
    const body = JSON.stringify({ type: `transfer.${said}`, data });
    return await this.send(await this.signed(`answer-${this.#answers}-${transfer}`, body));
  }

  /** A message with the signature of its endpoint. */
  async signed(id: string, body: string, now?: number): Promise<SentAnswer> {
    const timestamp = String(Math.floor((now ?? (await this.#settings.now())) / 1000));
    const signature = this.#signature(id, timestamp, body).toString('base64');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    };
    return { id, body, headers };
  }

  async send(message: SentAnswer, endpointId = this.#endpointId): Promise<SentAnswer & { status: number }> {
    const { body, headers } = message;
    const url = `${this.#settings.api}/v1/webhook-endpoints/${endpointId}/messages`;
    const { status } = await fetch(url, { method: 'POST', body, headers });
    return { ...message, status };
  }

  #signature(id: string, timestamp: string, body: string): Buffer {
    return createHmac('sha256', this.#secret).update(`${id}.${timestamp}.${body}`).digest();
  }

  #isGenuine(headers: IncomingMessage['headers'], body: string): boolean {
    const [id, timestamp] = [String(headers['webhook-id']), String(headers['webhook-timestamp'])];
    const right = this.#signature(id, timestamp, body);
    return String(headers['webhook-signature'])
      .split(' ')
      .filter((one) => one.startsWith('v1,'))
      .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'))
      .some((one) => one.length === right.length && timingSafeEqual(one, right));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
