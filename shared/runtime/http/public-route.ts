import { gzipSync } from 'node:zlib';
import type { RouteContract } from '../../contracts/define.ts';
import type { RouteHandler } from '../http.ts';
import type { HttpResult } from './event.ts';
import type { Request } from './request.ts';

/** Public answers. Browsers, caches on the way, and this execution environment may keep them for a while. */

/** Lambda answers with at most 6 MB: a longer text than this is compressed for every client. */
const MOST_PLAIN_BYTES = 5_500_000;
/** Shorter texts hardly shrink. */
const LEAST_PACKED_BYTES = 1_000;
const SECOND_MS = 1000;

/** A JSON text. It is compressed once, at the first request for it. */
export class PublicText {
  readonly text: string;
  private compressed: string | undefined;

  constructor(body: unknown) {
    this.text = JSON.stringify(body);
  }

  /** Base64 of gzip. */
  get packed(): string {
    this.compressed ??= gzipSync(this.text).toString('base64');
    return this.compressed;
  }
}

export interface Published {
  readonly body: PublicText;
  /** For how much longer the body is fresh. */
  readonly freshSeconds: number;
}

export type PublicRoute = RouteContract & { readonly keptSeconds: number };

/** A public route. */
export function publicRead<Route extends PublicRoute>(
  route: Route,
  handle: (request: Request<Route>) => Promise<Published>,
): RouteHandler {
  return {
    route,
    answer: async (request) => published(await handle(request), request.headers['accept-encoding']),
  };
}

function published({ body, freshSeconds }: Published, accepted: string | undefined): HttpResult {
  const { length } = body.text;
  const isPacked = length > MOST_PLAIN_BYTES || (length >= LEAST_PACKED_BYTES && takesGzip(accepted));
  const headers = {
    'content-type': 'application/json',
    'cache-control': `public, max-age=${freshSeconds}`,
    vary: 'accept-encoding',
  };
  if (!isPacked) return { statusCode: 200, headers, body: body.text };
  return {
    statusCode: 200,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: body.packed,
    isBase64Encoded: true,
  };
}

/** Whether `Accept-Encoding` (RFC 9110) names gzip, with a weight other than zero. */
function takesGzip(accepted = ''): boolean {
  return accepted.split(',').some((coding) => {
    const [name = '', ...parameters] = coding.split(';').map((part) => part.trim().toLowerCase());
    return (name === 'gzip' || name === '*') && !parameters.some((part) => /^q=0(\.0*)?$/.test(part));
  });
}

/**
 * Makes a value at most once in this many seconds, within this execution environment. After a failure it is made again
 * at the next call. `now` in milliseconds.
 */
export function cachedFor<Value>(
  seconds: number,
  make: () => Promise<Value>,
  now: () => number = Date.now,
): () => Promise<{ readonly value: Value; readonly freshSeconds: number }> {
  let kept: { readonly value: Value; readonly until: number } | undefined;
  return async () => {
    if (kept === undefined || kept.until <= now()) {
      const until = now() + seconds * SECOND_MS;
      kept = { value: await make(), until };
    }
    return { value: kept.value, freshSeconds: Math.max(0, Math.floor((kept.until - now()) / SECOND_MS)) };
  };
}
