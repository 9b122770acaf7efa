import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { PhotoUse } from '../../shared/runtime/room.ts';

/** Names of buckets are unique in the world. */
export const PHOTOS_BUCKET = `roadstream-photos-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
/** Made of the name: what the check of wildcards says of it must be known before CloudFormation knows the bucket. */
const BUCKET_ARN = `arn:${Aws.PARTITION}:s3:::${PHOTOS_BUCKET}`;

/**
 * What a function does with its room's photos, in the words of its declaration. It acts by the links that it signs, so
 * this is what whoever has a link may do. A list says which photos have arrived; without it S3 would answer for one that
 * has not as for one that is denied.
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
