import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Static, TSchema } from 'typebox';
import type { CommandContract, RouteContract } from '../../contracts/define.ts';
import { operationLink } from '../../contracts/links.ts';
import { operationAddress } from '../../kernel/operation-address.ts';
import { instant, milliseconds } from '../../kernel/time.ts';
import type { RouteHandler } from '../http.ts';
import type { Publisher } from '../kafka/producer.ts';
import { logger } from '../observability.ts';
import { commandRecord, roomOf, sourceOf } from '../operations/envelopes.ts';
import { operationIdFor } from '../operations/operation-id.ts';
import type { Outcome } from '../operations/outcome.ts';
import type { OperationRecord } from '../operations/store.ts';
import { ProblemError, problemOf } from '../problem.ts';
import type { AnswerTime } from './answer-time.ts';
import { type HttpResult, jsonResult } from './event.ts';
import type { Request } from './request.ts';

/** What a change needs from outside. */
export interface ChangeWorld {
  readonly region: string;
  readonly publisher: Publisher;
  readonly store: { operation(id: string): Promise<OperationRecord | undefined> };
}

/** Seconds that a request waits for its outcome, unless `Prefer: wait=N` says otherwise. */
const DEFAULT_WAIT_SECONDS = 3;
const LONGEST_WAIT_SECONDS = 10;
/** The first read of the outcome comes after this time, the later ones after longer and longer pauses. */
const FIRST_LOOK_MILLISECONDS = 8;
/** Each read costs: there are eight in the first 300 ms, then ten a second. */
const WAIT_GROWS = 1.4;
const LONGEST_PAUSE_MILLISECONDS = 100;

type ChangeRoute = RouteContract & { readonly command: CommandContract };
type CommandData<Route extends ChangeRoute> = Static<Route['command']['data']>;
type BodyOf<Route extends RouteContract> = Route['success']['body'] extends TSchema
  ? Static<Route['success']['body']>
  : unknown;

interface ChangeOptions<Route extends ChangeRoute> {
  /** Makes the answer of what the room's decision says; as it is when absent. */
  readonly present?: (
    result: BodyOf<Route>,
    request: Request<Route>,
  ) => BodyOf<Route> | Promise<BodyOf<Route>>;
  /** What is kept of the request's text to know it again; without it a hash, which tells whoever can guess the text. */
  readonly fingerprint?: (text: string, principalId: string) => Promise<string>;
}

/**
 * A route that changes something. The handler authorises, and returns the data of the route's command. The command goes
 * to Kafka, and the answer is its outcome as soon as that is known. Otherwise the answer is 202 with the operation's
 * address, also when it is unknown whether Kafka has the command. When the function's time is over before the command
 * was sent, the command is never sent, and the answer is UNAVAILABLE.
 */
export function changeIn(world: () => ChangeWorld) {
  return <Route extends ChangeRoute>(
    route: Route,
    handle: (request: Request<Route>) => Promise<CommandData<Route>>,
    options: ChangeOptions<Route> = {},
  ): RouteHandler => ({
    route,
    answer: async (plain, time) => {
      const request = plain as unknown as Request<Route>;
      const data = await handle(request);
      const fingerprint = await (options.fingerprint ?? hashOf)(textOf(request), request.principal.id);
      return new Change(world(), route, request, options, fingerprint).answer(data, time);
    },
  });
}

class Change<Route extends ChangeRoute> {
  readonly #world: ChangeWorld;
  readonly #route: Route;
  readonly #request: Request<Route>;
  readonly #options: ChangeOptions<Route>;
  readonly #id: string;
  readonly #fingerprint: string;
  readonly #expires: number;
  readonly #wait: { readonly seconds: number; readonly asked: boolean };

