import { createPublicKey, randomBytes, sign, verify } from 'node:crypto';
import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import { type AwsInput, type JsonOperation, serveJson } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { type EncryptionContext, open, seal, sealingKeyId } from './ciphertext.ts';
import { signDigest, verifyDigest } from './digest-signature.ts';
import type { Key, KeyMaterial, KeyService } from './key.ts';

const SIGNING_ALGORITHM = 'ECDSA_SHA_256';
const ENCRYPTION_ALGORITHM = 'SYMMETRIC_DEFAULT';
/** KMS takes no longer message to sign or text to encrypt. */
const LONGEST_INPUT = 4096;
const DIGEST_BYTES = 32;

type Material<Spec extends KeyMaterial['spec']> = Extract<KeyMaterial, { spec: Spec }>;

function materialOf<Spec extends KeyMaterial['spec']>(
  key: Key,
  spec: Spec,
  operation: string,
): Material<Spec> {
  if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled`);
  if (key.material.spec !== spec)
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} is ${key.material.spec}: not for ${operation}`,
    );
  return key.material as Material<Spec>;
}

function short(bytes: Buffer, name: string): Buffer {
  if (bytes.length >= 1 && bytes.length <= LONGEST_INPUT) return bytes;
  throw new AwsError(
    'ValidationException',
    `${name} has ${bytes.length} bytes; 1 to ${LONGEST_INPUT} are allowed`,
  );
}

interface Signing {
  readonly key: Key;
  readonly material: Material<'ECC_NIST_P256'>;
  readonly message: Buffer;
  readonly isDigest: boolean;
}

function signing(
  keys: KeyService,
  input: AwsInput,
  request: AwsRequest,
  operation: 'Sign' | 'Verify',
): Signing {
  const key = keys.find(input.text('KeyId'));
  const algorithm = input.text('SigningAlgorithm');
  const messageType = input.optionalText('MessageType') ?? 'RAW';
  keys.authorize(request, key, `kms:${operation}`, {
    'kms:SigningAlgorithm': [algorithm],
    'kms:MessageType': [messageType],
  });
  const material = materialOf(key, 'ECC_NIST_P256', operation);
  if (algorithm !== SIGNING_ALGORITHM)
    throw new AwsError(
      'InvalidKeyUsageException',
      `${key.arn} signs with ${SIGNING_ALGORITHM}, not ${algorithm}`,
    );
  if (messageType !== 'RAW' && messageType !== 'DIGEST')
    throw new AwsError('ValidationException', `MessageType is RAW or DIGEST here, not ${messageType}`);
  const message = short(input.bytes('Message'), 'Message');
  if (messageType === 'DIGEST' && message.length !== DIGEST_BYTES)
    throw new AwsError('ValidationException', `a digest for ${algorithm} has ${DIGEST_BYTES} bytes`);
  return { key, material, message, isDigest: messageType === 'DIGEST' };
}

function encryptionContext(input: AwsInput): {
  readonly context: EncryptionContext;
  readonly conditions: Record<string, readonly string[]>;
} {
  const context = input.textRecord('EncryptionContext');
  const conditions = Object.entries(context).map(([name, value]) => [
    `kms:EncryptionContext:${name}`,
    [value],
  ]);
  return {
    context,
    conditions: { ...Object.fromEntries(conditions), 'kms:EncryptionContextKeys': Object.keys(context) },
  };
}

function dataKeyLength(input: AwsInput): number {
  const bytes = input.optionalNumber('NumberOfBytes');
  if (bytes !== undefined) return bytes;
  return input.optionalText('KeySpec') === 'AES_128' ? 16 : 32;
}

function describe(key: Key, cloud: Cloud): object {
  const signs = key.material.spec === 'ECC_NIST_P256';
  return {
    AWSAccountId: cloud.account,
    KeyId: key.id,
    Arn: key.arn,
    Description: key.description,
    Enabled: key.enabled,
    KeyState: key.enabled ? 'Enabled' : 'Disabled',
    KeyManager: 'CUSTOMER',
    Origin: 'AWS_KMS',
    MultiRegion: false,
    KeySpec: key.material.spec,
    CustomerMasterKeySpec: key.material.spec,
    KeyUsage: signs ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT',
    ...(signs
      ? { SigningAlgorithms: [SIGNING_ALGORITHM] }
      : { EncryptionAlgorithms: [ENCRYPTION_ALGORITHM] }),
  };
}

