import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PHOTOS_BUCKET } from '../permissions/s3.ts';
import type { Stage } from '../stages.ts';
import { keepLogicalId } from './stable-id.ts';

/** Longer than any upload may take. */
const UNFINISHED_DAYS = 1;

export interface PhotosBucketProps {
  readonly stage: Stage;
  readonly logicalId: string;
  /** Scheme and host of the web apps. */
  readonly siteUrl: string;
  /** Days that each room's photos are kept, by the room's name, which is the prefix of its keys. */
  readonly retentionDays: ReadonlyMap<string, number>;
}

/**
 * The rooms' photos. The only access is by links that the rooms' functions sign, over TLS. S3 deletes photos after
 * their retention. There are no versions, so a deleted photo is gone.
 */
export class PhotosBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, { stage, logicalId, siteUrl, retentionDays }: PhotosBucketProps) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: PHOTOS_BUCKET,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lifecycleRules: [...retentionDays].map(([room, days]) => ({
        id: `${room}-photos`,
        prefix: `${room}/`,
        expiration: Duration.days(days),
        abortIncompleteMultipartUploadAfter: Duration.days(UNFINISHED_DAYS),
      })),
      // Web apps send only the headers that the links are bound to.
      cors: [
        {
          allowedOrigins: [...stage.api.allowedOrigins, siteUrl],
          allowedMethods: [HttpMethods.GET, HttpMethods.PUT],
          allowedHeaders: ['content-type', 'x-amz-checksum-sha256'],
          maxAge: Duration.hours(1).toSeconds(),
        },
      ],
    });
    keepLogicalId(this.bucket, logicalId);
  }
}
