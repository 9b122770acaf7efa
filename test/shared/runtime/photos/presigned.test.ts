import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { bucketAddress } from '../../../../shared/runtime/photos/presigned.ts';

describe('the address of a bucket', () => {
  it.each([
    [undefined],
    ['http://127.0.0.1:4566'],
    ['http://[::1]:4566'],
    ['https://s3.example.org'],
    ['https://bucket.vpce-0a1b2c3d.s3.eu-west-1.vpce.amazonaws.com'],
  ])('is the SDK’s own for the endpoint %s', async (endpoint) => {
    const client = new S3Client({
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    const link = new URL(await getSignedUrl(client, new GetObjectCommand({ Bucket: 'photos', Key: 'k' })));
    const ours = bucketAddress('photos', 'eu-west-1', endpoint);
    expect(`${ours.origin}${ours.pathname.replace(/\/$/, '')}/k`).toBe(`${link.origin}${link.pathname}`);
    client.destroy();
  });
});
