import type { Cloud } from '../core/cloud.ts';
import { LocalCloudError } from '../core/local-cloud-error.ts';
import type { Asset } from './assembly/assembly.ts';

/** The assembly's assets, found by the bucket and key under which a template names them. */
export class Assets {
  private readonly paths = new Map<string, string>();
  private readonly cloud: Cloud;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  add(assets: readonly Asset[]): void {
    for (const { bucket, key, path } of assets)
      this.paths.set(`${this.fill(bucket)}/${this.fill(key)}`, path);
  }

  path(bucket: string, key: string): string {
    const path = this.paths.get(`${bucket}/${key}`);
    if (path === undefined)
      throw new LocalCloudError(
        'TEMPLATE_INVALID',
        `s3://${bucket}/${key} is no asset of the cloud assembly; code can only come from there`,
      );
    return path;
  }

  private fill(text: string): string {
    return text
      .replaceAll('${AWS::AccountId}', this.cloud.account)
      .replaceAll('${AWS::Region}', this.cloud.region)
      .replaceAll('${AWS::Partition}', 'aws');
  }
}

/**
 * The folder (or file) on disk behind `Code: { S3Bucket, S3Key }`. Throws a LocalCloudError (TEMPLATE_INVALID) when
 * it is not in the deployed assembly.
 */
export function assetPath(cloud: Cloud, code: { readonly S3Bucket: string; readonly S3Key: string }): string {
  return cloud.part(Assets).path(code.S3Bucket, code.S3Key);
}
