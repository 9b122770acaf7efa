import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { Site } from '../constructs/site.ts';
import type { Stage } from '../stages.ts';

export interface SiteProps extends StackProps {
  readonly stage: Stage;
}

/** Where the web apps are served. Sign-in and APIs need its address, and its files need theirs: see PagesStack. */
export class SiteStack extends Stack {
  readonly bucket: Bucket;
  /** Scheme and host of the pages. */
  readonly url: string;
  /** The page of the riders' app. */
  readonly appUrl: string;

  constructor(scope: Construct, id: string, { stage, ...props }: SiteProps) {
    super(scope, id, props);
    const site = new Site(this, 'Site', { stage });
    this.bucket = site.bucket;
    this.url = site.url;
    this.appUrl = `${site.url}/rider/`;
    new CfnOutput(this, 'SiteUrl', { value: this.url });
  }
}
