import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AwsError } from '../core/aws-endpoint.ts';

/**
 * A blob that names its key: version, key id (16 bytes), nonce (12), tag (16), AES-256-GCM ciphertext. The encryption
 * context is authenticated with it, as KMS does it.
 */
export type EncryptionContext = Readonly<Record<string, string>>;

const VERSION = 1;
const KEY_ID_END = 17;
const NONCE_END = 29;
const TAG_END = 45;

function contextBytes(context: EncryptionContext): Buffer {
  return Buffer.from(JSON.stringify(Object.entries(context).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

export function seal(keyId: string, key: Buffer, plaintext: Buffer, context: EncryptionContext): Buffer {
  const nonce = randomBytes(NONCE_END - KEY_ID_END);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(contextBytes(context));
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const id = Buffer.from(keyId.replaceAll('-', ''), 'hex');
  return Buffer.concat([Buffer.of(VERSION), id, nonce, cipher.getAuthTag(), text]);
}

function invalid(): AwsError {
  return new AwsError(
    'InvalidCiphertextException',
    'the ciphertext is not one of this key and encryption context',
  );
}

/** The id of the key that sealed the blob. Throws InvalidCiphertextException. */
export function sealingKeyId(blob: Buffer): string {
  if (blob[0] !== VERSION || blob.length < TAG_END) throw invalid();
  const digits = blob.subarray(1, KEY_ID_END).toString('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Throws InvalidCiphertextException for another context or a blob that was changed. */
export function open(key: Buffer, blob: Buffer, context: EncryptionContext): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(KEY_ID_END, NONCE_END))
    .setAAD(contextBytes(context))
    .setAuthTag(blob.subarray(NONCE_END, TAG_END));
  try {
    return Buffer.concat([decipher.update(blob.subarray(TAG_END)), decipher.final()]);
  } catch {
    throw invalid();
  }
}
