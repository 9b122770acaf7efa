import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { thumbprint } from '../../kernel/thumbprint.ts';
import { clientLimits } from '../client-limits.ts';
import { RuntimeFailure } from '../failure.ts';
import { kmsSigner } from './kms-signer.ts';

/**
 * Codes that others check without a network: a JSON Web Signature (RFC 7515) in compact form, ES256, by a key of KMS that
 * signs nothing else. The key's id is short, because a code is shown as a QR code.
 */
export interface CodeSigning {
  /** The public keys, in the form of RFC 7517. */
  keys(): Promise<readonly PublicCodeKey[]>;
  sign(typ: string, payload: unknown): Promise<string>;
  /** What the code says, if it is ours to the last bit; else undefined. */
  read(typ: string, code: string): Promise<unknown>;
}

export interface PublicCodeKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}

/** Characters of the thumbprint: enough to tell the few keys of a platform apart. */
const KID_LENGTH = 8;

export function kmsCodeSigning(keyId: string, client: KMSClient = new KMSClient(clientLimits)): CodeSigning {
  const signer = kmsSigner(keyId, client);
  let known: Promise<Known> | undefined;

  /** A failed read is not remembered. */
  async function publicKey(): Promise<Known> {
    known ??= readPublicKey(keyId, client);
    try {
      return await known;
    } catch (error) {
      known = undefined;
      throw error;
    }
  }

  return {
    keys: async () => [(await publicKey()).jwk],
    sign: async (typ, payload) => {
      const { kid } = (await publicKey()).jwk;
      const input = `${encoded({ alg: 'ES256', kid, typ })}.${encoded(payload)}`;
      const signature = await signer.sign(Buffer.from(input, 'ascii'));
      return `${input}.${signature.toString('base64url')}`;
    },
    read: async (typ, code) => readCode(await publicKey(), typ, code),
  };
}

interface Known {
  readonly jwk: PublicCodeKey;
  readonly key: KeyObject;
}

async function readPublicKey(keyId: string, client: KMSClient): Promise<Known> {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: 'der', type: 'spki' });
  const { crv, x, y } = key.export({ format: 'jwk' });
  if (crv !== 'P-256' || x === undefined || y === undefined) {
    throw new RuntimeFailure('UNEXPECTED_ANSWER', `KMS has no public key on P-256 under ${keyId}`);
  }
  const kid = thumbprint({ x, y }).slice(0, KID_LENGTH);
  return { key, jwk: { kty: 'EC', crv, x, y, kid, alg: 'ES256', use: 'sig' } };
}

function readCode({ key, jwk }: Known, typ: string, code: string): unknown {
  const [header = '', payload = '', signature = '', ...more] = code.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  // The last character of a text in base64url has bits that mean nothing: only one text is right.
  if (more.length > 0 || bytes.toString('base64url') !== signature) return undefined;
  if (header !== encoded({ alg: 'ES256', kid: jwk.kid, typ })) return undefined;
  const input = Buffer.from(`${header}.${payload}`, 'ascii');
  if (!verify('sha256', input, { key, dsaEncoding: 'ieee-p1363' }, bytes)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
