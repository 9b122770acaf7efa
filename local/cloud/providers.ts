import { apiGatewayProviders } from './api-gateway/providers.ts';
import { cdkMetadata } from './cloudformation/providers.ts';
import { cloudFrontProviders } from './cloudfront/providers.ts';
import { cloudWatchProviders } from './cloudwatch/providers.ts';
import { cognitoProviders } from './cognito/providers.ts';
import type { Provider } from './core/provider.ts';
import { dynamodbProviders } from './dynamodb/providers.ts';
import { networkingProviders } from './ec2/providers.ts';
import { iamProviders } from './iam/providers.ts';
import { iotProviders } from './iot/providers.ts';
import { kmsProviders } from './kms/providers.ts';
import { lambdaProviders } from './lambda/providers.ts';
import { mskProviders } from './msk/providers.ts';
import { s3Providers } from './s3/providers.ts';
import { schedulerProviders } from './scheduler/providers.ts';
import { secretsManagerProviders } from './secrets-manager/providers.ts';
import { emailIdentity } from './ses/providers.ts';
import { sqsProviders } from './sqs/providers.ts';
import { ssmParameter } from './ssm/providers.ts';

/** Every kind of resource that the local cloud plays. */
export const providers: readonly Provider[] = [
  ...networkingProviders,
  ...iamProviders,
  ...kmsProviders,
  ...secretsManagerProviders,
  ...mskProviders,
  ...dynamodbProviders,
  ...sqsProviders,
  ...s3Providers,
  ...cloudFrontProviders,
  ...cloudWatchProviders,
  ssmParameter,
  emailIdentity,
  cdkMetadata,
  ...lambdaProviders,
  ...schedulerProviders,
  ...apiGatewayProviders,
  ...cognitoProviders,
  ...iotProviders,
];
