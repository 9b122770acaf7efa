import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** A phone: a key on P-256, and what it signs. */
export class PhoneUnderTest {
  readonly jwk: { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string };
  readonly #privateKey: KeyObject;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
    this.jwk = { kty: 'EC', crv: 'P-256', x, y };
    this.#privateKey = privateKey;
  }

  /** A proof of possession; `header` and `payload` replace what a good one says. */
  prove(
    rider: string,
    challenge: string,
    other: { readonly header?: object; readonly payload?: object } = {},
  ): string {
    const header = { alg: 'ES256', typ: 'roadstream-phone-key+jws', jwk: this.jwk, ...other.header };
    const signed = `${encode(header)}.${encode({ rider, challenge, ...other.payload })}`;
    const key = { key: this.#privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
