import { type Instant, instant } from '../../kernel/time.ts';
import { variable } from '../environment.ts';
import { RuntimeFailure } from '../failure.ts';
import { logger } from '../observability.ts';
import { ProblemError } from '../problem.ts';
import { presigned } from './presigned.ts';

/**
 * A room's photos. They go between phones and S3, by links that the room gives out. None of their bytes pass through a
 * function, and no link is in a log or table.
 */

export interface PhotoLink {
  readonly url: string;
  readonly expires: Instant;
}

export interface UploadLink extends PhotoLink {
  readonly method: 'PUT';
  /** The link is bound to these headers. Send exactly these. */
  readonly headers: {
    readonly 'content-type': string;
    readonly 'content-length': string;
    readonly 'x-amz-checksum-sha256': string;
  };
}

export interface PhotoClaim {
  readonly contentType: string;
  readonly bytes: number;
  /** Base64. */
  readonly sha256: string;
}

/** The key of a photo, below the room's own prefix. The room's functions have access only to that prefix. */
export function photoKey(...parts: readonly (string | number)[]): string {
  return [variable('room'), ...parts].join('/');
}

/** A link that accepts only these bytes, of this type. Uploading them twice is the same photo. */
export async function uploadLink(key: string, photo: PhotoClaim, seconds: number): Promise<UploadLink> {
  const headers = {
    'content-type': photo.contentType,
    'content-length': String(photo.bytes),
    'x-amz-checksum-sha256': photo.sha256,
  };
  const method = 'PUT';
  const link = await presigned({ method, bucket: variable('photosBucket'), key, headers, seconds });
  return { method, url: link.url, headers, expires: instant(link.expires) };
}

export async function downloadLink(key: string, seconds: number): Promise<PhotoLink> {
  const link = await presigned({ method: 'GET', bucket: variable('photosBucket'), key, seconds });
  return { url: link.url, expires: instant(link.expires) };
}

/** How long the links are valid by which a function itself writes and reads. */
const OWN_LINK_SECONDS = 60;
const WRITE_MS = 10_000;

/**
 * Writes what `make` makes under the key, if nothing is there yet, and resolves with the bytes that are there: another
 * call may have been earlier. S3 itself refuses to replace them.
 */
export async function storedOnce(
  key: string,
  contentType: string,
  make: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  const there = (await arrivedPhotos(key)).has(key);
  if (!there) {
    const bytes = await make();
    const headers = {
      'content-type': contentType,
      'content-length': String(bytes.length),
      'if-none-match': '*',
    };
    const link = await presigned({
      method: 'PUT',
      bucket: variable('photosBucket'),
      key,
      headers,
      seconds: OWN_LINK_SECONDS,
    });
    const { status } = await fetch(link.url, {
      method: 'PUT',
      headers,
      body: Buffer.from(bytes),
      signal: AbortSignal.timeout(WRITE_MS),
    });
    if (status === 200) return bytes;
    if (status !== PRECONDITION_FAILED)
      throw new RuntimeFailure('UNEXPECTED_ANSWER', `S3 answered ${status} to a PUT`);
  }
  const link = await downloadLink(key, OWN_LINK_SECONDS);
  const answer = await fetch(link.url, { signal: AbortSignal.timeout(WRITE_MS) });
  if (answer.status === 200) return new Uint8Array(await answer.arrayBuffer());
  throw new RuntimeFailure('UNEXPECTED_ANSWER', `S3 answered ${answer.status} to a GET`);
}

const PRECONDITION_FAILED = 412;

const ATTEMPTS = 3;
const ATTEMPT_MS = 3_000;
/** The most keys in one answer of S3. No list of ours is longer. */
const MOST = 1000;

/** The keys with this prefix of photos that have arrived. Throws UNAVAILABLE when S3 does not list them. */
export async function arrivedPhotos(prefix: string): Promise<ReadonlySet<string>> {
  const { url } = await presigned({
    method: 'GET',
    bucket: variable('photosBucket'),
    key: '',
    query: { 'list-type': '2', 'max-keys': String(MOST), prefix },
    seconds: 60,
  });
  const text = await textAt(url);
  // Our keys have no character that XML escapes.
  return new Set([...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key));
}

/** Retries after a connection that died while the function was frozen, and after a transient fault of S3. */
async function textAt(url: string): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(ATTEMPT_MS) }).then(
      async (response) => ({ status: response.status, text: await response.text() }),
      (error: unknown) => ({ status: 0, text: String(error) }),
    );
    if (answer.status === 200) return answer.text;
    const isPassing = answer.status === 0 || answer.status >= 500;
    if (isPassing && attempt < ATTEMPTS) continue;
    logger.error('S3 did not list photos', { status: answer.status, said: answer.text });
    throw new ProblemError('UNAVAILABLE', 'It cannot be told which photos have arrived.');
  }
}
