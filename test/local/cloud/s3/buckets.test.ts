import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { attributeOf, clientSettings, deployResources, openCloud, refOf, role } from '../local-cloud.ts';

const DAY = 86_400_000;
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const below = (name: string, prefix: string) => ({ 'Fn::Join': ['', [arnOf(name), `/${prefix}*`]] });

const resources = {
  Photos: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: {
        Rules: [
          { Id: 'Old', Prefix: 'old/', Status: 'Enabled', ExpirationInDays: 2 },
          { Prefix: '', Status: 'Disabled', ExpirationInDays: 1 },
        ],
      },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true },
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['https://*.example.org'],
            AllowedMethods: ['GET', 'PUT'],
            AllowedHeaders: ['content-type', 'x-amz-*'],
            ExposedHeaders: ['ETag'],
            MaxAge: 600,
          },
        ],
      },
    },
  },
  Named: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'named-bucket' } },
  PhotosPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Photos' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:*',
            Resource: [arnOf('Photos'), below('Photos', '')],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { AWS: arnOf('Guest') },
            Action: 's3:GetObject',
            Resource: below('Photos', 'shared/'),
          },
        ],
      },
    },
  },
  Writer: role(
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: below('Photos', 'mine/') },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: arnOf('Photos'),
      Condition: { StringLike: { 's3:prefix': 'mine/*' } },
    },
  ),
  Guest: role({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
};

const directory = mkdtempSync(join(tmpdir(), 's3-'));
let cloud: RunningCloud;
let bucket: string;
let references: readonly string[];
const clients: S3Client[] = [];

/** The SDK as it is: of the local cloud it knows the address and the time, as functions do. */
function client(logicalId?: string, of: RunningCloud = cloud): S3Client {
  const systemClockOffset = of.clock.now() - Date.now();
  const made = new S3Client({ ...clientSettings(of, logicalId), systemClockOffset });
  clients.push(made);
  return made;
}

const put = (Key: string, Body: string, more: object = {}) =>
  client().send(new PutObjectCommand({ Bucket: bucket, Key, Body, ...more }));
const get = async (Key: string, more: object = {}) => {
  const answer = await client().send(new GetObjectCommand({ Bucket: bucket, Key, ...more }));
  return { ...answer, text: (await answer.Body?.transformToString()) ?? '' };
};
const list = async (more: object = {}, as?: string) => {
  const page = await client(as).send(new ListObjectsV2Command({ Bucket: bucket, ...more }));
  return { ...page, keys: (page.Contents ?? []).map(({ Key }) => Key) };
};
type Failure = Error & { readonly $metadata?: { readonly httpStatusCode?: number } };
/** The error that it ends with, and its name and status. */
const errorOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => new Error('it succeeded'),
    (error: Failure) => error,
  );
async function failure(work: Promise<unknown>): Promise<[string, number | undefined]> {
  const { name, $metadata } = await errorOf(work);
  return [name, $metadata?.httpStatusCode];
}

