import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Static } from 'typebox';
import { answer, type StripeAccount } from '../../../../infra/providers/stripe/answer.ts';
import { stripeClient } from '../../../../infra/providers/stripe/client.ts';
import { signatureHeader } from '../../../../infra/sandbox/stripe/callbacks.ts';
import {
  StandIn,
  type StandInOptions,
  type StandInRequest,
} from '../../../../infra/sandbox/stripe/stand-in.ts';
import type { Task } from '../../../../infra/sandbox/stripe/work.ts';
import {
  type CallbackFinding,
  type PaymentQuestion,
  paymentFindings,
} from '../../../../shared/contracts/payments/provider.ts';
import { violations } from '../../../../shared/contracts/validate.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { MemoryStore } from './memory-store.ts';

/** The adapter, with the official package, against the stand-in over HTTP. */

export const API_KEY = 'sk_test_of_the_stand_in';
export const CALLBACK_SECRET = 'whsec_of_the_stand_in';
export const RETURN_URL = 'https://app.roadstream.example/paid';

/** How long the adapter waits for an answer: long, so that a busy machine is no fault; and short, where none will come. */
const PATIENCE_MS = 10_000;
const LITTLE_PATIENCE_MS = 250;

type Finding<Question extends PaymentQuestion> = Static<(typeof paymentFindings)[Question['question']]>;
type PossibleResult<Question extends PaymentQuestion> = Finding<Question>['result'];

/**
 * How a connection breaks: before the stand-in gets the request, instead of its answer, or before it, and the stand-in
 * gets it so many milliseconds later all the same.
 */
type Break = 'before' | 'after' | { readonly lateMs: number };

interface Options {
  readonly fault?: StandInOptions['fault'];
  readonly breaks?: (request: StandInRequest) => Break | undefined;
}

export class StripeUnderTest {
  readonly store = new MemoryStore();
  /** Seconds. */
  now = 1_769_846_400;
  readonly requests: StandInRequest[] = [];
  /** The bodies of callbacks that were sent, in order. */
  readonly callbacks: string[] = [];
  readonly #options: Options;
  readonly #standIn: StandIn;
  readonly #server: Server;
  #later: { readonly at: number; readonly task: Task }[] = [];
  #number = 0;
  readonly #abandoned = new EventEmitter();

  private constructor(options: Options) {
    this.#options = options;
    this.#standIn = new StandIn({
      store: this.store,
      apiKey: API_KEY,
      now: () => this.now,
      outwait: async () => await once(this.#abandoned, 'close').then(() => undefined),
      ...(options.fault === undefined ? {} : { fault: options.fault }),
    });
    this.#server = createServer((incoming, outgoing) => void this.#serve(incoming, outgoing));
  }

  static async start(options: Options = {}): Promise<StripeUnderTest> {
    const started = new StripeUnderTest(options);
    started.#server.listen(0, '127.0.0.1');
    await once(started.#server, 'listening');
    return started;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  account(apiKey = API_KEY, timeoutMs = PATIENCE_MS): StripeAccount {
    return {
      stripe: stripeClient(apiKey, { baseUrl: this.url, timeoutMs }),
      returnUrl: RETURN_URL,
      callbackSecret: async () => await Promise.resolve(CALLBACK_SECRET),
    };
  }

  /** Asks, and checks that the answer follows the contract. */
  async ask<Question extends PaymentQuestion>(
    question: Question,
    account = this.account(),
  ): Promise<Finding<Question>> {
    const finding = await answer(account, question);
    const name = `test.finding.${question.question}`;
    const wrong = violations(name, paymentFindings[question.question], finding);
    if (wrong.length > 0) throw new Error(`The answer is not in the contract: ${JSON.stringify(wrong)}`);
    return finding as Finding<Question>;
  }

  /** Asks a question that must have this result. */
  async get<Question extends PaymentQuestion, Result extends PossibleResult<Question>>(
    result: Result,
    question: Question,
  ): Promise<Extract<Finding<Question>, { readonly result: Result }>> {
    const finding = await this.ask(question);
    if (finding.result !== result) throw new Error(`It is not ${result}: ${JSON.stringify(finding)}`);
    return finding as Extract<Finding<Question>, { readonly result: Result }>;
  }

  /** Asks a question of which the answer will not come. */
  async askInVain<Question extends PaymentQuestion>(question: Question): Promise<Finding<Question>> {
    return await this.ask(question, this.account(API_KEY, LITTLE_PATIENCE_MS));
  }

  unique(prefix: string): string {
    this.#number += 1;
    return `${prefix}_${this.#number}`;
  }

  /** Passes time: what was to happen in it happens, in order. */
  async pass(seconds: number): Promise<void> {
    const end = this.now + seconds;
    for (;;) {
      const [next] = this.#later.toSorted((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#later = this.#later.filter((one) => one !== next);
      this.now = Math.max(this.now, next.at);
      if (next.task.kind === 'callback') this.callbacks.push(next.task.body);
      else this.#remember(await this.#standIn.perform(next.task));
    }
    this.now = end;
  }

  /** The callbacks that come within these seconds, as the adapter understands them. */
  async heard(seconds: number): Promise<CallbackFinding[]> {
    const from = this.callbacks.length;
    await this.pass(seconds);
    const found: CallbackFinding[] = [];
    for (const body of this.callbacks.slice(from)) found.push(await this.ask(this.signed(body)));
    return found;
  }

  /** The question whether this callback is genuine, as if it came now. */
  signed(body: string, secrets = [CALLBACK_SECRET]) {
    const signature = signatureHeader(body, secrets, this.now);
    return { question: 'VERIFY_CALLBACK', body, signature, now: instant(this.now * 1000) } as const;
  }

  #remember(later: readonly { readonly afterSeconds: number; readonly task: Task }[]): void {
    this.#later.push(...later.map(({ afterSeconds, task }) => ({ at: this.now + afterSeconds, task })));
  }

  async #serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { pathname, search } = new URL(incoming.url ?? '/', this.url);
    const request: StandInRequest = {
      method: incoming.method ?? 'GET',
      path: pathname,
      query: search.slice(1),
      headers: incoming.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString('utf8'),
      origin: this.url,
    };
    this.requests.push(request);
    outgoing.once('close', () => {
      if (!outgoing.writableFinished) this.#abandoned.emit('close');
    });
    const breaks = this.#options.breaks?.(request);
    if (breaks === 'before' || typeof breaks === 'object') incoming.socket.destroy();
    if (breaks === 'before') return;
    if (typeof breaks === 'object') await sleep(breaks.lateMs);
    const { status, headers, body, later } = await this.#standIn.answer(request);
    this.#remember(later);
    if (breaks === 'after') incoming.socket.destroy();
    else if (breaks === undefined) outgoing.writeHead(status, headers).end(body);
  }
}
