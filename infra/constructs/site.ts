import { createHash } from 'node:crypto';
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  Distribution,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { PHOTOS_BUCKET } from '../permissions/s3.ts';
import { signInUrl } from '../sign-in/domain.ts';
import { SITE_BUCKET } from '../site/bucket.ts';
import type { Stage } from '../stages.ts';
import { keepLogicalId } from './stable-id.ts';

/** Of the empty text. */
const EMPTY_STYLE = createHash('sha256').update('').digest('base64');

/**
 * What the pages may load and call: their own files, the APIs, the sign-in and the photos. No inline script or style,
 * no other site, no frame. The APIs are deployed after the site, so their hosts are named by a wildcard of the region.
 *
 * The pages of the API documents add an empty style element, and rules to it by the browser's own interface, which the
 * policy allows. A font of theirs is in their style sheet.
 */
function contentSecurityPolicy(): string {
  const api = `execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  const photos = `https://${PHOTOS_BUCKET}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'sha256-${EMPTY_STYLE}'`,
    `img-src 'self' data: blob: ${photos}`,
    "font-src 'self' data:",
    `connect-src 'self' https://*.${api} wss://*.${api} ${signInUrl()} ${photos}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The web apps' files: a private bucket, and the distribution that alone may read it. */
export class Site extends Construct {
  readonly bucket: Bucket;
  /** Scheme and host of the pages: the origin of their requests. */
  readonly url: string;

  constructor(scope: Construct, id: string, { stage }: { readonly stage: Stage }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Files', {
      bucketName: SITE_BUCKET,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    keepLogicalId(this.bucket, 'SiteBucket');
    const headers = new ResponseHeadersPolicy(this, 'Headers', {
      comment: 'Keeps the pages of Roadstream to themselves',
      securityHeadersBehavior: {
        contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy(), override: true },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'Roadstream: console, app for riders',
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(this.bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: headers,
      },
      // S3 answers 403 for a file that is missing, since nobody may list the bucket.
      errorResponses: [{ httpStatus: 403, responseHttpStatus: 404, responsePagePath: '/not-found.html' }],
    });
    this.url = `https://${distribution.distributionDomainName}`;
  }
}
