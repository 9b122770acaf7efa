import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CustomResource, FileSystem, Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { NodeFunction } from '../constructs/node-function.ts';
import { signInUrl } from '../sign-in/domain.ts';
import { SITE_BUCKET_ARN } from '../site/bucket.ts';
import { SITE_FILES, SITE_FOLDER } from '../site/site-files.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data.ts';
import type { SiteStack } from './site.ts';

export interface PagesProps extends StackProps {
  readonly stage: Stage;
  readonly site: SiteStack;
  readonly data: DataStack;
  readonly apiUrl: string;
  readonly socketUrl: string;
  /** The folder of the function's bundle, with the built files of the web apps beside it. */
  readonly bundle: string;
}

/** The files of the web apps in the site's bucket, and `/config.json`, which tells them where everything is. */
export class PagesStack extends Stack {
  constructor(scope: Construct, id: string, given: PagesProps) {
    const { stage, site, data, apiUrl, socketUrl, bundle, ...props } = given;
    super(scope, id, props);
    const provider = new NodeFunction(this, 'Provider', {
      stage,
      name: SITE_FILES,
      description: 'Custom resource: puts the files of the web apps into the bucket of the site',
      bundle,
      memoryMb: 256,
      timeoutSeconds: 120,
      permissions: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [`${SITE_BUCKET_ARN}/*`] })],
    });
    const { rider, operator } = data.signIn.appClients;
    const files = join(bundle, SITE_FOLDER);
    new CustomResource(this, 'Files', {
      resourceType: 'Custom::SiteFiles',
      serviceToken: provider.function.functionArn,
      properties: {
        Bucket: site.bucket.bucketName,
        // Other files are put again; the same are not.
        Fingerprint: existsSync(files) ? FileSystem.fingerprint(files) : '',
        Config: this.toJsonString({
          api: apiUrl,
          socket: socketUrl,
          signIn: { url: signInUrl(), clients: { rider, operator } },
        }),
      },
    });
  }
}
