import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PhoneKey } from '../../../shared/contracts/car/grant-exchange.ts';
import { thumbprint } from '../../../shared/kernel/thumbprint.ts';

/** A key of one's own on P-256: a phone's, or a car's. */
export interface OwnKey {
  /** The public half, as others get it. */
  readonly jwk: PhoneKey;
  readonly thumbprint: string;
  readonly privateKey: KeyObject;
}

export function newKey(): OwnKey {
  return ownKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
}

/** A key from its PEM. Throws when it is none on P-256. */
export function readKey(pem: string): OwnKey {
  return ownKey(createPrivateKey(pem));
}

/** As it is kept in a file: PKCS #8, PEM. */
export function keyText({ privateKey }: OwnKey): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

function ownKey(privateKey: KeyObject): OwnKey {
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (kty !== 'EC' || crv !== 'P-256' || x === undefined || y === undefined) {
    throw new Error('it is no private key on the curve P-256');
  }
  return { jwk: { kty, crv, x, y }, thumbprint: thumbprint({ x, y }), privateKey };
}

/** A JSON Web Signature in compact form whose header has the public key, and its thumbprint as `kid`. */
export function signWith({ jwk, thumbprint: kid, privateKey }: OwnKey, typ: string, payload: object): string {
  const input = `${encoded({ alg: 'ES256', kid, typ, jwk })}.${encoded(payload)}`;
  const signature = sign('sha256', Buffer.from(input, 'ascii'), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
