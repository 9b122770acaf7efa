import type { Provider } from '../cloud/provider.ts';
import { cdkMetadata } from './cdk-metadata.ts';
import { dynamodbProviders } from './dynamodb/providers.ts';
import { networkingProviders } from './ec2/networking.ts';
import { iamProviders } from './iam/providers.ts';
import { kmsProviders } from './kms/providers.ts';
import { monitoringProviders } from './monitoring/providers.ts';
import { mskProviders } from './msk/providers.ts';
import { s3Providers } from './s3/providers.ts';
import { secretsManagerProviders } from './secrets-manager/providers.ts';
import { sqsProviders } from './sqs/providers.ts';
import { ssmParameter } from './ssm/parameter.ts';

/** The resources that need neither functions, nor the HTTP API, nor IoT. */
export const resourceProviders: readonly Provider[] = [
  ...networkingProviders,
  ...iamProviders,
  ...kmsProviders,
  ...secretsManagerProviders,
  ...mskProviders,
  ...dynamodbProviders,
  ...sqsProviders,
  ...s3Providers,
  ...monitoringProviders,
  ssmParameter,
  cdkMetadata,
];
