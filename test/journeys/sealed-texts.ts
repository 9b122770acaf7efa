import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DecryptCommand, KMSClient } from '@aws-sdk/client-kms';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { Functions } from '../../local/cloud/lambda/functions.ts';
import type { RunningPlatform } from '../../local/tools/platform/start.ts';
import { environment } from '../../shared/runtime/environment.ts';
import { openField } from '../../shared/runtime/keys/sealed-field.ts';
import type { Place } from './everything.ts';

/** The names under which riders' fields are sealed. */
const FIELDS = [
  'name',
  'birthDate',
  'email',
  'phone',
  'number',
  'country',
  'token',
  'link',
  'phoneName',
  'objection',
];

/** Something sealed that anybody could open, and where it lies. */
export interface Opened {
  readonly place: string;
  readonly text: string;
}

/**
 * Everything sealed that anybody could open: each sealed text in these places, tried once with every key that there is,
 * by one who may read all tables and use KMS as the platform's own function.
 */
export async function openedIn(platform: RunningPlatform, places: readonly Place[]): Promise<Opened[]> {
  const keys = await dataKeys(platform);
  const known = new Map<string, string[]>();
  const readingsOf = (sealed: string): string[] => {
    const readings = known.get(sealed) ?? keys.flatMap(({ riderId, key }) => opened(key, riderId, sealed));
    known.set(sealed, readings);
    return readings;
  };
  return places.flatMap(({ name, text }) =>
    [...new Set(text.match(/enc\.v1\.[\w-]+\.[\w-]+/g) ?? [])]
      .flatMap(readingsOf)
      .map((reading) => ({ place: name, text: reading })),
  );
}

function opened(key: Buffer, riderId: string, text: string): string[] {
  return FIELDS.flatMap((name) => {
    try {
      return [openField(key, riderId, name, text)];
    } catch {
      return [];
    }
  });
}

async function dataKeys(platform: RunningPlatform): Promise<{ riderId: string; key: Buffer }[]> {
  const { cloud } = platform;
  const { identity, environment: variables } = cloud.part(Functions).definition('riders-http');
  const settings = { region: cloud.region, endpoint: cloud.endpoint.url };
  const dynamodb = new DynamoDBClient({ ...settings, credentials: administrator });
  const kms = new KMSClient({ ...settings, credentials: identity });
  try {
    const TableName = variables[environment.riderKeysTable];
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName }));
    const wrapped = Items.flatMap(({ pk, wrapped: blob }) =>
      blob?.B === undefined ? [] : [{ riderId: (pk?.S ?? '').replace('rider#', ''), blob: blob.B }],
    );
    return await Promise.all(
      wrapped.map(async ({ riderId, blob }) => {
        const { Plaintext } = await kms.send(
          new DecryptCommand({
            CiphertextBlob: blob,
            KeyId: variables[environment.riderKeysKeyId],
            EncryptionContext: { rider: riderId },
          }),
        );
        return { riderId, key: Buffer.from(Plaintext ?? []) };
      }),
    );
  } finally {
    dynamodb.destroy();
    kms.destroy();
  }
}
