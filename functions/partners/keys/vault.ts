import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { SigningSecret } from '../../../shared/contracts/partners/endpoints.ts';
import { idOf } from '../../../shared/kernel/ids.ts';
import { variable } from '../../../shared/runtime/environment.ts';
import { KeptSecret } from '../../../shared/runtime/kept-secret.ts';
import { ed25519Key, publicKeyText, secretText, type WebhookKeys } from './signing.ts';

/**
 * What the room keeps secret, by one root secret in Secrets Manager: webhook secrets are in log and table only sealed, and
 * each partner has ids of its own for riders and rentals.
 */

const VERSION = 'v1';
const NEW_SECRET_BYTES = 32;
const SEED_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

const PREFIXES = { rider: 'prd', rental: 'prn' } as const;

/** What a partner's answer is for. */
export interface Reply {
  readonly riderId: string;
  readonly transferId: string;
}

export class Vault {
  readonly #root: string;
  readonly #keys = new Map<string, Buffer>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Seals a secret for an endpoint: the given one, or one that is made now. With it an Ed25519 key is made. */
  seal(endpointId: string, symmetric: Uint8Array = randomBytes(NEW_SECRET_BYTES)): SigningSecret {
    const seed = randomBytes(SEED_BYTES);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key('endpoint secrets'), nonce);
    cipher.setAAD(Buffer.from(endpointId));
    const sealed = Buffer.concat([cipher.update(Buffer.concat([seed, symmetric])), cipher.final()]);
    const text = Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
    return { sealed: `${VERSION}.${text}`, publicKey: publicKeyText(ed25519Key(seed)) };
  }

  /** Throws for what was sealed for another endpoint, or with another root. */
  open(endpointId: string, sealed: string): WebhookKeys {
    const bytes = Buffer.from(sealed.slice(VERSION.length + 1), 'base64url');
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#key('endpoint secrets'),
      bytes.subarray(0, NONCE_BYTES),
    );
    decipher.setAAD(Buffer.from(endpointId));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    const opened = Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ]);
    return { symmetric: opened.subarray(SEED_BYTES), ed25519: ed25519Key(opened.subarray(0, SEED_BYTES)) };
  }

  /** The secret as its partner has it. */
  secretText(endpointId: string, sealed: string): string {
    return secretText(this.open(endpointId, sealed).symmetric);
  }

  /** The id that this partner has for a rider or a rental. Two partners cannot tell that theirs are the same one's. */
  alias(kind: 'rider' | 'rental', partnerId: string, id: string): string {
    const key = this.#key(`ids of ${partnerId}`);
    return idOf(PREFIXES[kind], createHmac('sha256', key).update(`${kind}/${id}`).digest());
  }

  /**
   * What a partner sends back with its answer: it names rider and transfer, and only we can read it. The same each time, so
   * that each attempt of a delivery has the same body.
   */
  sealReply(partnerId: string, { riderId, transferId }: Reply): string {
    const key = this.#key(`replies of ${partnerId}`);
    const plain = Buffer.from(JSON.stringify([riderId, transferId]));
    // Of the plain text: another text never has the same nonce.
    const nonce = createHmac('sha256', key).update(plain).digest().subarray(0, NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')}`;
  }

  /** Undefined for what was not sealed for this partner. */
  openReply(partnerId: string, reply: string): Reply | undefined {
    const bytes = Buffer.from(reply.slice(VERSION.length + 1), 'base64url');
    if (!reply.startsWith(`${VERSION}.`) || bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
    const key = this.#key(`replies of ${partnerId}`);
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const plain = Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
        decipher.final(),
      ]);
      const [riderId = '', transferId = ''] = JSON.parse(plain.toString()) as string[];
      return { riderId, transferId };
    } catch {
      return undefined;
    }
  }

  #key(purpose: string): Buffer {
    const known = this.#keys.get(purpose);
    if (known !== undefined) return known;
    const made = Buffer.from(
      hkdfSync('sha256', this.#root, '', `roadstream partners: ${purpose}`, KEY_BYTES),
    );
    this.#keys.set(purpose, made);
    return made;
  }
}

let root: KeptSecret | undefined;
let kept: { readonly value: string; readonly vault: Vault } | undefined;

/** The vault of the function's environment. */
export async function vault(): Promise<Vault> {
  root ??= new KeptSecret(variable('partnersSecret'));
  const value = await root.value();
  if (kept?.value !== value) kept = { value, vault: new Vault(value) };
  return kept.vault;
}
