import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { clientLimits } from './client-limits.ts';
import { dynamodb } from './dynamodb-client.ts';
import { variable } from './environment.ts';
import { RuntimeFailure } from './failure.ts';

/**
 * What is personal is encrypted with a key of its rider's own, before it reaches log or table. The keys lie, wrapped by
 * KMS, in a table without backups: a key that is deleted there is gone, and with it everything that it encrypted.
 *
 * A sealed field is `enc.v1.<nonce>.<ciphertext and tag>`: AES-256-GCM, with the rider and the field's name as
 * additional data, so that a sealed value cannot be moved to another rider or field.
 */

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const kms = new KMSClient(clientLimits);

type Fields = Readonly<Record<string, string | undefined>>;

/** Encrypts each field with the rider's key, which is made at the first time. */
export async function seal<Plain extends Fields>(riderId: string, fields: Plain): Promise<Plain> {
  const key = (await existingKey(riderId)) ?? (await newKey(riderId));
  return mapFields(fields, (name, value) => sealField(key, riderId, name, value));
}

/** Decrypts each field; undefined when the rider's key is gone: then nobody can read them any more. */
export async function open<Sealed extends Fields>(
  riderId: string,
  fields: Sealed,
): Promise<Sealed | undefined> {
  const key = await existingKey(riderId);
  return key === undefined
    ? undefined
    : mapFields(fields, (name, value) => openField(key, riderId, name, value));
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

const context = (riderId: string, name: string): Buffer => Buffer.from(`${riderId}/${name}`, 'utf8');

function sealField(key: Buffer, riderId: string, name: string, value: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(context(riderId, name));
  const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `enc.v1.${nonce.toString('base64url')}.${sealed.toString('base64url')}`;
}

function openField(key: Buffer, riderId: string, name: string, text: string): string {
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

const itemKey = (riderId: string) => ({ pk: { S: `rider#${riderId}` }, sk: { S: 'key' } });

async function existingKey(riderId: string): Promise<Buffer | undefined> {
  const { Item } = await dynamodb.send(
    new GetItemCommand({
      TableName: variable('riderKeysTable'),
      Key: itemKey(riderId),
      ConsistentRead: true,
    }),
  );
  const wrapped = Item?.['wrapped']?.B;
  if (wrapped === undefined) return undefined;
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
async function newKey(riderId: string): Promise<Buffer> {
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
    const first = await existingKey(riderId);
    if (first === undefined)
      throw new RuntimeFailure('CONTENDED', 'A rider’s key was made and taken away at once');
    return first;
  }
}

function plain(key: Uint8Array | undefined): Buffer {
  if (key === undefined) throw new RuntimeFailure('UNEXPECTED_ANSWER', 'KMS answered without a key');
  return Buffer.from(key);
}
