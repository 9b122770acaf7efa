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
 * What is personal is encrypted with a key of its rider's own, before it reaches log or table. The keys lie, wrapped by
 * KMS, in a table without backups: a key that is destroyed there is gone, and with it everything that it encrypted. A
 * mark stays in its place, so that no other is ever made for the same rider.
 */

const kms = new KMSClient(clientLimits);

type Fields = Readonly<Record<string, string | undefined>>;

/** A rider's data key, unwrapped. Not to be kept: it could be destroyed meanwhile. */
export interface RiderKey {
  /** Encrypts each field. */
  seal<Plain extends Fields>(fields: Plain): Plain;
  /** Decrypts each field; one that was moved to another rider or field cannot be opened. */
  open<Sealed extends Fields>(fields: Sealed): Sealed;
  /** Tells texts apart without saying anything of them to whoever has not the key. */
  fingerprint(text: string): string;
}

/** The rider's key; undefined when there is none, or none any more: then nobody can read what it encrypted. */
export async function riderKey(riderId: string): Promise<RiderKey | undefined> {
  const stored = await storedKey(riderId);
  return stored === undefined || stored === 'destroyed' ? undefined : new DataKey(riderId, stored);
}

/** The rider's key, which is made at the first time. Throws RIDER_ERASED for a rider whose key was destroyed. */
export async function riderKeyOrNew(riderId: string): Promise<RiderKey> {
  const stored = (await storedKey(riderId)) ?? (await newKey(riderId));
  if (stored === 'destroyed')
    throw new ProblemError('RIDER_ERASED', 'You were erased; this account is over.');
  return new DataKey(riderId, stored);
}

/** Destroys the rider's key for good. May be called again, and for a rider without a key. */
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

/** Two requests may make a key at the same time: the first one that is written is the rider's. */
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
