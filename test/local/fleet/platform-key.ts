import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type CarCommand, COMMAND_JWS_TYPE } from '../../../shared/contracts/car.ts';

/** A platform that signs commands as the real one does, written against RFC 7515 and not against the car. */
export interface PlatformKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  sign(command: CarCommand | object, header?: object): Buffer;
}

export function createPlatformKey(kid = 'key-1'): PlatformKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    kid,
    publicKey,
    sign(command, header = {}) {
      const head = encode({ alg: 'ES256', kid, typ: COMMAND_JWS_TYPE, ...header });
      const body = encode(command);
      const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
      const signature = sign('sha256', Buffer.from(`${head}.${body}`), key).toString('base64url');
      return Buffer.from(`${head}.${body}.${signature}`);
    },
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