function asymmetricOperations(keys: KeyService): Record<string, JsonOperation> {
  return {
    Sign: (input, request) => {
      const { key, material, message, isDigest } = signing(keys, input, request, 'Sign');
      const signature = isDigest
        ? signDigest(material.privateKey, message)
        : sign('sha256', message, material.privateKey);
      return { KeyId: key.arn, Signature: signature.toString('base64'), SigningAlgorithm: SIGNING_ALGORITHM };
    },
    Verify: (input, request) => {
      const { key, material, message, isDigest } = signing(keys, input, request, 'Verify');
      const signature = input.bytes('Signature');
      const valid = isDigest
        ? verifyDigest(material.privateKey, message, signature)
        : verify('sha256', message, createPublicKey(material.privateKey), signature);
      if (!valid)
        throw new AwsError(
          'KMSInvalidSignatureException',
          'the signature is not one of this message and key',
        );
      return { KeyId: key.arn, SignatureValid: true, SigningAlgorithm: SIGNING_ALGORITHM };
    },
    GetPublicKey: (input, request) => {
      const key = keys.find(input.text('KeyId'));
      keys.authorize(request, key, 'kms:GetPublicKey');
      const { privateKey } = materialOf(key, 'ECC_NIST_P256', 'GetPublicKey');
      return {
        KeyId: key.arn,
        PublicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
        KeySpec: 'ECC_NIST_P256',
        CustomerMasterKeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: [SIGNING_ALGORITHM],
      };
    },
  };
}

function symmetricOperations(keys: KeyService): Record<string, JsonOperation> {
  const sealWith = (input: AwsInput, request: AwsRequest, operation: string, plaintext: Buffer) => {
    const key = keys.find(input.text('KeyId'));
    const { context, conditions } = encryptionContext(input);
    keys.authorize(request, key, `kms:${operation}`, conditions);
    const { secret } = materialOf(key, 'SYMMETRIC_DEFAULT', operation);
    return { KeyId: key.arn, CiphertextBlob: seal(key.id, secret, plaintext, context).toString('base64') };
  };
  return {
    Encrypt: (input, request) => ({
      ...sealWith(input, request, 'Encrypt', short(input.bytes('Plaintext'), 'Plaintext')),
      EncryptionAlgorithm: ENCRYPTION_ALGORITHM,
    }),
    Decrypt: (input, request) => {
      const blob = input.bytes('CiphertextBlob');
      const key = keys.find(sealingKeyId(blob));
      const { context, conditions } = encryptionContext(input);
      keys.authorize(request, key, 'kms:Decrypt', conditions);
      const named = input.optionalText('KeyId');
      if (named !== undefined && keys.find(named).id !== key.id)
        throw new AwsError('IncorrectKeyException', `the ciphertext was not made with ${named}`);
      const { secret } = materialOf(key, 'SYMMETRIC_DEFAULT', 'Decrypt');
      return {
        KeyId: key.arn,
        Plaintext: open(secret, blob, context).toString('base64'),
        EncryptionAlgorithm: ENCRYPTION_ALGORITHM,
      };
    },
    GenerateDataKey: (input, request) => {
      const plaintext = randomBytes(dataKeyLength(input));
      return {
        ...sealWith(input, request, 'GenerateDataKey', plaintext),
        Plaintext: plaintext.toString('base64'),
      };
    },
    GenerateDataKeyWithoutPlaintext: (input, request) =>
      sealWith(input, request, 'GenerateDataKeyWithoutPlaintext', randomBytes(dataKeyLength(input))),
  };
}

/** Registers the KMS service: what is needed to sign, verify, encrypt and describe. */
export function serveKms(cloud: Cloud, keys: KeyService): void {
  serveJson(cloud.endpoint, 'kms', {
    ...asymmetricOperations(keys),
    ...symmetricOperations(keys),
    DescribeKey: (input, request) => {
      const key = keys.find(input.text('KeyId'));
      keys.authorize(request, key, 'kms:DescribeKey');
      return { KeyMetadata: describe(key, cloud) };
    },
  });
}
