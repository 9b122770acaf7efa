import { AwsError, type AwsResponse } from '../core/aws-endpoint.ts';
import { type Call, notPlayed, parameters } from './call.ts';
import { checkedChecksum, etagOf } from './checksums.ts';
import type { StoredObject } from './object-store.ts';

/** What can be done with an object. Each first asks whether the signer may, at the time of use. */

/** Headers that an object is put with and given out with. */
const KEPT = /^(content-(type|disposition|encoding|language)|cache-control|expires|x-amz-meta-.+)$/;
/** What a link may say otherwise of the object than it was put with. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

const ENCRYPTED = { 'x-amz-server-side-encryption': 'AES256' };

function authorize(call: Call, action: string): void {
  call.buckets.authorize(call, action, `${call.bucket.arn}/${call.key}`);
}

export async function putObject(call: Call): Promise<AwsResponse> {
  parameters(call, []);
  authorize(call, 's3:PutObject');
  const { bucket, key, request, now } = call;
  const { headers, body } = request;
  if (headers['content-length'] === undefined)
    throw new AwsError('MissingContentLength', 'You must provide the Content-Length HTTP header.', 411);
  const checksum = checkedChecksum(headers, body);
  const before = bucket.find(key, now);
  const { 'if-none-match': onlyNew, 'if-match': onlyKnown } = headers;
  if (onlyNew !== undefined && onlyNew !== '*') throw notPlayed('an If-None-Match of a PUT that is not *');
  if (
    (onlyNew !== undefined && before !== undefined) ||
    (onlyKnown !== undefined && onlyKnown !== before?.etag)
  )
    throw preconditionFailed();
  const kept = Object.entries(headers).filter(([name]) => KEPT.test(name));
  const object: StoredObject = {
    key,
    size: body.length,
    etag: etagOf(body),
    lastModified: now,
    headers: { 'content-type': 'binary/octet-stream', ...Object.fromEntries(kept) },
    checksum,
  };
  await bucket.objects.put(object, body);
  return { status: 200, headers: { etag: object.etag, ...ENCRYPTED, ...checksum, 'content-length': '0' } };
}

export async function getObject(call: Call): Promise<AwsResponse> {
  const { object, headers } = found(call);
  const unchanged = unmodified(call, object);
  if (unchanged !== undefined) return unchanged;
  const range = rangeOf(call, object.size);
  const body = await call.bucket.objects.body(object.key);
  if (range === undefined) return { status: 200, headers, body };
  const part = body.subarray(range.from, range.to + 1);
  return {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(part.length),
      'content-range': `bytes ${range.from}-${range.to}/${object.size}`,
    },
    body: part,
  };
}

export function headObject(call: Call): AwsResponse {
  const { object, headers } = found(call);
  return unmodified(call, object) ?? { status: 200, headers };
}

export async function deleteObject(call: Call): Promise<AwsResponse> {
  parameters(call, []);
  authorize(call, 's3:DeleteObject');
  await call.bucket.objects.delete(call.key);
  return { status: 204 };
}

/** Who may not list the bucket is not told either that something is not in it. */
function found(call: Call): {
  readonly object: StoredObject;
  readonly headers: Readonly<Record<string, string>>;
} {
  const names = OVERRIDES.map((name) => `response-${name}`);
  const overrides = [...parameters(call, names)].map(([name, value]) => [
    name.replace('response-', ''),
    value,
  ]);
  authorize(call, 's3:GetObject');
  const object = call.bucket.find(call.key, call.now);
  if (object !== undefined)
    return { object, headers: { ...headersOf(call, object), ...Object.fromEntries(overrides) } };
  if (call.buckets.may(call, 's3:ListBucket', call.bucket.arn))
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  throw new AwsError('AccessDenied', 'Access Denied', 403);
}

function headersOf({ request: { headers } }: Call, object: StoredObject): Record<string, string> {
  const isWhole = headers['x-amz-checksum-mode'] === 'ENABLED' && headers['range'] === undefined;
  return {
    ...object.headers,
    'accept-ranges': 'bytes',
    'content-length': String(object.size),
    etag: object.etag,
    'last-modified': new Date(object.lastModified).toUTCString(),
    ...ENCRYPTED,
    ...(isWhole ? object.checksum : {}),
  };
}

const preconditionFailed = (): AwsError =>
  new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);

function unmodified({ request: { headers } }: Call, { etag }: StoredObject): AwsResponse | undefined {
  const { 'if-match': wanted, 'if-none-match': known } = headers;
  if (wanted !== undefined && wanted !== etag) throw preconditionFailed();
  return known === etag ? { status: 304, headers: { etag } } : undefined;
}

/** One range of bytes, both ends in it. */
function rangeOf(
  { request: { headers } }: Call,
  size: number,
): { readonly from: number; readonly to: number } | undefined {
  const { range } = headers;
  if (range === undefined) return undefined;
  const [all, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  if (all === undefined || first + last === '') throw notPlayed(`the range ${range}`);
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (from <= to) return { from, to };
  throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
}
