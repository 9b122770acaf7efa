import { createHash, createHmac } from 'node:crypto';
import { escapeUri } from '@smithy/core/protocols';
import { AwsError, type PlainRequest } from '../core/aws-endpoint.ts';

/**
 * AWS Signature Version 4 as S3 computes it from what came: the path is encoded once, and never normalised. Source:
 * "Authenticating Requests (AWS Signature Version 4)" in the Amazon S3 API reference.
 */

export const ALGORITHM = 'AWS4-HMAC-SHA256';
export const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

/** Throws InvalidURI. */
export function uriDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('InvalidURI', `Couldn't parse the specified URI: ${text}`);
  }
}

/** The parts of a request's target, with the query's names and values decoded, in the order in which they came. */
export function targetParts(target: string): {
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
} {
  const [path = '', ...rest] = target.split('?');
  const query = rest
    .join('?')
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): readonly [string, string] => {
      const [name = '', ...value] = pair.split('=');
      const decoded = (text: string): string => uriDecode(text.replaceAll('+', ' '));
      return [decoded(name), decoded(value.join('='))];
    });
  return { path, query };
}

const byName = ([a]: readonly [string, string], [b]: readonly [string, string]): number =>
  a < b ? -1 : Number(a > b);

/** What is signed of the request; `X-Amz-Signature` itself is not. */
export function canonicalRequest(
  { method, target, headers }: PlainRequest,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const { path, query } = targetParts(target);
  return [
    method,
    path
      .split('/')
      .map((part) => escapeUri(uriDecode(part)))
      .join('/'),
    query
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]): readonly [string, string] => [escapeUri(name), escapeUri(value)])
      .toSorted((a, b) => byName(a, b) || byName([a[1], ''], [b[1], '']))
      .map((pair) => pair.join('='))
      .join('&'),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replaceAll(/ +/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

/** Where and when a signature is valid: `20261122/eu-west-1/s3/aws4_request`. */
export interface Scope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

export const sha256Hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/** Hex. `amzDate` as in `X-Amz-Date`. */
export function signatureOf(canonical: string, amzDate: string, scope: Scope, secret: string): string {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
  const key = parts.reduce<string | Buffer>((derived, part) => hmac(derived, part), `AWS4${secret}`);
  const text = [ALGORITHM, amzDate, parts.join('/'), sha256Hex(canonical)].join('\n');
  return hmac(key, text).toString('hex');
}
