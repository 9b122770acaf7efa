import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PhotoUse } from '../../shared/runtime/room.ts';

/** Names of buckets are unique worldwide. */
export const PHOTOS_BUCKET = `roadstream-photos-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
/** Made from the name, because the check of wildcards needs it before CloudFormation knows the bucket. */
const BUCKET_ARN = `arn:${Aws.PARTITION}:s3:::${PHOTOS_BUCKET}`;

/**
 * The uses of its room's photos that a function declares. The links that it signs have these permissions, too. Listing
 * shows which photos have arrived: without it S3 answers for a missing photo as for a denied one.
 */
export function usePhotos(room: string, uses: readonly PhotoUse[]): PolicyStatement[] {
  const photos = `${BUCKET_ARN}/${room}/*`;
  return [
    ...(uses.includes('upload')
      ? [new PolicyStatement({ actions: ['s3:PutObject'], resources: [photos] })]
      : []),
    ...(uses.includes('read')
      ? [
          new PolicyStatement({ actions: ['s3:GetObject'], resources: [photos] }),
          new PolicyStatement({
            actions: ['s3:ListBucket'],
            resources: [BUCKET_ARN],
            conditions: { StringLike: { 's3:prefix': `${room}/*` } },
          }),
        ]
      : []),
  ];
}
