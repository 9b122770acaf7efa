import { KEYS_JWS_TYPE } from '../../contracts/car/car.ts';
import type { Delivery } from './delivery.ts';
import type { Draft } from './drafts.ts';
import { commandRecord } from './envelopes.ts';

type Unsigned = Extract<Draft, { to: 'signature' }>;

/** A key that signs commands to cars: ECDSA over P-256 with SHA-256. */
export interface Signer {
  /** The id by which cars know the key. */
  readonly keyId: string;
  /** The signature of these bytes in the form of JOSE: r and s, 32 bytes each. */
  sign(bytes: Buffer): Promise<Buffer>;
}

/** The keys with which the platform signs. */
export interface Signing {
  /** The signer for a car that keeps this list of trusted keys. Undefined: the car has not reported its list. */
  keyFor(list: number | undefined): Signer;
  /** The list of trusted keys after this one, and its signer. Undefined when there is none. */
  listAfter(list: number): Promise<{ readonly payload: string; readonly signer: Signer } | undefined>;
}

/**
 * Signs the drafts that need it, with a JSON Web Signature (RFC 7515) in compact form over exactly the payload's bytes.
 * A list of trusted keys that does not exist is left out.
 */
export async function signed(drafts: readonly Draft[], signing: Signing | undefined): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (const draft of drafts) {
    if (draft.to === 'signature') {
      const text = await compactJws(draft, allowed(signing).keyFor(draft.list));
      deliveries.push(filledIn(draft.into, text));
    } else if (draft.to === 'trusted-keys') {
      const next = await allowed(signing).listAfter(draft.after);
      if (next === undefined) continue;
      const { payload, signer } = next;
      const text = await compactJws({ typ: KEYS_JWS_TYPE, payload }, signer);
      deliveries.push({ to: 'car', topic: draft.topic, payload: text });
    } else deliveries.push(draft);
  }
  return deliveries;
}

function allowed(signing: Signing | undefined): Signing {
  if (signing !== undefined) return signing;
  throw new Error('This function may not sign: its declaration lacks signCommands');
}

function filledIn(into: Unsigned['into'], text: string): Delivery {
  if ('topic' in into) return { to: 'car', topic: into.topic, payload: text };
  const { command, field } = into;
  return commandRecord({ ...command, data: { ...(command.data as object), [field]: text } });
}

async function compactJws(
  { typ, payload }: Pick<Unsigned, 'typ' | 'payload'>,
  signer: Signer,
): Promise<string> {
  const header = JSON.stringify({ alg: 'ES256', kid: signer.keyId, typ });
  const input = `${base64url(header)}.${base64url(payload)}`;
  const signature = await signer.sign(Buffer.from(input, 'ascii'));
  return `${input}.${signature.toString('base64url')}`;
}

const base64url = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');