  constructor(
    world: ChangeWorld,
    route: Route,
    request: Request<Route>,
    options: ChangeOptions<Route>,
    fingerprint: string,
  ) {
    this.#world = world;
    this.#route = route;
    this.#request = request;
    this.#options = options;
    this.#wait = waitOf(request.headers['prefer']);
    const room = roomOf(route.command);
    this.#id = operationIdFor(
      room,
      request.principal,
      route.id,
      idempotencyKey(request.headers['idempotency-key']),
    );
    this.#fingerprint = fingerprint;
    // An address tells whole seconds: the answer says the same time as whoever follows it reads.
    const seconds = Math.ceil(milliseconds(request.now) / 1000) + route.command.expiresAfterSeconds;
    this.#expires = seconds * 1000;
  }

  async answer(data: CommandData<Route>, time: AnswerTime): Promise<HttpResult> {
    const started = performance.now();
    // A key that was used before already has an outcome, or will have one without another command.
    const known = this.#request.headers['idempotency-key'] === undefined ? undefined : await this.#record();
    if (known !== undefined) return this.#outcome(known);
    if (time.isOver) throw new ProblemError('UNAVAILABLE', 'The command was not sent.');
    time.whenOver(() => this.#pending());
    await this.#produce(data);
    const record = await this.#await(Math.min(started + this.#wait.seconds * 1000, time.end));
    return record === undefined ? this.#pending() : this.#outcome(record);
  }

  async #record(): Promise<OperationRecord | undefined> {
    const record = await this.#world.store.operation(this.#id);
    if (record?.fingerprint !== undefined && record.fingerprint !== this.#fingerprint) {
      throw new ProblemError(
        'IDEMPOTENCY_KEY_REUSED',
        'This Idempotency-Key was used for another request. Use a new key for a new request.',
      );
    }
    return record;
  }

  async #produce(data: CommandData<Route>): Promise<void> {
    const { command } = this.#route;
    const { principal, traceparent, now } = this.#request;
    const { topic, key, value } = commandRecord({
      id: this.#id,
      contract: command,
      data,
      source: sourceOf(this.#world.region, roomOf(command)),
      time: now,
      traceparent,
      principal,
      fingerprint: this.#fingerprint,
    });
    try {
      await this.#world.publisher.send(topic, [{ key, value }]);
    } catch (error) {
      // Kafka may still have the command: its outcome shows it, or the absence of an outcome after `expires`.
      logger.warn('It is unknown whether Kafka has the command', {
        operation: this.#id,
        traceparent,
        error: error as Error,
      });
    }
  }

  async #await(deadline: number): Promise<OperationRecord | undefined> {
    let wait = FIRST_LOOK_MILLISECONDS;
    while (performance.now() + wait <= deadline) {
      await pause(wait);
      const record = await this.#record();
      if (record !== undefined) return record;
      wait = Math.min(wait * WAIT_GROWS, LONGEST_PAUSE_MILLISECONDS);
    }
    return undefined;
  }

  async #outcome({ outcome }: OperationRecord): Promise<HttpResult> {
    if (outcome.kind === 'refused') return refusalResult(outcome, this.#request.path, this.#applied());
    const { present } = this.#options;
    const body =
      present === undefined ? outcome.result : await present(outcome.result as BodyOf<Route>, this.#request);
    return jsonResult(this.#route.success.status, body, this.#applied());
  }

  #pending(): HttpResult {
    const address = operationAddress(this.#id, this.#expires);
    return jsonResult(
      202,
      { operationId: address, state: 'PENDING', expires: instant(this.#expires) },
      { location: operationLink(address), 'retry-after': '1', ...this.#applied() },
    );
  }

  #applied(): Record<string, string> {
    return this.#wait.asked ? { 'preference-applied': `wait=${this.#wait.seconds}` } : {};
  }
}

function refusalResult(
  { code, detail, errors = [] }: Extract<Outcome, { kind: 'refused' }>,
  instance: string,
  headers: Readonly<Record<string, string>>,
): HttpResult {
  const problem = problemOf(code, detail, { instance, violations: errors });
  return jsonResult(problem.status, problem, headers, 'application/problem+json');
}

/** A preference, and its value if it has one (RFC 7240): `wait=5`, `wait="5"`, `respond-async`. */
const PREFERENCE = /(?:^|,)\s*([^\s,;="]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;"]*)))?(?:;(?:"[^"]*"|[^,"])*)?/g;

/**
 * `Prefer: wait=N`: whole seconds, at most ten. Other preferences are ignored, as the RFC demands; of two `wait` the
 * first counts. Throws BAD_REQUEST for a `wait` that is no number of seconds.
 */
function waitOf(prefer: string | undefined): { seconds: number; asked: boolean } {
  const wait = [...(prefer ?? '').matchAll(PREFERENCE)].find(([, name]) => name?.toLowerCase() === 'wait');
  if (wait === undefined) return { seconds: DEFAULT_WAIT_SECONDS, asked: false };
  const [, , quoted, plain = ''] = wait;
  const text = quoted ?? plain;
  if (/^\d+$/.test(text)) return { seconds: Math.min(Number(text), LONGEST_WAIT_SECONDS), asked: true };
  throw new ProblemError(
    'BAD_REQUEST',
    `The header Prefer is not valid: its wait is ${JSON.stringify(text)}; send whole seconds, such as wait=5.`,
    [{ path: '/headers/prefer', message: 'must have whole seconds as wait, such as wait=5' }],
  );
}

/** Throws BAD_REQUEST. */
function idempotencyKey(text: string | undefined): string | undefined {
  if (text === undefined || /^[!-~]{1,200}$/.test(text)) return text;
  throw new ProblemError(
    'BAD_REQUEST',
    'The header Idempotency-Key is not valid: send 1 to 200 visible ASCII characters.',
    [{ path: '/headers/idempotency-key', message: 'must be 1 to 200 visible ASCII characters' }],
  );
}

/** The request as a canonical text: equal for equal requests, however they were written. */
function textOf({ params, query, body }: Pick<Request, 'params' | 'query' | 'body'>): string {
  return canonical([params, query, body]);
}

async function hashOf(text: string): Promise<string> {
  return createHash('sha256').update(text).digest('base64url');
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
