import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type ChainKey,
  type KeyChain,
  publishedKeys,
  signingKeys,
} from '../../shared/runtime/keys/key-chain.ts';

/** Commands and lists of trusted keys are signed; the lists have the public halves of keys. */
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

/** Riders' data keys: unwrap them, or also make them; or write the mark of one that is destroyed over it. */
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
      // A data key is of one rider and opens only as that rider's. No context at all would be "for all values" too.
      conditions: {
        'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['rider'] },
        Null: { 'kms:EncryptionContextKeys': 'false' },
      },
    }),
  ];
}
