import { Aws } from 'aws-cdk-lib';

/** Names of buckets are unique worldwide. */
export const SITE_BUCKET = `roadstream-site-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
/** Made from the name, because the check of wildcards needs it before CloudFormation knows the bucket. */
export const SITE_BUCKET_ARN = `arn:${Aws.PARTITION}:s3:::${SITE_BUCKET}`;
