/**
 * Checks that a webhook comes from the platform, by Standard Webhooks: `v1` (HMAC-SHA256) with a secret `whsec_…`, and
 * `v1a` (Ed25519) with a public key `whpk_…`.
 */

/** The request's headers, as `Headers` or as Node has them. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  /** The body exactly as it came: parsing and printing it again changes it. */
  readonly body: string | Uint8Array;
  /** One secret or key, or several while they are exchanged. */
  readonly secret: string | readonly string[];
  /** How much older or newer than now the request may be; 300 when absent. */
  readonly toleranceSeconds?: number;
  /** Milliseconds since 1970; the clock when absent. */
  readonly now?: number;
}

/** The request is not to be believed. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code:
    | 'HEADER_MISSING'
    | 'TIME_INVALID'
    | 'TOO_OLD'
    | 'TOO_NEW'
    | 'SIGNATURE_INVALID'
    | 'SECRET_INVALID';

  constructor(code: WebhookError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Resolves with the body's JSON. Throws WebhookError for a request that is not to be believed. */
export async function verifyWebhook<Payload = unknown>(request: WebhookRequest): Promise<Payload> {
  const { headers, secret, toleranceSeconds = 300, now = Date.now() } = request;
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    header(headers, `webhook-${name}`),
  );
  if (id === undefined || timestamp === undefined || signatures === undefined)
    throw new WebhookError('HEADER_MISSING', 'Send webhook-id, webhook-timestamp and webhook-signature.');
  if (!/^\d{1,12}$/.test(timestamp))
    throw new WebhookError('TIME_INVALID', 'The header webhook-timestamp has no whole seconds.');
  const age = now / 1000 - Number(timestamp);
  if (age > toleranceSeconds)
    throw new WebhookError('TOO_OLD', `The request is ${Math.round(age)} seconds old.`);
  if (age < -toleranceSeconds)
    throw new WebhookError('TOO_NEW', `The request is from ${Math.round(-age)} seconds ahead of this clock.`);
  const body = typeof request.body === 'string' ? new TextEncoder().encode(request.body) : request.body;
  const signed = joined(new TextEncoder().encode(`${id}.${timestamp}.`), body);
  for (const one of typeof secret === 'string' ? [secret] : secret)
    for (const signature of signatures.split(' '))
      if (await isGood(one, signature, signed)) return JSON.parse(new TextDecoder().decode(body)) as Payload;
  throw new WebhookError('SIGNATURE_INVALID', 'No signature is of this body by one of the secrets.');
}

function header(headers: WebhookHeaders, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name);
  const value = key === undefined ? undefined : headers[key];
  return typeof value === 'string' ? value : value?.[0];
}

/** A secret or key by its prefix, and the version of the signatures that it checks. */
const KINDS = [
  { prefix: 'whpk_', version: 'v1a', algorithm: 'Ed25519' },
  { prefix: 'whsec_', version: 'v1', algorithm: { name: 'HMAC', hash: 'SHA-256' } },
  // The standard lets a secret come without its prefix.
  { prefix: '', version: 'v1', algorithm: { name: 'HMAC', hash: 'SHA-256' } },
] as const;

async function isGood(secret: string, signature: string, signed: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const [version, text = ''] = signature.split(',', 2);
  const kind = KINDS.find(({ prefix }) => secret.startsWith(prefix));
  if (kind === undefined || version !== kind.version) return false;
  const given = bytesOf(text);
  const raw = bytesOf(secret.slice(kind.prefix.length));
  if (raw === undefined || raw.length === 0)
    throw new WebhookError('SECRET_INVALID', 'The secret is not base64 behind its prefix.');
  if (given === undefined) return false;
  const key = await crypto.subtle.importKey('raw', raw, kind.algorithm, false, ['verify']);
  return await crypto.subtle.verify(kind.version === 'v1' ? 'HMAC' : 'Ed25519', key, given, signed);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
