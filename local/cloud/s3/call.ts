import { AwsError, type AwsRequest, type PlainRequest } from '../core/aws-endpoint.ts';
import { unknownOperation } from '../core/aws-json.ts';
import type { Bucket } from './bucket.ts';
import { uriDecode } from './canonical-request.ts';
import { CHECKSUM_HEADERS } from './checksums.ts';
import type { Verified } from './signature.ts';

/** What the operations of S3 need of the buckets. */
export interface BucketService {
  readonly account: string;
  /** Throws NoSuchBucket. */
  find(name: string): Bucket;
  /** Throws AccessDenied unless the signer's role or the bucket's policy allows it, now. */
  authorize(
    call: Call,
    action: string,
    resource: string,
    context?: Readonly<Record<string, readonly string[]>>,
  ): void;
  may(call: Call, action: string, resource: string): boolean;
}

/** A request whose signature holds, on a bucket that is there. */
export interface Call {
  readonly buckets: BucketService;
  readonly bucket: Bucket;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly request: AwsRequest;
  readonly verified: Verified;
  /** Platform time, milliseconds. */
  readonly now: number;
}

/** Headers that the operations here read. Others of `x-amz-` ask for something that would be ignored. */
const HEADERS = new Set([
  ...CHECKSUM_HEADERS,
  'x-amz-checksum-mode',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-user-agent',
]);
/** Conditions and parts that are not played. Caches of browsers ask so; our links are never the same twice. */
const NOT_PLAYED = new Set(['if-modified-since', 'if-unmodified-since', 'if-range']);

/** What a signature, or the SDK's signer of links, leaves in a query. S3 reads no checksums there either. */
const SIGNING =
  /^(X-Amz-(Algorithm|Content-Sha256|Credential|Date|Expires|Security-Token|Signature|SignedHeaders)|x-id|x-amz-checksum-(mode|[a-z0-9]+)|x-amz-sdk-checksum-algorithm)$/;

/** In path style, which is what SDKs send to an address that is no name. */
function placeIn({ target }: PlainRequest): { readonly bucket: string; readonly key: string } {
  const [path = ''] = target.split('?');
  const [, bucket = '', ...rest] = path.split('/');
  return { bucket: uriDecode(bucket), key: uriDecode(rest.join('/')) };
}

/** Throws for a bucket that is not there, and by name for what is asked for and not played. */
export function callOf(buckets: BucketService, request: AwsRequest, verified: Verified, now: number): Call {
  const { bucket: name, key } = placeIn(request);
  if (name === '') throw unknownOperation(request);
  const bucket = buckets.find(name);
  if (Buffer.byteLength(key) > 1024) throw new AwsError('KeyTooLongError', 'Your key is too long');
  for (const header of Object.keys(request.headers)) {
    const isOurs = HEADERS.has(header) || header.startsWith('x-amz-meta-');
    if ((header.startsWith('x-amz-') && !isOurs) || NOT_PLAYED.has(header))
      throw notPlayed(`the header ${header}`);
  }
  const encryption = request.headers['x-amz-server-side-encryption'] ?? 'AES256';
  if (encryption !== 'AES256') throw notPlayed(`server-side encryption with ${encryption}`);
  const owner = request.headers['x-amz-expected-bucket-owner'] ?? buckets.account;
  if (owner !== buckets.account) throw new AwsError('AccessDenied', 'Access Denied', 403);
  return { buckets, bucket, key, request, verified, now };
}

/** Of the query, what no signature left in it. Throws by name for what is in it and not among `known`. */
export function parameters({ request }: Call, known: readonly string[]): ReadonlyMap<string, string> {
  const asked = [...request.query].filter(([name]) => !SIGNING.test(name));
  const strange = asked.map(([name]) => name).find((name) => !known.includes(name));
  if (strange !== undefined) throw notPlayed(`${request.method} with the query parameter ${strange}`);
  return new Map(asked);
}

export function notPlayed(what: string): AwsError {
  return new AwsError('UnknownOperationException', `the local cloud does not play s3 with ${what}`);
}
