import { createHash, timingSafeEqual } from 'node:crypto';
import { answerBody } from './answers.ts';
import { ApiError, type ErrorBody, invalid } from './api-error.ts';
import { authenticationPage, type PageAnswer } from './authentication-page.ts';
import { type Parameters, parseForm, text } from './form.ts';
import { newId, type PaymentIntent, type PaymentMethod } from './objects.ts';
import { intentOf, methodNameOf, readPaymentIntent } from './payment-intents.ts';
import { decideDispute, dispute, finishRefund } from './refunds.ts';
import { type ApiRoute, apiRoutes, checkParameters } from './routes.ts';
import { readSetupIntent } from './setup-intents.ts';
import type { Store } from './store.ts';
import { type Fault, testMethod, testMethodName } from './test-methods.ts';
import { type Later, type Task, Work } from './work.ts';

export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  /** Scheme and host by which a browser reaches the stand-in. */
  readonly origin: string;
}

export interface StandInAnswer extends PageAnswer {
  /** What happens after the answer. */
  readonly later: readonly Later[];
}

export interface StandInOptions {
  readonly store: Store;
  /** The key that callers must have. */
  readonly apiKey: string;
  /** Seconds. */
  readonly now: () => number;
  /** Waits longer than every caller. */
  readonly outwait: () => Promise<void>;
  /** A fault for this request, beside those of the test methods. */
  readonly fault?: (request: StandInRequest) => Fault | undefined;
}

/** A request that runs for longer than this is dead, and its key is free again. Seconds. */
const DEAD_AFTER_SECONDS = 60;

interface KeptAnswer {
  readonly status: number;
  readonly body: object;
  readonly later: readonly Later[];
}

/**
 * The endpoints of Stripe that the adapter uses, with their rules: form-encoded parameters, idempotency keys, errors. It
 * judges nothing that only Stripe can judge: docs/not-verified-at-stripe.md.
 */
export class StandIn {
  readonly #options: StandInOptions;

  constructor(options: StandInOptions) {
    this.#options = options;
  }

  async answer(request: StandInRequest): Promise<StandInAnswer> {
    const page = /^\/authenticate\/(\w+)$/.exec(request.path)?.[1];
    if (page !== undefined) return await this.#page(request, page);
    try {
      this.#authenticate(request);
      const { status, body, later, headers } = await this.#api(request);
      return {
        status,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        later,
      };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return errorAnswer(error.status, error.body);
    }
  }

  /** Does what was to happen later. Answers what follows from it, in its turn. Callbacks are sent by the caller. */
  async perform(task: Exclude<Task, { kind: 'callback' }>): Promise<readonly Later[]> {
    for (;;) {
      const work = new Work(this.#options.store, this.#options.now());
      await perform(work, task);
      if (await work.commit()) return work.later;
    }
  }

  #authenticate({ headers }: StandInRequest): void {
    const given = createHash('sha256')
      .update(headers['authorization'] ?? '')
      .digest();
    const wanted = createHash('sha256').update(`Bearer ${this.#options.apiKey}`).digest();
    if (!timingSafeEqual(given, wanted)) throw invalid('Invalid API Key provided', {}, 401);
  }

  async #page(request: StandInRequest, id: string): Promise<StandInAnswer> {
    const work = new Work(this.#options.store, this.#options.now());
    const answer = await authenticationPage(work, request, id);
    if (await work.commit()) return { ...answer, later: work.later };
    return { status: 409, headers: { 'content-type': 'text/plain' }, body: 'Try again.', later: [] };
  }

