import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

export function signCommands(keyArn: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['kms:Sign'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
    }),
  ];
}

/** Riders' data keys: unwrap them, or also make them. */
export function riderKeys(
  access: 'make' | 'read',
  { keyArn, tableArn }: { readonly keyArn: string; readonly tableArn: string },
): PolicyStatement[] {
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
