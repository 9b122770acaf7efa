import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { isIP } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { uriEncode } from '../../kernel/uri.ts';
import { dynamodb } from '../table/client.ts';

/**
 * Links to objects in S3 that need no other credentials until they expire: AWS Signature Version 4 in the query, by the
 * SDK's own signer. AWS checks the signer's permissions when a link is used. A link also expires with its signer's
 * credentials: those of a function last for hours.
 */

/** Node's own hash, in the form that the signer needs. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('The signer makes a new one each time');
  }
}

function bytesOf(secret: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof secret === 'string') return secret;
  return ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
}

let signer: SignatureV4 | undefined;

/** A signer with the SDK's region and credentials. It signs a path without escaping it again, as S3 requires. */
function s3Signer(): SignatureV4 {
  const { region, credentials } = dynamodb.config;
  signer ??= new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });
  return signer;
}

/**
 * The URL of a bucket, by the rule of the SDKs: its name comes before the host's, or in the path if the host is an IP
 * address. `endpoint` is the value of the SDKs' own variables, if they are set.
 */
export function bucketAddress(bucket: string, region: string, endpoint?: string): URL {
  const url = new URL(endpoint ?? `https://s3.${region}.amazonaws.com`);
  const base = url.pathname.replace(/\/$/, '');
  if (isIP(url.hostname.replaceAll(/[[\]]/g, '')) !== 0) url.pathname = `${base}/${bucket}`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url;
}

export interface Presigning {
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  /** The request must have exactly these. Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly seconds: number;
}

export interface Link {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export async function presigned({
  method,
  bucket,
  key,
  query,
  headers = {},
  seconds,
}: Presigning): Promise<Link> {
  const endpoint = process.env['AWS_ENDPOINT_URL_S3'] ?? process.env['AWS_ENDPOINT_URL'];
  const url = bucketAddress(bucket, await dynamodb.config.region(), endpoint);
  const path = `${url.pathname.replace(/\/$/, '')}/${key.split('/').map(uriEncode).join('/')}`;
  // Signatures have whole seconds.
  const signed = Math.floor(Date.now() / 1000) * 1000;
  const request = await s3Signer().presign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path,
      query: { ...query },
      headers: { ...headers, host: url.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    },
    // S3 does not check a bound header that is in the query instead.
    { expiresIn: seconds, signingDate: new Date(signed), unhoistableHeaders: new Set(Object.keys(headers)) },
  );
  const parameters = Object.entries(request.query ?? {}).map(
    ([name, value]) => `${uriEncode(name)}=${uriEncode(String(value))}`,
  );
  return { url: `${url.origin}${path}?${parameters.join('&')}`, expires: signed + seconds * 1000 };
}
