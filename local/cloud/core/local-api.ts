import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeResponse } from './write-response.ts';

/** A request to `/_local/…`, its body (JSON, or a form) parsed. */
export interface LocalRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  readonly authorization: string | undefined;
}

export type LocalHandler = (request: LocalRequest, response: ServerResponse) => Promise<unknown>;

/** What a local tool asked for and cannot have: answered with this status, code and message. */
export class LocalApiError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'LocalApiError';
    this.status = status;
    this.code = code;
  }
}

const LONGEST_BODY_BYTES = 1_000_000;

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += (chunk as Buffer).length;
    if (length > LONGEST_BODY_BYTES)
      throw new LocalApiError(413, 'TOO_LARGE', 'The body is larger than 1 MB.');
    chunks.push(chunk as Buffer);
  }
  if (length === 0) return {};
  if (/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? ''))
    return Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Said below.
  }
  throw new LocalApiError(400, 'BAD_JSON', 'The body is not a JSON object.');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  writeResponse(response, {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/**
 * The local cloud's own interface under `/_local/`, for its command line and console. It can do everything, so it
 * answers only requests that name this computer: a page of another site cannot reach it by a name of its own that
 * points here (DNS rebinding), nor from its own origin.
 */
export class LocalApi {
  private readonly handlers = new Map<string, LocalHandler>();

  /** `path` is whole, or ends with `/*` for everything below. The handler answers itself, or returns what is sent as JSON. */
  register(method: 'GET' | 'POST', path: string, handler: LocalHandler): void {
    this.handlers.set(`${method} ${path}`, handler);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      this.refuseStrangers(request);
      const handler = this.find(request.method ?? 'GET', url.pathname);
      if (handler === undefined) {
        throw new LocalApiError(
          404,
          'NOT_FOUND',
          `The local cloud has no ${request.method} ${url.pathname}.`,
        );
      }
      const body = request.method === 'POST' ? await bodyOf(request) : {};
      const { authorization } = request.headers;
      const answer = await handler(
        { path: url.pathname, query: url.searchParams, body, authorization },
        response,
      );
      if (!response.headersSent) reply(response, 200, answer ?? {});
    } catch (error) {
      const known = error instanceof LocalApiError;
      const code = known
        ? error.code
        : error instanceof Error && 'code' in error
          ? String(error.code)
          : 'FAILED';
      if (response.headersSent) response.destroy();
      else
        reply(response, known ? error.status : 500, {
          code,
          message: error instanceof Error ? error.message : String(error),
        });
    }
  }

  private find(method: string, path: string): LocalHandler | undefined {
    const exact = this.handlers.get(`${method} ${path}`);
    if (exact !== undefined) return exact;
    const below = [...this.handlers.keys()].find(
      (key) => key.endsWith('/*') && `${method} ${path}`.startsWith(key.slice(0, -1)),
    );
    return below === undefined ? undefined : this.handlers.get(below);
  }

  private refuseStrangers({ headers }: IncomingMessage): void {
    const ours = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
    const origin = headers.origin === undefined ? undefined : URL.parse(headers.origin)?.host;
    if (!ours.test(headers.host ?? '') || (headers.origin !== undefined && !ours.test(origin ?? ''))) {
      throw new LocalApiError(
        403,
        'NOT_LOCAL',
        'The local cloud’s own interface answers 127.0.0.1 and localhost only.',
      );
    }
  }
}