beforeAll(async () => {
  cloud = await openCloud({ dataDirectory: directory });
  const deployed = await deployResources(cloud, resources);
  await cloud.start();
  bucket = refOf(deployed, 'Photos');
  references = [bucket, refOf(deployed, 'Named'), attributeOf(deployed, 'Photos', 'Arn')];
});
afterAll(async () => {
  for (const one of clients) one.destroy();
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('a bucket', () => {
  test('has the name of its template, or one in lower case as S3 wants it', () => {
    expect(references).toEqual(['test-photos', 'named-bucket', 'arn:aws:s3:::test-photos']);
  });
});

describe('an object', () => {
  test('is given out as it was put, by the unmodified SDK', async () => {
    const key = 'a b/ü+$&?%.jpg';
    const { ETag } = await put(key, 'hello', {
      ContentType: 'image/jpeg',
      CacheControl: 'no-store',
      Metadata: { car: 'WRS1' },
    });
    expect(ETag).toBe(`"${createHash('md5').update('hello').digest('hex')}"`);
    expect(await get(key)).toMatchObject({
      text: 'hello',
      ContentType: 'image/jpeg',
      CacheControl: 'no-store',
      ContentLength: 5,
      Metadata: { car: 'WRS1' },
      ServerSideEncryption: 'AES256',
      ETag,
    });
    const head = await client().send(
      new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({ ContentLength: 5, ChecksumCRC32: 'NhCmhg==', ETag });
    expect(Math.abs((head.LastModified?.getTime() ?? 0) - cloud.clock.now())).toBeLessThan(60_000);
  });

  test('has parts, and is not sent again to who has it', async () => {
    const { ETag } = await put('letters', 'abcdef');
    expect((await get('letters', { Range: 'bytes=1-3' })).text).toBe('bcd');
    expect((await get('letters', { Range: 'bytes=-2' })).text).toBe('ef');
    expect(await failure(get('letters', { Range: 'bytes=6-' }))).toEqual(['InvalidRange', 416]);
    expect((await failure(get('letters', { IfNoneMatch: ETag })))[1]).toBe(304);
    expect(await failure(get('letters', { IfMatch: '"other"' }))).toEqual(['PreconditionFailed', 412]);
    expect(await failure(put('letters', 'x', { IfNoneMatch: '*' }))).toEqual(['PreconditionFailed', 412]);
  });

  test('is the last one that was put, and gone when it is deleted', async () => {
    await put('note', 'one');
    await put('note', 'two');
    expect((await get('note')).text).toBe('two');
    await client().send(new DeleteObjectCommand({ Bucket: bucket, Key: 'note' }));
    expect(await failure(get('note'))).toEqual(['NoSuchKey', 404]);
    await client().send(new DeleteObjectCommand({ Bucket: bucket, Key: 'note' }));
  });

  test('must have the checksum that it comes with', async () => {
    const sha256 = createHash('sha256').update('right').digest('base64');
    await put('sums', 'right', { ChecksumSHA256: sha256 });
    expect(await get('sums', { ChecksumMode: 'ENABLED' })).toMatchObject({ ChecksumSHA256: sha256 });
    expect(await failure(put('sums', 'wrong', { ChecksumSHA256: sha256 }))).toEqual(['BadDigest', 400]);
    expect(await failure(put('sums', 'wrong', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' }))).toEqual([
      'BadDigest',
      400,
    ]);
    expect((await get('sums')).text).toBe('right');
  });

  test('is kept in the data directory for the next start, and is there whole', async () => {
    const other = mkdtempSync(join(tmpdir(), 's3-kept-'));
    for (const expected of [undefined, 'kept']) {
      const again = await openCloud({ dataDirectory: other });
      await deployResources(again, { Named: resources.Named });
      const key = { Bucket: 'named-bucket', Key: 'k' };
      const found = await client(undefined, again)
        .send(new GetObjectCommand(key))
        .then(
          (answer) => answer.Body?.transformToString(),
          () => undefined,
        );
      expect(found).toBe(expected);
      await client(undefined, again).send(new PutObjectCommand({ ...key, Body: 'kept' }));
      await again.stop();
    }
    rmSync(other, { recursive: true, force: true });
  });

  test('expires at the first midnight after its days, by the platform’s clock', async () => {
    await put('old/photo', 'x');
    await put('new/photo', 'x');
    await cloud.clock.advance(2 * DAY - 60_000);
    expect((await get('old/photo')).text).toBe('x');
    await cloud.clock.advance(DAY + 60_000);
    expect((await failure(get('old/photo')))[0]).toBe('NoSuchKey');
    expect((await list({ Prefix: 'old/' })).keys).toEqual([]);
    expect((await get('new/photo')).text).toBe('x');
  });
});

describe('a list', () => {
  test('is in the order of the keys, in pages, with a prefix or by folders', async () => {
    for (const key of ['list/b', 'list/a/2', 'list/a/1', 'list/c&d']) await put(key, 'xy');
    const first = await list({ Prefix: 'list/', MaxKeys: 3 });
    expect([first.keys, first.IsTruncated]).toEqual([['list/a/1', 'list/a/2', 'list/b'], true]);
    const second = await list({ Prefix: 'list/', ContinuationToken: first.NextContinuationToken });
    expect([second.keys, second.IsTruncated, second.Contents?.[0]?.Size]).toEqual([['list/c&d'], false, 2]);
    expect((await list({ Prefix: 'list/', StartAfter: 'list/b' })).keys).toEqual(['list/c&d']);
    const folders = await list({ Prefix: 'list/', Delimiter: '/' });
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'list/a/' }]);
    expect(folders.keys).toEqual(['list/b', 'list/c&d']);
  });
});

describe('[21] a role', () => {
  const as = (name: string, command: 'put' | 'get' | 'delete', Key: string) => {
    const where = { Bucket: bucket, Key };
    if (command === 'put') return client(name).send(new PutObjectCommand({ ...where, Body: 'x' }));
    if (command === 'delete') return client(name).send(new DeleteObjectCommand(where));
    return client(name).send(new GetObjectCommand(where));
  };

  test('may do what its policy says below its prefix, and nothing else', async () => {
    await as('Writer', 'put', 'mine/1');
    await as('Writer', 'get', 'mine/1');
    expect((await list({ Prefix: 'mine/' }, 'Writer')).keys).toEqual(['mine/1']);
    expect(await failure(as('Writer', 'put', 'theirs/1'))).toEqual(['AccessDenied', 403]);
    const { message } = await errorOf(as('Writer', 'put', 'theirs/1'));
    expect(message).toContain(
      'role Test-Writer is not authorized to perform s3:PutObject on arn:aws:s3:::test-photos/theirs/1',
    );
    expect(message).toContain('missing is {"Effect":"Allow","Action":"s3:PutObject"');
    expect((await failure(as('Writer', 'delete', 'mine/1')))[0]).toBe('AccessDenied');
    expect((await failure(list({ Prefix: 'theirs/' }, 'Writer')))[0]).toBe('AccessDenied');
    expect((await failure(list({}, 'Writer')))[0]).toBe('AccessDenied');
  });

  test('is not told whether there is what it may read, unless it may list all', async () => {
    expect(await failure(as('Writer', 'get', 'mine/nothing'))).toEqual(['AccessDenied', 403]);
    expect(await failure(get('mine/nothing'))).toEqual(['NoSuchKey', 404]);
  });

  test('may do what the bucket’s policy says', async () => {
    await put('shared/1', 'x');
    await as('Guest', 'get', 'shared/1');
    expect((await failure(as('Guest', 'get', 'mine/1')))[0]).toBe('AccessDenied');
    expect((await failure(as('Guest', 'put', 'shared/1')))[0]).toBe('AccessDenied');
  });
});

describe('what is not played is refused by name', () => {
  const where = { Bucket: 'test-photos', Key: 'k' };
  test.each([
    ['HTTP GET /', new ListBucketsCommand(), 's3 GET /'],
    ['a subresource', new GetObjectAclCommand(where), 'the query parameter acl'],
    ['an upload in parts', new CreateMultipartUploadCommand(where), 's3 POST /test-photos/k'],
    ['a copy', new CopyObjectCommand({ ...where, CopySource: 'a/b' }), 'the header x-amz-copy-source'],
    [
      'a storage class',
      new PutObjectCommand({ ...where, Body: 'x', StorageClass: 'GLACIER' }),
      'x-amz-storage-class',
    ],
    [
      'another encryption',
      new PutObjectCommand({ ...where, Body: 'x', ServerSideEncryption: 'aws:kms' }),
      'encryption with aws:kms',
    ],
    [
      'a time that changes the answer',
      new GetObjectCommand({ ...where, IfModifiedSince: new Date() }),
      'if-modified',
    ],
    [
      'another checksum',
      new PutObjectCommand({ ...where, Body: 'x', ChecksumCRC32C: 'AAAAAA==' }),
      'x-amz-checksum-crc32c',
    ],
  ])('%s', async (_what, command, said) => {
    const { name, message, $metadata } = await errorOf(client().send(command as GetObjectCommand));
    expect([name, $metadata?.httpStatusCode]).toEqual(['NotImplemented', 501]);
    expect(message).toContain(said);
  });

  test('a bucket that no template makes', async () => {
    const elsewhere = client().send(new GetObjectCommand({ Bucket: 'elsewhere', Key: 'k' }));
    expect(await failure(elsewhere)).toEqual(['NoSuchBucket', 404]);
  });
});

describe('a template is refused for', () => {
  test.each([
    [
      'a key of KMS',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }],
        },
      },
      'SSEAlgorithm is AES256 here, not aws:kms',
    ],
    [
      'a name that S3 does not take',
      { BucketName: 'Photos_Of_Cars' },
      'Photos_Of_Cars is no name for a bucket',
    ],
    [
      'versions, which are not played',
      { VersioningConfiguration: { Status: 'Enabled' } },
      'VersioningConfiguration',
    ],
    [
      'notifications, which are not played',
      { NotificationConfiguration: { EventBridgeConfiguration: {} } },
      'NotificationConfiguration',
    ],
  ])('%s', async (_what, Properties, why) => {
    const other = await openCloud();
    const made = deployResources(other, { Bucket: { Type: 'AWS::S3::Bucket', Properties } });
    await expect(made).rejects.toThrow(why);
    await other.stop();
  });

  test('a policy that lets everybody into a bucket that blocks it', async () => {
    const other = await openCloud();
    const Statement = [
      { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: below('Photos', '') },
    ];
    const made = deployResources(other, {
      Photos: resources.Photos,
      Policy: {
        Type: 'AWS::S3::BucketPolicy',
        Properties: { Bucket: { Ref: 'Photos' }, PolicyDocument: { Statement } },
      },
    });
    await expect(made).rejects.toThrow('blocks public policies');
    await other.stop();
  });
});

describe('a web page', () => {
  const ask = (origin: string, headers = 'content-type,x-amz-checksum-sha256') =>
    fetch(`${cloud.endpoint.url}/${bucket}/k`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': headers,
      },
    });

  test('may use a bucket whose rules name its origin, and these methods and headers', async () => {
    const allowed = await ask('https://app.example.org');
    expect(allowed.status).toBe(200);
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.org',
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
      'access-control-max-age': '600',
    });
    for (const refused of [
      await ask('https://evil.example'),
      await ask('https://app.example.org', 'if-match'),
    ]) {
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('<Code>AccessForbidden</Code>');
      expect(refused.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('without a signature gets nothing', async () => {
    const unsigned = await fetch(`${cloud.endpoint.url}/${bucket}/mine/1`);
    expect([unsigned.status, await unsigned.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
  });
});
