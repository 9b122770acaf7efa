import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../api-gateway/function-response.ts';
import type { Cloud } from '../core/cloud.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { Buckets } from '../s3/buckets.ts';
import { localPolicy } from './local-policy.ts';

/** What a distribution answers where S3 gives an error. */
export interface ErrorPage {
  readonly errorCode: number;
  readonly responseCode: number;
  readonly path: string;
}

export interface Distribution {
  readonly distributionId: string;
  readonly arn: string;
  /** Scheme and host, as the templates name them. */
  readonly url: string;
  /** The host of the origin: a bucket. */
  readonly originHost: string;
  /** The object for `/`. */
  readonly rootObject: string | undefined;
  readonly errorPages: readonly ErrorPage[];
  /** Headers of every answer, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** JSON files that are larger name no addresses. */
const LARGEST_CONFIG_BYTES = 100_000;

/** The CloudFront distributions of the templates: what they serve from their buckets. Nothing is cached. */
export class Distributions {
  private readonly cloud: Cloud;
  private readonly distributions: Distribution[] = [];
  private readonly headers = new Map<string, Readonly<Record<string, string>>>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
  }

  add(distribution: Distribution): void {
    this.distributions.push(distribution);
  }

  addHeaders(policyId: string, headers: Readonly<Record<string, string>>): void {
    this.headers.set(policyId, headers);
  }

  headersOf(policyId: string): Readonly<Record<string, string>> | undefined {
    return this.headers.get(policyId);
  }

  list(): readonly Distribution[] {
    return this.distributions;
  }

  /** Says at which port the distribution is. */
  servedAt({ url }: Distribution, port: number): void {
    this.cloud.part(LocalAddresses).add(url, () => `http://127.0.0.1:${port}`);
  }

  /** The file for this request, or undefined when there is none and something else may be asked. */
  async file(
    distribution: Distribution,
    { method, url, headers }: IncomingMessage,
  ): Promise<HttpAnswer | undefined> {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const path = pathOf(url);
    if (path === undefined) return undefined;
    const key = path === '/' ? distribution.rootObject : path.slice(1);
    if (key === undefined) return undefined;
    const answer = await this.object(distribution, key, headers['if-none-match']);
    return answer === undefined || method === 'GET' ? answer : { ...answer, body: Buffer.alloc(0) };
  }

  /** What is answered when there is nothing at all: the page for what S3 answers, 403. */
  async missing(distribution: Distribution): Promise<HttpAnswer | undefined> {
    const page = distribution.errorPages.find(({ errorCode }) => errorCode === 403);
    const answer =
      page === undefined ? undefined : await this.object(distribution, page.path.slice(1), undefined);
    return page === undefined || answer === undefined ? undefined : { ...answer, status: page.responseCode };
  }

  private async object(
    distribution: Distribution,
    key: string,
    known: string | undefined,
  ): Promise<HttpAnswer | undefined> {
    const buckets = this.cloud.part(Buckets);
    const bucket = buckets.find(distribution.originHost.split('.')[0] ?? '');
    const object = bucket.find(key, this.cloud.clock.now());
    if (object === undefined) return undefined;
    buckets.authorizeService('cloudfront.amazonaws.com', distribution.arn, {
      action: 's3:GetObject',
      resource: `${bucket.arn}/${key}`,
    });
    const headers = {
      ...object.headers,
      etag: object.etag,
      'last-modified': new Date(object.lastModified).toUTCString(),
      ...this.localHeaders(distribution),
    };
    if (known === object.etag) return { status: 304, headers, body: Buffer.alloc(0) };
    const body = await bucket.objects.body(key);
    const names = object.headers['content-type'] === 'application/json' && body.length < LARGEST_CONFIG_BYTES;
    return {
      status: 200,
      headers,
      body: names ? Buffer.from(this.cloud.part(LocalAddresses).localized(body.toString())) : body,
    };
  }

  private localHeaders({ headers }: Distribution): Record<string, string> {
    const policy = headers['content-security-policy'];
    return {
      ...headers,
      ...(policy === undefined ? {} : { 'content-security-policy': localPolicy(policy, this.cloud.region) }),
    };
  }
}

function pathOf(url: string | undefined): string | undefined {
  try {
    return decodeURIComponent((url ?? '/').split('?')[0] ?? '/');
  } catch {
    return undefined;
  }
}
