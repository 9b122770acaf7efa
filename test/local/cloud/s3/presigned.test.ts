import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { clientSettings, deployResources, openCloud, role } from '../local-cloud.ts';

/** Links that the unmodified SDK signs, used by somebody who has no key. */

const MINUTE = 60_000;
const ORIGIN = 'http://localhost:5173';
const resources = {
  Photos: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      CorsConfiguration: {
        CorsRules: [{ AllowedOrigins: [ORIGIN], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] }],
      },
    },
  },
  Signer: role({
    Effect: 'Allow',
    Action: ['s3:PutObject', 's3:GetObject'],
    Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Photos', 'Arn'] }, '/mine/*']] },
  }),
};

const photo = Buffer.from('not really a photo');
const sha256 = createHash('sha256').update(photo).digest('base64');
const upload = {
  'content-type': 'image/jpeg',
  'x-amz-checksum-sha256': sha256,
};

let cloud: RunningCloud;
let signer: S3Client;

beforeAll(async () => {
  cloud = await openCloud();
  await deployResources(cloud, resources);
  await cloud.start();
  signer = new S3Client(clientSettings(cloud, 'Signer'));
});
afterAll(async () => {
  signer.destroy();
  await cloud.stop();
});

const signingDate = () => new Date(cloud.clock.now());

/** Binds type, length and checksum: each is a header that must come as it was signed. */
function uploadLink(Key: string, expiresIn = 900): Promise<string> {
  const command = new PutObjectCommand({
    Bucket: 'test-photos',
    Key,
    ContentType: 'image/jpeg',
    ContentLength: photo.length,
    ChecksumSHA256: sha256,
  });
  const headers = new Set(['content-type', 'content-length', 'x-amz-checksum-sha256']);
  return getSignedUrl(signer, command, {
    expiresIn,
    signingDate: signingDate(),
    signableHeaders: headers,
    unhoistableHeaders: headers,
  });
}

const downloadLink = (Key: string): Promise<string> =>
  getSignedUrl(
    signer,
    new GetObjectCommand({ Bucket: 'test-photos', Key, ResponseContentType: 'image/png' }),
    {
      signingDate: signingDate(),
    },
  );

async function send(url: string, headers: Record<string, string> = upload, body: Buffer = photo) {
  const response = await fetch(url, { method: 'PUT', headers, body: new Uint8Array(body) });
  const text = await response.text();
  return [response.status, /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? text];
}

describe('a link to upload', () => {
  test('takes what was signed, as often as it is sent; and a link to download gives it out', async () => {
    const url = await uploadLink('mine/1');
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/test-photos\/mine\/1\?/);
    expect(await send(url)).toEqual([200, '']);
    expect(await send(url)).toEqual([200, '']);
    const response = await fetch(await downloadLink('mine/1'));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(photo);
  });

  test.each<[string, Record<string, string>, Buffer, number, string]>([
    ['another type', { ...upload, 'content-type': 'text/html' }, photo, 403, 'SignatureDoesNotMatch'],
    ['no type', { 'x-amz-checksum-sha256': sha256 }, photo, 403, 'SignatureDoesNotMatch'],
    ['another length', upload, Buffer.concat([photo, photo]), 403, 'SignatureDoesNotMatch'],
    ['other bytes of this length', upload, Buffer.alloc(photo.length), 400, 'BadDigest'],
    [
      'other bytes with their own checksum',
      {
        ...upload,
        'x-amz-checksum-sha256': createHash('sha256').update(Buffer.alloc(photo.length)).digest('base64'),
      },
      Buffer.alloc(photo.length),
      403,
      'SignatureDoesNotMatch',
    ],
    ['no checksum', { 'content-type': 'image/jpeg' }, photo, 403, 'SignatureDoesNotMatch'],
    ['a header that was not signed', { ...upload, 'x-amz-meta-a': 'b' }, photo, 403, 'AccessDenied'],
  ])('does not take %s', async (_what, headers, body, status, code) => {
    expect(await send(await uploadLink('mine/2'), headers, body)).toEqual([status, code]);
    expect((await fetch(await downloadLink('mine/2'))).status).toBe(403);
  });

  test.each<[string, (url: string) => string, number, string]>([
    ['another key', (url) => url.replace('mine/3', 'mine/4'), 403, 'SignatureDoesNotMatch'],
    ['a longer life', (url) => url.replace('Expires=900', 'Expires=901'), 403, 'SignatureDoesNotMatch'],
    [
      'no signature',
      (url) => url.replace(/X-Amz-Signature=[^&]*&?/, ''),
      400,
      'AuthorizationQueryParametersError',
    ],
    ['no signer', (url) => url.replace(/\?.*/, ''), 403, 'AccessDenied'],
    [
      'another signer',
      (url) => url.replace(/Credential=[^%]+/, 'Credential=AKIANOBODY'),
      403,
      'InvalidAccessKeyId',
    ],
    ['another region', (url) => url.replace('eu-west-1', 'us-east-1'), 400, 'AuthorizationHeaderMalformed'],
    ['more than was signed', (url) => `${url}&response-expires=x`, 403, 'SignatureDoesNotMatch'],
    [
      'a life of two weeks',
      (url) => url.replace('Expires=900', 'Expires=1209600'),
      400,
      'AuthorizationQueryParametersError',
    ],
    [
      'a session that is not the signer’s',
      (url) => `${url}&X-Amz-Security-Token=t`,
      403,
      'SignatureDoesNotMatch',
    ],
  ])('does not work with %s', async (_what, change, status, code) => {
    expect(await send(change(await uploadLink('mine/3')))).toEqual([status, code]);
  });

  test('ends with its time, by the platform’s clock', async () => {
    const url = await uploadLink('mine/5', 60);
    expect(await send(url)).toEqual([200, '']);
    await cloud.clock.advance(MINUTE + 1000);
    expect(await send(url)).toEqual([403, 'AccessDenied']);
  });

  test('does not begin before its time', async () => {
    const later = new Date(cloud.clock.now() + 20 * MINUTE);
    const command = new GetObjectCommand({ Bucket: 'test-photos', Key: 'mine/1' });
    const response = await fetch(await getSignedUrl(signer, command, { signingDate: later }));
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('not valid yet')]);
  });

  test('allows what its signer may when it is used, not what it might when it signed', async () => {
    expect(await send(await uploadLink('theirs/1'))).toEqual([403, 'AccessDenied']);
    const url = await uploadLink('mine/6');
    const { identities } = cloud;
    const before = [...(identities.all()[0]?.statements ?? [])];
    await identities.changePolicy('Test-Signer', []);
    expect(await send(url)).toEqual([403, 'AccessDenied']);
    await identities.changePolicy('Test-Signer', before);
    expect(await send(url)).toEqual([200, '']);
  });

  test('ignores a checksum in the query, as S3 does: only a header binds', async () => {
    const command = new PutObjectCommand({ Bucket: 'test-photos', Key: 'mine/7', ChecksumSHA256: sha256 });
    const url = await getSignedUrl(signer, command, { signingDate: signingDate() });
    expect(url).toContain('x-amz-checksum-sha256=');
    expect(await send(url, {}, Buffer.from('other bytes'))).toEqual([200, '']);
  });

  test('serves pages of the origins that the bucket names, and of no other', async () => {
    const url = await uploadLink('mine/8');
    // A browser asks first, at the link, without the headers that it is bound to.
    const asked = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: ORIGIN,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'content-type,x-amz-checksum-sha256',
      },
    });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([200, ORIGIN]);
    const page = await fetch(url, {
      method: 'PUT',
      headers: { ...upload, origin: ORIGIN },
      body: new Uint8Array(photo),
    });
    expect([page.status, page.headers.get('access-control-allow-origin')]).toEqual([200, ORIGIN]);
    expect(await send(url, { ...upload, origin: 'https://evil.example' })).toEqual([403, 'AccessDenied']);
  });
});

describe('a signature in headers', () => {
  test('is checked against the key, the body and the time', async () => {
    const wrongKey = new S3Client({
      ...clientSettings(cloud),
      credentials: { ...clientSettings(cloud).credentials, secretAccessKey: 'guessed' },
    });
    const read = new GetObjectCommand({ Bucket: 'test-photos', Key: 'mine/1' });
    await expect(wrongKey.send(read)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    const wrongTime = new S3Client({ ...clientSettings(cloud), systemClockOffset: 20 * MINUTE });
    await expect(wrongTime.send(read)).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
    for (const one of [wrongKey, wrongTime]) one.destroy();
  });
});
