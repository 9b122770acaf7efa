import { createHash } from 'node:crypto';
import { carActions, type TrustedKeys } from '../../../shared/contracts/car/car.ts';
import { ENTITLE } from '../../../shared/contracts/car/entitlements.ts';
import { publicKeyOf, signDeterministically } from './deterministic-signature.ts';
import type { VectorKey } from './vector-format.ts';

/** A key of the vectors: made of its name, so that it is the same each time. */
export interface Party extends VectorKey {
  /** What is signed, in compact form; members of the header may be other ones. */
  sign(typ: string, payload: object, header?: object): string;
  /** As a car trusts it. */
  trusted(actions?: readonly string[]): TrustedKeys['keys'][number];
}

export function party(name: string, kid = name): Party {
  const secret = createHash('sha256').update(`Roadstream test vectors: ${name}`).digest();
  const { x, y } = publicKeyOf(secret);
  return {
    kid,
    x,
    y,
    d: secret.toString('base64url'),
    sign: (typ, payload, header = {}) => compact({ alg: 'ES256', kid, typ, ...header }, payload, secret),
    trusted: (actions = [...carActions, ENTITLE]) => ({ kid, x, y, actions: [...actions] }),
  };
}

export const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed text of a header and a payload, both whatever they are. */
export function compact(header: unknown, payload: unknown, secret: Buffer): string {
  return signText(`${encode(header)}.${encode(payload)}`, secret);
}

export function signText(input: string, secret: Buffer): string {
  return `${input}.${signDeterministically(secret, Buffer.from(input)).toString('base64url')}`;
}

export const secretOf = ({ d }: VectorKey): Buffer => Buffer.from(d, 'base64url');

export const platform = party('platform-1');
export const nextPlatform = party('platform-2');
/** May only ask how the car stands. */
export const reporter = party('platform-reports');
/** Nobody that a car trusts. */
export const stranger = party('stranger');