  async #api(request: StandInRequest): Promise<KeptAnswer & { headers?: Readonly<Record<string, string>> }> {
    const { method, path, query, body } = request;
    const route = apiRoutes.find((one) => one.method === method && one.path.test(path));
    if (route === undefined) throw invalid(`Unrecognized request URL (${method}: ${path})`, {}, 404);
    const parameters = parseForm(method === 'GET' ? query : body);
    const key = request.headers['idempotency-key'];
    if (method === 'GET' || key === undefined)
      return await this.#serve(route, request, parameters, undefined);
    const fingerprint = createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex');
    const held = await this.#hold(key, fingerprint);
    if (held !== undefined) return { ...held, later: [], headers: { 'idempotent-replayed': 'true' } };
    try {
      return await this.#serve(route, request, parameters, { id: `key/${key}`, fingerprint });
    } catch (error) {
      // What never began does not use the key up.
      await this.#keep(`key/${key}`, { state: 'free' });
      throw error;
    }
  }

  /** Takes the key for this request, or answers what it has led to. */
  async #hold(key: string, fingerprint: string): Promise<KeptAnswer | undefined> {
    const now = this.#options.now();
    const work = new Work(this.#options.store, now);
    const id = `key/${key}`;
    const known = await work.body(id);
    if (known !== undefined && known['state'] !== 'free') {
      if (known['fingerprint'] !== fingerprint)
        throw new ApiError(400, {
          type: 'idempotency_error',
          message: 'Keys for idempotent requests can only be used with the same parameters',
        });
      if (known['state'] === 'done') return known['answer'] as KeptAnswer;
      if (now < Number(known['since']) + DEAD_AFTER_SECONDS) throw inUse();
    }
    work.keep(id, { state: 'running', fingerprint, since: now }, now);
    if (!(await work.commit())) throw inUse();
    return undefined;
  }

  async #keep(id: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const work = new Work(this.#options.store, this.#options.now());
    work.keep(id, body, this.#options.now());
    await work.commit();
  }

  async #serve(
    route: ApiRoute,
    request: StandInRequest,
    parameters: Parameters,
    key: { readonly id: string; readonly fingerprint: string } | undefined,
  ): Promise<KeptAnswer> {
    checkParameters(route, parameters);
    const fault = this.#options.fault?.(request) ?? (await this.#plannedFault(route, request, parameters));
    if (fault === 'busy') throw rateLimited();
    if (fault === 'timeoutBefore') {
      if (key !== undefined) await this.#keep(key.id, { state: 'free' });
      await this.#options.outwait();
      throw rateLimited();
    }
    if (fault === 'late') await this.#options.outwait();
    const work = new Work(this.#options.store, this.#options.now());
    const done = fault === 'errorBefore' ? undefined : await this.#done(work, route, request, parameters);
    const isError = fault === 'errorBefore' || fault === 'errorAfter';
    const answer = isError ? { status: 500, body: { error: FAILED } } : (done ?? { status: 500, body: {} });
    if (key !== undefined)
      work.keep(
        key.id,
        { state: 'done', fingerprint: key.fingerprint, answer: { ...answer, later: [] } },
        work.now,
      );
    if (!(await work.commit())) throw locked();
    if (fault === 'timeoutAfter') await this.#options.outwait();
    return { ...answer, later: [...work.later] };
  }

  async #done(work: Work, route: ApiRoute, { path, origin }: StandInRequest, parameters: Parameters) {
    try {
      const id = route.path.exec(path)?.[1] ?? '';
      const found = await route.serve({ work, id, parameters, origin });
      return { status: 200, body: await answerBody(work, route, found, parameters, path) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!error.keepsChanges) work.forget();
      return { status: error.status, body: { error: error.body } };
    }
  }

  /** A test method's fault, which only the first request meets. */
  async #plannedFault(
    { operation, path: pattern }: ApiRoute,
    { path }: StandInRequest,
    parameters: Parameters,
  ): Promise<Fault | undefined> {
    if (operation === undefined) return undefined;
    const work = new Work(this.#options.store, this.#options.now());
    const { id, name } = await methodAt(work, pattern.exec(path)?.[1], parameters);
    const planned = testMethod(name).fault;
    if (planned?.operation !== operation) return undefined;
    const mark = `fault/${operation}/${id}`;
    if ((await work.body(mark)) !== undefined) return undefined;
    work.keep(mark, {}, work.now);
    return (await work.commit()) ? planned.fault : undefined;
  }
}

/** The test method that a request is about. A name alone is as good as an id for that. */
async function methodAt(work: Work, intentId: string | undefined, parameters: Parameters) {
  const given = text(parameters, 'payment_method');
  if (given !== undefined) {
    const method = await work.object<PaymentMethod>('payment_method', given);
    return { id: given, name: method?.stand_in_name ?? testMethodName(given) ?? '' };
  }
  const id = intentId ?? text(parameters, 'payment_intent') ?? '';
  const intent = await work.object<PaymentIntent>('payment_intent', id);
  return { id, name: intent === undefined ? '' : await methodNameOf(work, await intentOf(work, id)) };
}

async function perform(work: Work, task: Exclude<Task, { kind: 'callback' }>): Promise<void> {
  switch (task.kind) {
    case 'dispute':
      await dispute(work, task.charge);
      return;
    case 'decide':
      await decideDispute(work, task.dispute, task.status);
      return;
    case 'refund':
      await finishRefund(work, task.refund, task.status);
      return;
    case 'settle':
      if (task.id.startsWith('seti_')) await readSetupIntent(work, task.id);
      else await readPaymentIntent(work, task.id);
  }
}

const FAILED: ErrorBody = { type: 'api_error', message: 'An unknown error occurred' };

function inUse(): ApiError {
  return invalid('There is another request with this key', { code: 'idempotency_key_in_use' }, 409);
}

function rateLimited(): ApiError {
  return invalid('Too many requests', { code: 'rate_limit' }, 429);
}

function locked(): ApiError {
  return invalid('The object is being changed by another request', { code: 'lock_timeout' }, 429);
}

function errorAnswer(status: number, error: ErrorBody): StandInAnswer {
  return { status, headers: jsonHeaders(), body: JSON.stringify({ error }), later: [] };
}

function jsonHeaders(): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', 'request-id': newId('req') };
}
