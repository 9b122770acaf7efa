/** A `fetch` that answers with what is given, one after the other, and keeps what was sent. */

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: unknown;
}

export type Given =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | 'no answer';

export const BASE = 'https://api.example.org';

export function answering(...given: readonly Given[]): {
  readonly fetch: typeof fetch;
  readonly sent: Sent[];
} {
  const sent: Sent[] = [];
  const left = [...given];
  const answer = async (address: string | URL, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(address);
    const body = init.body === undefined ? undefined : (JSON.parse(init.body as string) as unknown);
    sent.push({
      method: init.method ?? 'GET',
      path: pathname + search,
      headers: new Headers(init.headers),
      body,
    });
    const next = left.shift();
    if (next === undefined) throw new Error(`Nothing is left to answer ${pathname} with`);
    init.signal?.throwIfAborted();
    if (next === 'no answer') throw new TypeError('fetch failed');
    const text = next.body === undefined ? null : JSON.stringify(next.body);
    return new Response(text, { status: next.status, headers: next.headers ?? {} });
  };
  return { fetch: answer as typeof fetch, sent };
}
