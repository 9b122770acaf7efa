import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetPublicKeyCommand,
  KMSClient,
  ListKeysCommand,
  SignCommand,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { clientSettings, deployResources, openCloud, refOf, role } from '../local-cloud.ts';

const SIGNING = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' };
const MESSAGE = Buffer.from('unlock VIN 1');
const DIGEST = createHash('sha256').update(MESSAGE).digest();
const ALGORITHM = 'ECDSA_SHA_256';

const resources = {
  Signing: { Type: 'AWS::KMS::Key', Properties: SIGNING },
  Alias: {
    Type: 'AWS::KMS::Alias',
    Properties: { AliasName: 'alias/commands', TargetKeyId: { Ref: 'Signing' } },
  },
  Data: { Type: 'AWS::KMS::Key' },
  Closed: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': ['Named', 'Arn'] } },
          Action: 'kms:Encrypt',
          Resource: '*',
        },
      },
    },
  },
  Named: role({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
  Everything: role({ Effect: 'Allow', Action: 'kms:*', Resource: '*' }),
  Signer: role({ Effect: 'Allow', Action: 'kms:Sign', Resource: { 'Fn::GetAtt': ['Signing', 'Arn'] } }),
  Rider: role({
    Effect: 'Allow',
    Action: ['kms:Encrypt', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:EncryptionContext:rider': 'rdr_1' } },
  }),
};

let cloud: RunningCloud;
let deployed: Deployed;
const client = (logicalId?: string): KMSClient => new KMSClient(clientSettings(cloud, logicalId));

beforeAll(async () => {
  cloud = await openCloud();
  deployed = await deployResources(cloud, resources);
});

afterAll(() => cloud.stop());

describe('a signing key', () => {
  test.each([
    ['RAW', MESSAGE],
    ['DIGEST', DIGEST],
  ] as const)('signs %s so that others can verify it with the public key', async (MessageType, Message) => {
    const kms = client();
    for (let round = 0; round < 20; round++) {
      const signed = await kms.send(
        new SignCommand({ KeyId: 'alias/commands', Message, MessageType, SigningAlgorithm: ALGORITHM }),
      );
      const { PublicKey = new Uint8Array() } = await kms.send(
        new GetPublicKeyCommand({ KeyId: 'alias/commands' }),
      );
      const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      expect(verify('sha256', MESSAGE, publicKey, signed.Signature ?? new Uint8Array())).toBe(true);
      expect(signed.KeyId).toMatch(/^arn:aws:kms:eu-west-1:111111111111:key\//);
    }
  });

  test('verifies what it signed, raw as a digest and the other way round, and nothing else', async () => {
    const kms = client();
    const base = { KeyId: 'alias/commands', SigningAlgorithm: ALGORITHM } as const;
    const raw = await kms.send(new SignCommand({ ...base, Message: MESSAGE }));
    const digest = await kms.send(new SignCommand({ ...base, Message: DIGEST, MessageType: 'DIGEST' }));
    const other = createHash('sha256').update('other').digest();
    const check = (Signature: Uint8Array | undefined, Message: Uint8Array, MessageType: 'RAW' | 'DIGEST') =>
      kms.send(new VerifyCommand({ ...base, Message, MessageType, Signature }));
    expect((await check(raw.Signature, DIGEST, 'DIGEST')).SignatureValid).toBe(true);
    expect((await check(digest.Signature, MESSAGE, 'RAW')).SignatureValid).toBe(true);
    await expect(check(raw.Signature, other, 'DIGEST')).rejects.toThrow('signature');
    await expect(check(digest.Signature, other, 'RAW')).rejects.toMatchObject({
      name: 'KMSInvalidSignatureException',
    });
    await expect(check(Buffer.from('nonsense'), DIGEST, 'DIGEST')).rejects.toMatchObject({
      name: 'KMSInvalidSignatureException',
    });
  });

  test('refuses what KMS refuses: other algorithms, encryption, a digest of another length', async () => {
    const kms = client();
    const sign = (more: object) =>
      kms.send(
        new SignCommand({ KeyId: 'alias/commands', Message: MESSAGE, SigningAlgorithm: ALGORITHM, ...more }),
      );
    await expect(sign({ SigningAlgorithm: 'ECDSA_SHA_384' })).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
    });
    await expect(sign({ MessageType: 'DIGEST' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(sign({ KeyId: 'alias/none' })).rejects.toMatchObject({ name: 'NotFoundException' });
    await expect(
      kms.send(new EncryptCommand({ KeyId: 'alias/commands', Plaintext: MESSAGE })),
    ).rejects.toMatchObject({
      name: 'InvalidKeyUsageException',
    });
  });

  test('is described', async () => {
    const { KeyMetadata } = await client().send(new DescribeKeyCommand({ KeyId: 'alias/commands' }));
    expect(KeyMetadata).toMatchObject({
      KeySpec: 'ECC_NIST_P256',
      KeyUsage: 'SIGN_VERIFY',
      KeyState: 'Enabled',
    });
  });
});

describe('an encryption key', () => {
  const dataKey = (): string => refOf(deployed, 'Data');

  test('decrypts what it encrypted, in the same context only', async () => {
    const kms = client();
    const context = { rider: 'rdr_1', purpose: 'phone' };
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: dataKey(), Plaintext: MESSAGE, EncryptionContext: context }),
    );
    const reordered = { purpose: 'phone', rider: 'rdr_1' };
    const opened = await kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: reordered }));
    expect(Buffer.from(opened.Plaintext ?? [])).toEqual(MESSAGE);
    await expect(kms.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('gives data keys, plain and sealed', async () => {
    const kms = client();
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: dataKey(), KeySpec: 'AES_256' }));
    const opened = await kms.send(
      new DecryptCommand({ CiphertextBlob: made.CiphertextBlob, KeyId: made.KeyId }),
    );
    expect(made.Plaintext).toHaveLength(32);
    expect(opened.Plaintext).toEqual(made.Plaintext);
  });

  test('an encryption context that the policy does not allow is denied', async () => {
    const encrypt = (rider: string) =>
      client('Rider').send(
        new EncryptCommand({ KeyId: dataKey(), Plaintext: MESSAGE, EncryptionContext: { rider } }),
      );
    await expect(encrypt('rdr_1')).resolves.toBeDefined();
    await expect(encrypt('rdr_2')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('permissions', () => {
  const sign = (who: string) =>
    client(who).send(
      new SignCommand({ KeyId: 'alias/commands', Message: MESSAGE, SigningAlgorithm: ALGORITHM }),
    );

  test('[21] a role does what its own policies allow, where the key leaves it to the account', async () => {
    await expect(sign('Signer')).resolves.toBeDefined();
    await expect(
      client('Signer').send(new GetPublicKeyCommand({ KeyId: 'alias/commands' })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('"Action":"kms:GetPublicKey"') as string,
    });
    await expect(sign('Rider')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test("[21] a key that names roles ignores the account's policies", async () => {
    const closed = (who: string) =>
      client(who).send(new EncryptCommand({ KeyId: refOf(deployed, 'Closed'), Plaintext: MESSAGE }));
    await expect(closed('Named')).resolves.toBeDefined();
    await expect(closed('Everything')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('an access key that belongs to nobody is not recognised', async () => {
    const settings = {
      ...clientSettings(cloud),
      credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
    };
    await expect(
      new KMSClient(settings).send(new DescribeKeyCommand({ KeyId: 'alias/commands' })),
    ).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
  });

  test('an operation that is not played says so', async () => {
    await expect(client().send(new ListKeysCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('with a data directory', () => {
  test('the next start finds the same key', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'kms-'));
    const publicKeyOfAStart = async () => {
      const own = await openCloud({ dataDirectory });
      await deployResources(own, { Signing: resources.Signing, Alias: resources.Alias });
      const kms = new KMSClient(clientSettings(own));
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: 'alias/commands' }));
      await own.stop();
      return PublicKey;
    };
    try {
      expect(await publicKeyOfAStart()).toEqual(await publicKeyOfAStart());
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });
});
