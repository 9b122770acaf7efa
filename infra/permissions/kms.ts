import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type ChainKey,
  type KeyChain,
  publishedKeys,
  signingKeys,
} from '../../shared/runtime/keys/key-chain.ts';

/** To sign commands and lists of trusted keys. The lists have public keys, which must be read. */
export function signCommands(chain: KeyChain): PolicyStatement[] {
  const arns = (keys: readonly ChainKey[]): string[] => keys.map(({ kid }) => kid);
  const published = arns(publishedKeys(chain));
  return [
    new PolicyStatement({
      actions: ['kms:Sign'],
      resources: arns(signingKeys(chain)),
      conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
    }),
    ...(published.length === 0
      ? []
      : [new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: published })]),
  ];
}

/** To sign codes, and to publish the key by which others check them. */
export function signCodes(keyArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['kms:Sign'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
    }),
    new PolicyStatement({ actions: ['kms:GetPublicKey'], resources: [keyArn] }),
  ];
}

/** Riders' data keys: to unwrap them, to also make them, or to overwrite a key with the mark of its destruction. */
export function riderKeys(
  access: 'make' | 'read' | 'destroy',
  { keyArn, tableArn }: { readonly keyArn: string; readonly tableArn: string },
): PolicyStatement[] {
  if (access === 'destroy') {
    return [new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [tableArn] })];
  }
  const make = access === 'make';
  return [
    new PolicyStatement({
      actions: make ? ['dynamodb:GetItem', 'dynamodb:PutItem'] : ['dynamodb:GetItem'],
      resources: [tableArn],
    }),
    new PolicyStatement({
      actions: make ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'],
      resources: [keyArn],
      // A data key belongs to one rider and opens only with that rider's context. "For all values" is also true without
      // any context.
      conditions: {
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['rider'] },
        Null: { 'kms:EncryptionContextKeys': 'false' },
      },
    }),
  ];
}
