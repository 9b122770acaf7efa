import { COMMAND_JWS_TYPE } from '../contracts/car.ts';
import type { Delivery, Draft } from './delivery.ts';

/** A key that signs commands to cars: ECDSA over P-256 with SHA-256. */
export interface Signer {
  /** What cars know the key by. */
  readonly keyId: string;
  /** The signature of these bytes as JOSE has it: r and s, 32 bytes each. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** Signs what has to be signed: a JSON Web Signature (RFC 7515) in compact form over exactly the payload's bytes. */
export async function signed(drafts: readonly Draft[], signer: Signer | undefined): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const draft of drafts) {
    if (draft.to !== 'signature') deliveries.push(draft);
    else if (signer === undefined)
      throw new Error('This function may not sign: its declaration lacks signCommands');
    else deliveries.push({ to: 'car', topic: draft.topic, payload: await compactJws(draft.payload, signer) });
  }
  return deliveries;
}

async function compactJws(payload: string, signer: Signer): Promise<string> {
  const header = JSON.stringify({ alg: 'ES256', kid: signer.keyId, typ: COMMAND_JWS_TYPE });
  const input = `${base64url(header)}.${base64url(payload)}`;
  const signature = await signer.sign(Buffer.from(input, 'ascii'));
  return `${input}.${signature.toString('base64url')}`;
}

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
