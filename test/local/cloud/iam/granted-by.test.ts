import { EncryptCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import { servePermissions } from '../../../../local/cloud/console/permissions-api.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import type { PermissionUse } from '../../../../local/cloud/iam/policy/used-permissions.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { servedLocalApi } from '../console/served-local-api.ts';
import { aFunction } from '../lambda/a-function.ts';
import { clientSettings, deployResources, openCloud, refOf, role } from '../local-cloud.ts';

/** Which policy a request was granted by, where roles and resources both have one. */

const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });
const resources = {
  Signing: { Type: 'AWS::KMS::Key', Properties: { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' } },
  Closed: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: { Effect: 'Allow', Principal: { AWS: arnOf('Named') }, Action: 'kms:Encrypt' },
      },
    },
  },
  Photos: { Type: 'AWS::S3::Bucket' },
  PhotosPolicy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Photos' },
      PolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: [arnOf('Named'), arnOf('Signer')] },
          Action: 's3:PutObject',
          Resource: { 'Fn::Sub': ['${bucket}/*', { bucket: arnOf('Photos') }] },
        },
      },
    },
  },
  Signer: role(
    { Effect: 'Allow', Action: 'kms:Sign', Resource: arnOf('Signing') },
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject', 's3:ListBucket'], Resource: '*' },
  ),
  Named: role({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
};

let cloud: RunningCloud;
let deployed: Deployed;
beforeAll(async () => {
  cloud = await openCloud();
  deployed = await deployResources(cloud, resources);
  await cloud.start();
});
afterAll(async () => {
  await cloud.stop();
});

const uses = (policy: string): Record<string, [alone: number, shared: number]> =>
  Object.fromEntries(
    cloud.usedPermissions.of(policy).map(({ action, alone, shared }) => [action, [alone, shared]]),
  );

describe('a key', () => {
  it('takes a statement of its own policy and one of the role, each alone', async () => {
    const key = refOf(deployed, 'Signing');
    await new KMSClient(clientSettings(cloud, 'Signer')).send(
      new SignCommand({ KeyId: key, Message: Buffer.from('m'), SigningAlgorithm: 'ECDSA_SHA_256' }),
    );
    expect(uses('role Test-Signer')['kms:Sign']).toEqual([1, 0]);
    expect(uses(`key ${key}`)).toEqual({ 'kms:*': [1, 0] });
  });

  it('takes its own policy’s alone where that names the role and not the account', async () => {
    const key = refOf(deployed, 'Closed');
    await new KMSClient(clientSettings(cloud, 'Named')).send(
      new EncryptCommand({ KeyId: key, Plaintext: Buffer.from('m') }),
    );
    expect(uses(`key ${key}`)).toEqual({ 'kms:Encrypt': [1, 0] });
    expect(uses('role Test-Named')).toEqual({ 'kms:*': [0, 0] });
  });
});

describe('a bucket', () => {
  const put = async (name: string, Key: string): Promise<void> => {
    const command = new PutObjectCommand({ Bucket: 'test-photos', Key, Body: 'photo' });
    await new S3Client(clientSettings(cloud, name)).send(command);
  };

  it('takes either policy: where both allow, neither is needed alone', async () => {
    await put('Signer', 'a');
    expect(uses('role Test-Signer')['s3:PutObject']).toEqual([0, 1]);
    expect(uses('bucket test-photos')).toEqual({ 's3:PutObject': [0, 1] });
    await put('Named', 'b');
    expect(uses('bucket test-photos')).toEqual({ 's3:PutObject': [1, 1] });
  });

  it('counts no permission that only decides between two refusals', async () => {
    const signer = new S3Client(clientSettings(cloud, 'Signer'));
    await expect(
      signer.send(new HeadObjectCommand({ Bucket: 'test-photos', Key: 'nothing' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
    expect(uses('role Test-Signer')).toMatchObject({ 's3:GetObject': [1, 0], 's3:ListBucket': [0, 0] });
  });
});

it('a function that a service invokes has the permission that lets it in', async () => {
  const functions = cloud.part(Functions);
  aFunction(cloud, { code: 'export const handler = async () => 1;' });
  const sourceArn = 'arn:aws:events:eu-west-1:111111111111:rule/r';
  functions.permit('work', { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', sourceArn });
  functions.permit('work', { action: 'lambda:InvokeFunction', principal: 'sns.amazonaws.com' });
  await functions.invoke('work', {}, { source: 'events.amazonaws.com', sourceArn });
  expect(cloud.usedPermissions.of('function work').map(({ alone }) => alone)).toEqual([1, 0]);
});

it('is told at /_local/permissions, of all policies or of one', async () => {
  servePermissions(cloud);
  const server = await servedLocalApi(cloud);
  const get = async (query: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}/_local/permissions${query}`);
    return (await response.json()) as { permissions: PermissionUse[] };
  };
  expect((await get('')).permissions).toEqual(cloud.usedPermissions.all());
  expect((await get('?policy=role%20Test-Signer')).permissions).toEqual(
    cloud.usedPermissions.of('role Test-Signer'),
  );
  server.close();
});
