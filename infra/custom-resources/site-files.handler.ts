import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SITE_FOLDER } from '../site/site-files.ts';
import { type SiteObject, siteObjects } from '../site/site-objects.ts';
import { type CustomResourceEvent, type Provided, respond } from './cloudformation-response.ts';

const s3 = new S3Client();
const AT_ONCE = 8;

/** Custom resource `Custom::SiteFiles`: `Bucket`, `Config` → the files beside this bundle, in the bucket. */
export function handler(event: CustomResourceEvent): Promise<void> {
  return respond(event, () => putFiles(event));
}

async function putFiles(event: CustomResourceEvent): Promise<Provided> {
  const { Bucket: bucket, Config: config } = event.ResourceProperties;
  if (typeof bucket !== 'string') throw new TypeError('Bucket must be the name of a bucket');
  if (typeof config !== 'string') throw new TypeError('Config must be the text of /config.json');
  // The bucket's own stack decides whether the bucket and its files stay.
  if (event.RequestType !== 'Delete') {
    const objects = [...siteObjects(await filesHere()), configuration(config)];
    // Pages come last, so that no page is there before the scripts it loads.
    for (const group of [objects.filter(({ isPage }) => !isPage), objects.filter(({ isPage }) => isPage)])
      await putAll(bucket, group);
  }
  return { physicalId: `${bucket}/`, data: {} };
}

async function putAll(bucket: string, objects: readonly SiteObject[]): Promise<void> {
  const waiting = [...objects];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: next.key,
          Body: next.body,
          ContentType: next.contentType,
          CacheControl: next.cacheControl,
        }),
      );
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function configuration(text: string): SiteObject {
  return {
    key: 'config.json',
    body: Buffer.from(text),
    contentType: 'application/json',
    cacheControl: 'no-cache',
    isPage: true,
  };
}

async function filesHere(): Promise<ReadonlyMap<string, Buffer>> {
  const folder = join(process.env['LAMBDA_TASK_ROOT'] ?? import.meta.dirname, SITE_FOLDER);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [relative(folder, file).replaceAll(sep, '/'), await readFile(file)] as const),
    ),
  );
}
