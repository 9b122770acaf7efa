import {
  type ClientRequest,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type Connections, pinned } from './connections.ts';
import { type Address, checkedAddresses, hostOf, isFault, type Receivers } from './receivers.ts';

/** One request to a receiver: to a checked address only, without redirects, bounded in time and size. */

/** For all of it: connecting, sending, and the whole answer. Standard Webhooks: 15 to 30 s. */
export const TIMEOUT_MS = 15_000;
/** No more of an answer is read. */
const MOST_READ_BYTES = 16 * 1024;
/** So much of an answer is kept. */
const KEPT_BYTES = 256;

export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answered {
  readonly status?: number;
  /** A code when the answer did not come, or not to its end. */
  readonly error?: string;
  /** The first bytes of the answer. */
  readonly answer?: string;
  /** The header `Retry-After`, as it came. */
  readonly retryAfter?: string;
  readonly milliseconds: number;
}

export interface PostOptions {
  readonly timeoutMs?: number;
  /** Connections that may be used again; without them each request has its own. */
  readonly connections?: Connections;
}

/** Never rejects: what went wrong is in the result. */
export async function post(
  outgoing: Outgoing,
  receivers: Receivers,
  { timeoutMs = TIMEOUT_MS, connections }: PostOptions = {},
): Promise<Answered> {
  const startedAt = performance.now();
  const stop = AbortSignal.timeout(timeoutMs);
  const found = await Promise.race([checkedAddresses(outgoing.url, receivers), aborted(stop)]);
  const taken = (rest: Omit<Answered, 'milliseconds'>): Answered => ({
    ...rest,
    milliseconds: Math.round(performance.now() - startedAt),
  });
  if (found === undefined) return taken({ error: 'TIMEOUT' });
  if (isFault(found)) return taken({ error: found.rule === 'DNS' ? 'DNS' : 'URL_NOT_ALLOWED' });
  const agent = connections?.agentFor(new URL(outgoing.url), found);
  const first = await exchanged(outgoing, found, stop, agent);
  // The receiver has closed a connection that was idle, just as it was used again: it has not seen the request.
  return taken(first === 'stale' ? await once(outgoing, found, stop) : first);
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return undefined;
  return await new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
}

async function once(
  outgoing: Outgoing,
  addresses: readonly Address[],
  stop: AbortSignal,
): Promise<Omit<Answered, 'milliseconds'>> {
  const result = await exchanged(outgoing, addresses, stop, undefined);
  return result === 'stale' ? { error: 'CONNECTION_FAILED' } : result;
}

function exchanged(
  { url: text, headers, body }: Outgoing,
  addresses: readonly Address[],
  stop: AbortSignal,
  agent: ReturnType<Connections['agentFor']> | undefined,
): Promise<Omit<Answered, 'milliseconds'> | 'stale'> {
  const url = new URL(text);
  const bytes = Buffer.from(body);
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, 'content-length': bytes.length },
    // Without connections to use again: one of its own, to the addresses that were checked for this attempt.
    agent: agent ?? false,
    lookup: pinned(addresses),
  };
  return new Promise((resolve) => {
    const sending: ClientRequest =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, servername: servernameOf(url) })
        : httpRequest(url, options);
    let seen: Pick<Answered, 'status' | 'retryAfter'> = {};
    const end = (result: Omit<Answered, 'milliseconds'> | 'stale', isWhole = false): void => {
      stop.removeEventListener('abort', late);
      // A connection whose answer was not read to its end is of no further use.
      if (!isWhole) sending.destroy();
      resolve(result);
    };
    const late = (): void => end({ ...seen, error: 'TIMEOUT' });
    stop.addEventListener('abort', late, { once: true });
    if (stop.aborted) late();
    sending.on('error', (error) => {
      const isStale = sending.reusedSocket && seen.status === undefined && !stop.aborted;
      end(isStale ? 'stale' : { ...seen, error: codeOf(error) });
    });
    sending.on('response', (answer) => {
      const { statusCode: status = 0 } = answer;
      const retryAfter = answer.headers['retry-after'];
      seen = { status, ...(retryAfter === undefined ? {} : { retryAfter }) };
      read(answer, (rest, isWhole) => end({ ...seen, ...rest }, isWhole));
    });
    sending.end(bytes);
  });
}

/** Reads an answer to its end, or as much of it as is read of any. */
function read(
  answer: IncomingMessage,
  done: (rest: Pick<Answered, 'answer' | 'error'>, isWhole: boolean) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const text = (): { answer?: string } =>
    length === 0 ? {} : { answer: Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8') };
  answer.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= MOST_READ_BYTES) done(text(), false);
  });
  answer.on('end', () => done(text(), true));
  answer.on('error', () => done({ ...text(), error: 'ANSWER_INCOMPLETE' }, false));
  answer.on('aborted', () => done({ ...text(), error: 'ANSWER_INCOMPLETE' }, false));
}

/** TLS names no addresses. */
function servernameOf(url: URL): string {
  const host = hostOf(url);
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

/** What kind of failure it is: few kinds, because a code of Node's tells a partner little. */
function codeOf(error: Error & { code?: string }): string {
  const { code = '' } = error;
  if (/CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL|ALTNAME|EPROTO/.test(code)) return 'TLS';
  if (code === 'ECONNREFUSED') return 'CONNECTION_REFUSED';
  if (code.startsWith('HPE_')) return 'NOT_HTTP';
  return 'CONNECTION_FAILED';
}
