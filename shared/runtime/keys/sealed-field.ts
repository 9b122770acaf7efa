import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { RuntimeFailure } from '../failure.ts';

/**
 * A sealed field is `enc.v1.<nonce>.<ciphertext and tag>`: AES-256-GCM, with the rider and the field's name as
 * additional data, so that a sealed value cannot be moved to another rider or field.
 */

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const context = (riderId: string, name: string): Buffer => Buffer.from(`${riderId}/${name}`, 'utf8');

export function sealField(key: Buffer, riderId: string, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(context(riderId, name));
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `enc.v1.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
}

/** Throws UNEXPECTED_ANSWER for a text that is no sealed field, and an Error when key, rider or name do not match. */
export function openField(key: Buffer, riderId: string, name: string, text: string): string {
  const [, version, nonce = '', sealed = ''] = text.split('.');
  const bytes = Buffer.from(sealed, 'base64url');
  if (version !== 'v1' || bytes.length < TAG_BYTES) {
    throw new RuntimeFailure(
      'UNEXPECTED_ANSWER',
      `The field ${name} of a rider is not sealed as it should be`,
    );
  }
  const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonce, 'base64url'))
    .setAAD(context(riderId, name))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
}
