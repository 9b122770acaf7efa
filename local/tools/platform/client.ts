import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A client of the platform's public API: HTTP with a bearer token. The command line, the start and the tests use only
 * this.
 */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export type PrincipalKind = 'rider' | 'operator' | 'partner';

type PrincipalRequest = [
  kind: PrincipalKind,
  id: string,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
];

export class PlatformError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = 'PlatformError';
    this.code = code;
    this.status = status;
  }
}

async function parsed(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  return response.headers.get('content-type')?.includes('json') === true ? JSON.parse(text) : text;
}

/** Whether an answer is a problem of this code in the platform's catalogue. */
function isOfCode(body: unknown, code: string): boolean {
  return typeof body === 'object' && body !== null && 'code' in body && body.code === code;
}

const LONGEST_DECISION_MS = 60_000;
const LOOK_AGAIN_MS = 50;
/** The pause between reads grows to this, because each read takes time from the work that it waits for. */
const SELDOM_MS = 500;

/** The error of a refusal by the local cloud's tools. */
function refusal(method: string, path: string, status: number, body: unknown): PlatformError {
  const { code = 'LOCAL_CLOUD', message = `${method} ${path} answered ${status}` } = (body ?? {}) as {
    code?: string;
    message?: string;
  };
  return new PlatformError(code, status, message);
}

export class PlatformClient {
  readonly url: string;
  readonly #tokens = new Map<string, { readonly token: Promise<string>; readonly renewAt: number }>();

  constructor(httpPort: number) {
    this.url = `http://127.0.0.1:${httpPort}`;
  }

  /** A bearer token of the local issuer, kept for half an hour. */
  async token(kind: PrincipalKind, id: string): Promise<string> {
    const key = `${kind}/${id}`;
    const known = this.#tokens.get(key);
    if (known !== undefined && known.renewAt > performance.now()) return known.token;
    // Concurrent callers share one request: each request would start another environment of the token function.
    const token =
      kind === 'partner'
        ? this.#partnerToken(id)
        : this.local<{ token: string }>('POST', '/_local/token', { kind, id }).then(({ body }) => body.token);
    this.#tokens.set(key, { token, renewAt: performance.now() + 30 * 60_000 });
    token.catch(() => this.#tokens.delete(key));
    return token;
  }

  /** As a partner gets it: by its app client, whose secret an operator reads. */
  async #partnerToken(partnerId: string): Promise<string> {
    const path = `/v1/partners/${partnerId}/credentials`;
    const { status, body } = await this.as<{ clientId: string; clientSecret: string; tokenUrl: string }>(
      'operator',
      'local',
      'GET',
      path,
    );
    if (status !== 200) throw refusal('GET', path, status, body);
    const response = await fetch(body.tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${body.clientId}:${body.clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'roadstream/partner' }),
    });
    const answer = (await response.json()) as { access_token?: string };
    if (answer.access_token !== undefined) return answer.access_token;
    throw refusal('POST', body.tokenUrl, response.status, answer);
  }

  /** Forgets the tokens, because they may have expired after the clock was moved. */
  forgetTokens(): void {
    this.#tokens.clear();
  }

  /** Sends one request to the platform's API. Returns answers of any status. Throws only when the connection fails. */
  async call<Body = unknown>(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> {
    const response = await this.#fetch(method, path, options);
    return { status: response.status, headers: response.headers, body: (await parsed(response)) as Body };
  }

  #fetch(
    method: string,
    path: string,
    options: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
  }

  /** Sends a request with a token of the principal. A refused token is replaced once, because the time may have moved. */
  async as<Body = unknown>(
    ...[kind, id, method, path, body, headers]: PrincipalRequest
  ): Promise<Answer<Body>> {
    const options = {
      ...(body === undefined ? {} : { body }),
      ...(headers === undefined ? {} : { headers }),
    };
    const known = this.#tokens.get(`${kind}/${id}`);
    const answer = await this.call<Body>(method, path, { token: await this.token(kind, id), ...options });
    if (answer.status !== 401 || known === undefined) return answer;
    if (this.#tokens.get(`${kind}/${id}`) === known) this.#tokens.delete(`${kind}/${id}`);
    return this.call<Body>(method, path, { token: await this.token(kind, id), ...options });
  }

  /**
   * Sends a request as an app does: with an `Idempotency-Key` if it changes something. Sends it again while the change is
   * under way (202), and when the platform says to try again later (503). A change that was decided too late has not
   * happened. It is sent again with another key, unless the caller has given the key. After a minute `ask` returns the
   * last answer.
   */
  async ask<Body = unknown>(
    ...[kind, id, method, path, body, headers]: PrincipalRequest
  ): Promise<Answer<Body>> {
    const withKey = () => ({ prefer: 'wait=10', 'idempotency-key': randomUUID(), ...headers });
    let sent = method === 'GET' ? headers : withKey();
    const deadline = performance.now() + LONGEST_DECISION_MS;
    for (;;) {
      const answer = await this.as<Body>(kind, id, method, path, body, sent);
      const isAgain = answer.status === 503 && answer.headers.has('retry-after');
      const isExpired = isOfCode(answer.body, 'EXPIRED') && headers?.['idempotency-key'] === undefined;
      if (!(answer.status === 202 || isAgain || isExpired) || performance.now() > deadline) return answer;
      if (isExpired) sent = withKey();
      await sleep(isAgain ? Number(answer.headers.get('retry-after')) * 1000 : LOOK_AGAIN_MS);
    }
  }

  /** Sends a request to the local cloud's own tools. Throws when they refuse it. */
  async local<Body = unknown>(method: string, path: string, body?: unknown): Promise<Answer<Body>> {
    const answer = await this.call<Body>(method, path, body === undefined ? {} : { body });
    if (answer.status >= 400) throw refusal(method, path, answer.status, answer.body);
    return answer;
  }

  /** The same for a stream of lines. */
  async localStream(
    method: string,
    path: string,
    body?: object,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const response = await this.#fetch(method, path, body === undefined ? {} : { body });
    if (!response.ok || response.body === null)
      throw refusal(method, path, response.status, await parsed(response));
    return response.body;
  }

  /** Polls a resource until it is as expected. Throws with the last answer after a time in which only what never comes does not come: a busy machine may need minutes for what takes a second elsewhere. */
  async until<Body>(
    what: string,
    read: () => Promise<Answer<Body>>,
    wanted: (answer: Answer<Body>) => boolean,
    seconds = 240,
  ): Promise<Body> {
    const deadline = performance.now() + seconds * 1000;
    for (let wait = LOOK_AGAIN_MS; ; wait = Math.min(wait * 1.4, SELDOM_MS)) {
      const answer = await read();
      if (wanted(answer)) return answer.body;
      if (performance.now() > deadline) {
        throw new PlatformError(
          'NOT_IN_TIME',
          answer.status,
          `${what} did not happen within ${seconds} s; last answer: ${answer.status} ${JSON.stringify(answer.body)}`,
        );
      }
      await sleep(wait);
    }
  }
}
