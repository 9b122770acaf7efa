import { ApiError, errorOf } from './api-error.ts';
import type { CallOptions, ClientOptions } from './options.ts';
import { backoff, pause } from './waiting.ts';

/** One request, with its token, and again where that is safe and may help. */

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly isOpen?: boolean;
  /** Sending it twice does no harm. */
  readonly isRepeatable: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

const RETRIES = 4;
const TIMEOUT_SECONDS = 30;
/** The gateway did not pass it on, or the platform could not do it now. */
const LATER: ReadonlySet<number> = new Set([429, 502, 503]);

export class Transport {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  /** Runs a call within its time. Throws ApiError with TIMEOUT afterwards, or the reason of the caller's signal. */
  async inTime<Result>(
    { signal, timeoutSeconds = this.#options.timeoutSeconds ?? TIMEOUT_SECONDS }: CallOptions,
    run: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const timer = new AbortController();
    const stop = (): void => timer.abort(signal?.reason);
    if (signal?.aborted === true) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const detail = `There was no outcome within ${timeoutSeconds} seconds.`;
    const timeout = setTimeout(
      () => timer.abort(new ApiError({ code: 'TIMEOUT', status: 0, detail, retry: 'later' })),
      timeoutSeconds * 1000,
    );
    try {
      return await run(timer.signal);
    } finally {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Returns an answer of success. Throws ApiError for any other. */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const most = request.isRepeatable ? (this.#options.retries ?? RETRIES) : 0;
    for (let attempt = 1; ; attempt += 1) {
      const result = await this.#attempt(request, signal);
      if (!(result instanceof Failure)) return result;
      if (attempt > most || !result.mayPass) throw result.error;
      await pause(result.after ?? backoff(attempt), signal);
    }
  }

  async #attempt(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | Failure> {
    try {
      const token = request.isOpen === true ? undefined : await this.#options.token?.();
      const answer = await this.#fetch(request, token, signal);
      // The clocks may differ, or the token was revoked: another one, once.
      if (answer.status !== 401 || token === undefined) return judged(answer);
      return judged(await this.#fetch(request, await this.#options.token?.(token), signal));
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (!(error instanceof Unreachable)) throw error;
      const { origin } = new URL(this.#options.baseUrl);
      const detail = `There was no answer from ${origin}.`;
      return new Failure(
        new ApiError({ code: 'NETWORK', status: 0, detail, retry: 'later' }, { cause: error.cause }),
        true,
      );
    }
  }

  async #fetch(
    { method, path, body, headers }: HttpRequest,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { fetch = globalThis.fetch, baseUrl } = this.#options;
    try {
      const response = await fetch(`${baseUrl.replace(/\/+$/, '')}${path}`, {
        method,
        signal,
        headers: {
          ...headers,
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, headers: response.headers, body: parsed(await response.text()) };
    } catch (cause) {
      throw new Unreachable(cause);
    }
  }
}

/** No answer came, or only a part of one. */
class Unreachable extends Error {
  constructor(cause: unknown) {
    super('There was no answer', { cause });
  }
}

class Failure {
  readonly error: ApiError;
  /** The same request may succeed after a while. */
  readonly mayPass: boolean;
  /** Milliseconds that the platform asks to wait. */
  readonly after: number | undefined;

  constructor(error: ApiError, mayPass: boolean, after?: number) {
    this.error = error;
    this.mayPass = mayPass;
    this.after = after;
  }
}

function judged(answer: HttpAnswer): HttpAnswer | Failure {
  const { status, headers, body } = answer;
  if (status >= 200 && status < 300) return answer;
  const error = errorOf(status, body, headers.get('traceparent') ?? undefined);
  return new Failure(error, LATER.has(status), retryAfter(headers));
}

/** Milliseconds; the header has seconds, or a date. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
