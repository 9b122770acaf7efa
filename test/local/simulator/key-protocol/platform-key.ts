import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type CarCommand,
  COMMAND_JWS_TYPE,
  carActions,
  KEYS_JWS_TYPE,
  type TrustedKeys,
} from '../../../../shared/contracts/car/car.ts';
import { ENTITLE } from '../../../../shared/contracts/car/entitlements.ts';

/** A platform that signs as the real one does, written against RFC 7515 and not against the car. */
export interface PlatformKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** As cars have it. */
  readonly trusted: TrustedKeys['keys'][number];
  sign(payload: CarCommand | object, header?: object): Buffer;
  signKeys(list: TrustedKeys, header?: object): Buffer;
}

export function createPlatformKey(
  kid = 'key-1',
  actions: readonly string[] = [...carActions, ENTITLE],
  { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' }),
): PlatformKey {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const signed = (payload: object, header: object): Buffer => {
    const head = encode({ alg: 'ES256', kid, ...header });
    const body = encode(payload);
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url');
    return Buffer.from(`${head}.${body}.${signature}`);
  };
  return {
    kid,
    publicKey,
    trusted: { kid, x, y, actions: [...actions] },
    sign: (payload, header = {}) => signed(payload, { typ: COMMAND_JWS_TYPE, ...header }),
    signKeys: (list, header = {}) => signed(list, { typ: KEYS_JWS_TYPE, ...header }),
  };
}

export const trustOf = (version: number, ...keys: readonly PlatformKey[]): TrustedKeys => ({
  version,
  keys: keys.map(({ trusted }) => trusted),
});

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
