import { timingSafeEqual } from 'node:crypto';
import { administrator } from '../core/administrator.ts';
import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import {
  ALGORITHM,
  canonicalRequest,
  type Scope,
  sha256Hex,
  signatureOf,
  UNSIGNED_PAYLOAD,
} from './canonical-request.ts';

/**
 * Whether a request is what its signer has signed. For the other services the access key is only a name; here the
 * signature is the matter itself: a presigned link is given to somebody who has no key, and must allow what was signed
 * and nothing else.
 */

/** What is known of a signature that holds, as conditions of policies ask for it. */
export interface Verified {
  readonly authType: 'REST-HEADER' | 'REST-QUERY-STRING';
  /** Milliseconds since a presigned request was signed. */
  readonly ageMs: number;
}

export interface Verifier {
  readonly region: string;
  /** Platform time, milliseconds. */
  readonly now: number;
}

interface Claimed {
  readonly authType: Verified['authType'];
  readonly scope: Scope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20261122T213000Z`. */
  readonly amzDate: string;
  readonly signedAt: number;
  readonly payloadHash: string;
}

const LONGEST_SKEW_MS = 15 * 60_000;
const LONGEST_SECONDS = 7 * 86_400;

const denied = (message: string): AwsError => new AwsError('AccessDenied', message, 403);

/** Throws what S3 answers when the signature does not hold, or not now. */
export function verify(request: AwsRequest, { region, now }: Verifier): Verified {
  const claimed = request.query.has('X-Amz-Algorithm') ? fromQuery(request, now) : fromHeaders(request, now);
  const { scope, signedHeaders, payloadHash, amzDate } = claimed;
  if (scope.region !== region)
    throw new AwsError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${scope.region}' is wrong; expecting '${region}'`,
    );
  const unsigned = Object.keys(request.headers).filter((name) =>
    name === 'host' || (name.startsWith('x-amz-') && name !== 'x-amz-content-sha256')
      ? !signedHeaders.includes(name)
      : false,
  );
  if (unsigned.length > 0)
    throw denied(`There were headers present in the request which were not signed: ${unsigned.join(', ')}`);
  const { secretAccessKey } = request.identity ?? administrator;
  const canonical = canonicalRequest(request, signedHeaders, payloadHash);
  const expected = Buffer.from(signatureOf(canonical, amzDate, scope, secretAccessKey));
  const given = Buffer.from(claimed.signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  checkToken(request);
  checkPayload(request, payloadHash);
  return { authType: claimed.authType, ageMs: now - claimed.signedAt };
}

function fromQuery({ query, headers }: AwsRequest, now: number): Claimed {
  const parameter = (name: string): string => {
    const value = query.get(name);
    if (value !== null && value !== '') return value;
    throw malformedQuery(`Query-string authentication version 4 requires the ${name} parameter.`);
  };
  if (parameter('X-Amz-Algorithm') !== ALGORITHM)
    throw malformedQuery(`X-Amz-Algorithm must be ${ALGORITHM}`);
  const amzDate = parameter('X-Amz-Date');
  const signedAt = timeOf(amzDate);
  const seconds = Number(parameter('X-Amz-Expires'));
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > LONGEST_SECONDS)
    throw malformedQuery('X-Amz-Expires must be a number of seconds up to a week (604800)');
  if (signedAt === undefined) throw malformedQuery('X-Amz-Date must be in the ISO8601 Long Format');
  if (signedAt - now > LONGEST_SKEW_MS) throw denied('Request is not valid yet');
  if (now > signedAt + seconds * 1000) throw denied('Request has expired');
  const signedHeaders = parameter('X-Amz-SignedHeaders').split(';');
  const payloadHash = signedHeaders.includes('x-amz-content-sha256')
    ? (headers['x-amz-content-sha256'] ?? '')
    : (query.get('X-Amz-Content-Sha256') ?? UNSIGNED_PAYLOAD);
  return {
    authType: 'REST-QUERY-STRING',
    scope: scopeOf(parameter('X-Amz-Credential'), amzDate),
    signedHeaders,
    signature: parameter('X-Amz-Signature'),
    amzDate,
    signedAt,
    payloadHash,
  };
}

const malformedQuery = (message: string): AwsError =>
  new AwsError('AuthorizationQueryParametersError', message);

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=(?<credential>[^,\s]+), *SignedHeaders=(?<signedHeaders>[^,\s]+), *Signature=(?<signature>[0-9a-f]+)$/;

function fromHeaders({ headers }: AwsRequest, now: number): Claimed {
  const found = AUTHORIZATION.exec(headers['authorization'] ?? '')?.groups;
  if (found === undefined)
    throw new AwsError('AuthorizationHeaderMalformed', 'The authorization header is malformed');
  const amzDate = headers['x-amz-date'] ?? '';
  const signedAt = timeOf(amzDate);
  if (signedAt === undefined) throw denied('AWS authentication requires a valid Date or x-amz-date header');
  if (Math.abs(now - signedAt) > LONGEST_SKEW_MS)
    throw new AwsError(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      403,
    );
  const payloadHash = headers['x-amz-content-sha256'];
  if (payloadHash === undefined)
    throw new AwsError(
      'MissingSecurityHeader',
      'Your request was missing a required header: x-amz-content-sha256',
    );
  const { credential = '', signedHeaders = '', signature = '' } = found;
  return {
    authType: 'REST-HEADER',
    scope: scopeOf(credential, amzDate),
    signedHeaders: signedHeaders.split(';'),
    signature,
    amzDate,
    signedAt,
    payloadHash,
  };
}

function scopeOf(credential: string, amzDate: string): Scope {
  const [, date = '', region = '', service = ''] = credential.split('/');
  if (date !== amzDate.slice(0, 8))
    throw new AwsError(
      'AuthorizationHeaderMalformed',
      `The date of the credential, ${date}, is not that of the request, ${amzDate}`,
    );
  return { date, region, service };
}

function timeOf(amzDate: string): number | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(amzDate) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** Lambda gives its functions a session's token beside the keys; a signer may have none here, and no other. */
function checkToken({ headers, query, identity }: AwsRequest): void {
  const token = query.get('X-Amz-Security-Token') ?? headers['x-amz-security-token'];
  if (token === undefined || token === `session-of-${identity?.roleName}`) return;
  throw new AwsError('InvalidToken', 'The provided token is malformed or otherwise invalid.');
}

function checkPayload({ body }: AwsRequest, payloadHash: string): void {
  if (payloadHash === UNSIGNED_PAYLOAD) return;
  if (!/^[0-9a-f]{64}$/.test(payloadHash))
    throw new AwsError(
      'NotImplemented',
      `the local cloud does not take payloads of the kind ${payloadHash}; send a body whose length is known`,
      501,
    );
  if (sha256Hex(body) !== payloadHash)
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
}
