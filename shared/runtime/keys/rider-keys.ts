import { createHmac } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { Instant } from '../../kernel/time.ts';
import { clientLimits } from '../client-limits.ts';
import { variable } from '../environment.ts';
import { RuntimeFailure } from '../failure.ts';
import { ProblemError } from '../problem.ts';
import { dynamodb } from '../table/client.ts';
import { openField, sealField } from './sealed-field.ts';

/**
 * Personal data is encrypted with its rider's own key before it reaches log or table. The keys are in a table without
 * backups, wrapped by KMS. Destroying a key there makes everything that it encrypted unreadable. A mark stays in its
 * place, so that no other key is ever made for the same rider.
 */

const kms = new KMSClient(clientLimits);

type Fields = Readonly<Record<string, string | undefined>>;

/** A rider's data key, unwrapped. Do not keep it, because it could be destroyed meanwhile. */
export interface RiderKey {
  /** Encrypts each field. */
  seal<Plain extends Fields>(fields: Plain): Plain;
  /** Decrypts each field. A field that was moved to another rider or name cannot be decrypted. */
  open<Sealed extends Fields>(fields: Sealed): Sealed;
  /** A keyed hash of the text. Without the key it reveals nothing about the text. */
  fingerprint(text: string): string;
}

/** The rider's key. Undefined when it was never made or was destroyed: then its data cannot be read. */
export async function riderKey(riderId: string): Promise<RiderKey | undefined> {
  const stored = await storedKey(riderId);
  return stored === undefined || stored === 'destroyed' ? undefined : new DataKey(riderId, stored);
}

/** The rider's key, which is made at first use. Throws RIDER_ERASED for a rider whose key was destroyed. */
export async function riderKeyOrNew(riderId: string): Promise<RiderKey> {
  const stored = (await storedKey(riderId)) ?? (await newKey(riderId));
  if (stored === 'destroyed')
    throw new ProblemError('RIDER_ERASED', 'Your data was erased, and this account is closed.');
  return new DataKey(riderId, stored);
}

/** Destroys the rider's key permanently. May be called again, and for a rider without a key. */
export async function destroyRiderKey(riderId: string, time: Instant): Promise<void> {
  await dynamodb.send(
    new PutItemCommand({
      TableName: variable('riderKeysTable'),
      Item: { ...itemKey(riderId), destroyedAt: { S: time } },
    }),
  );
}

class DataKey implements RiderKey {
  readonly #riderId: string;
  readonly #key: Buffer;

  constructor(riderId: string, key: Buffer) {
    this.#riderId = riderId;
    this.#key = key;
  }

  seal<Plain extends Fields>(fields: Plain): Plain {
    return mapFields(fields, (name, value) => sealField(this.#key, this.#riderId, name, value));
  }

  open<Sealed extends Fields>(fields: Sealed): Sealed {
    return mapFields(fields, (name, value) => openField(this.#key, this.#riderId, name, value));
  }

  fingerprint(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

function mapFields<Values extends Fields>(
  fields: Values,
  change: (name: string, value: string) => string,
): Values {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, change(name, value)]],
    ),
  ) as unknown as Values;
}

const itemKey = (riderId: string) => ({ pk: { S: `rider#${riderId}` }, sk: { S: 'key' } });

async function storedKey(riderId: string): Promise<Buffer | 'destroyed' | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('riderKeysTable'),
      Key: itemKey(riderId),
      ConsistentRead: true,
    }),
  );
  const wrapped = Item?.['wrapped']?.B;
  if (wrapped === undefined) return Item === undefined ? undefined : 'destroyed';
  const { Plaintext } = await kms.send(
    new DecryptCommand({
      CiphertextBlob: wrapped,
      KeyId: variable('riderKeysKeyId'),
      EncryptionContext: { rider: riderId },
    }),
  );
  return plain(Plaintext);
}

/** Two requests may make a key at the same time: the first key that is written is the rider's. */
async function newKey(riderId: string): Promise<Buffer | 'destroyed'> {
  const { Plaintext, CiphertextBlob } = await kms.send(
    new GenerateDataKeyCommand({
      KeyId: variable('riderKeysKeyId'),
      KeySpec: 'AES_256',
      EncryptionContext: { rider: riderId },
    }),
  );
  try {
    await dynamodb.send(
      new PutItemCommand({
        TableName: variable('riderKeysTable'),
        Item: { ...itemKey(riderId), wrapped: { B: CiphertextBlob ?? new Uint8Array() } },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
    return plain(Plaintext);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error;
    const first = await storedKey(riderId);
    if (first === undefined)
      throw new RuntimeFailure('CONTENDED', 'A rider’s key was made and taken away at once');
    return first;
  }
}

function plain(key: Uint8Array | undefined): Buffer {
  if (key === undefined) throw new RuntimeFailure('UNEXPECTED_ANSWER', 'KMS answered without a key');
  return Buffer.from(key);
}
