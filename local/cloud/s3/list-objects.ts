import { AwsError, type AwsResponse } from '../core/aws-endpoint.ts';
import { type Call, parameters } from './call.ts';
import type { StoredObject } from './object-store.ts';
import { type Element, xmlResponse } from './xml.ts';

const MOST_KEYS = 1000;

/** ListObjectsV2: what is in the bucket, in the order of the keys. */
export function listObjects(call: Call): AwsResponse {
  const asked = parameters(call, [
    'continuation-token',
    'delimiter',
    'list-type',
    'max-keys',
    'prefix',
    'start-after',
  ]);
  const { bucket, now } = call;
  const prefix = asked.get('prefix') ?? '';
  const delimiter = asked.get('delimiter') ?? '';
  call.buckets.authorize(call, 's3:ListBucket', bucket.arn, {
    ...(asked.has('prefix') ? { 's3:prefix': [prefix] } : {}),
    ...(asked.has('delimiter') ? { 's3:delimiter': [delimiter] } : {}),
    ...(asked.has('max-keys') ? { 's3:max-keys': [asked.get('max-keys') ?? ''] } : {}),
  });
  const most = Number(asked.get('max-keys') ?? MOST_KEYS);
  if (!Number.isInteger(most) || most < 0)
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  const token = asked.get('continuation-token');
  const after = token === undefined ? asked.get('start-after') : Buffer.from(token, 'base64url').toString();
  const entries = entriesOf(
    bucket.all(now).filter(({ key }) => key.startsWith(prefix)),
    prefix,
    delimiter,
  ).filter(({ name }) => after === undefined || name > after);
  const page = entries.slice(0, Math.min(most, MOST_KEYS));
  const last = page.at(-1);
  const isTruncated = page.length < entries.length && last !== undefined;
  return xmlResponse('ListBucketResult', [
    ['Name', bucket.name],
    ['Prefix', prefix],
    ...(delimiter === '' ? [] : [['Delimiter', delimiter] as const]),
    ['MaxKeys', most],
    ['KeyCount', page.length],
    ['IsTruncated', isTruncated],
    ...(isTruncated
      ? [['NextContinuationToken', Buffer.from(last.name).toString('base64url')] as const]
      : []),
    ...page.map(elementOf),
  ]);
}

interface Entry {
  /** A key, or what several keys begin with, up to the delimiter. */
  readonly name: string;
  readonly object?: StoredObject;
}

function entriesOf(objects: readonly StoredObject[], prefix: string, delimiter: string): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const common = object.key.slice(0, end + delimiter.length);
    if (end === -1) entries.set(object.key, { name: object.key, object });
    else entries.set(common, { name: common });
  }
  return [...entries.values()];
}

function elementOf({ name, object }: Entry): Element {
  if (object === undefined) return ['CommonPrefixes', [['Prefix', name]]];
  return [
    'Contents',
    [
      ['Key', name],
      ['LastModified', new Date(object.lastModified).toISOString()],
      ['ETag', object.etag],
      ['Size', object.size],
      ['StorageClass', 'STANDARD'],
    ],
  ];
}
