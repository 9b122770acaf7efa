import { AwsError, type AwsRequest, type AwsResponse, type PlainRequest } from '../core/aws-endpoint.ts';
import { unknownOperation } from '../core/aws-json.ts';
import type { Cloud } from '../core/cloud.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { decide } from '../iam/policy/evaluate.ts';
import type { ResourceStatement } from '../iam/policy/parse-policy.ts';
import { authorizeWithPolicy, wouldPass } from '../iam/resource-access.ts';
import type { Bucket } from './bucket.ts';
import { type BucketService, type Call, callOf } from './call.ts';
import { type CorsRule, corsHeaders, corsRule, preflight } from './cors.ts';
import { listObjects } from './list-objects.ts';
import { deleteObject, getObject, headObject, putObject } from './object-operations.ts';
import { verify } from './signature.ts';
import { errorXml } from './xml.ts';

/** The buckets of one cloud, and the S3 service in front of them. */
export class Buckets implements BucketService {
  readonly account: string;
  private readonly cloud: Cloud;
  private readonly buckets = new Map<string, Bucket>();
  private readonly policies = new Map<string, readonly ResourceStatement[]>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    this.account = cloud.account;
    cloud.endpoint.register('s3', (request) => this.serve(request), {
      errorResponse: (error, request) => this.withCors(request, errorXml(error, request.path)),
      unsigned: (request) => this.unsigned(request),
      admitsPage: (origin, request) => this.ruleFor(origin, request) !== undefined,
    });
  }

  add(bucket: Bucket): void {
    this.buckets.set(bucket.name, bucket);
  }

  setPolicy(bucket: string, statements: readonly ResourceStatement[]): void {
    this.policies.set(bucket, statements);
    this.cloud.usedPermissions.include(`bucket ${bucket}`, () => statements);
  }

  /** Throws NoSuchBucket. */
  find(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined)
      throw new AwsError('NoSuchBucket', `The specified bucket does not exist: ${name}`, 404);
    return bucket;
  }

  /** Throws AccessDenied unless the signer's role or the bucket's policy allows it, now. */
  authorize(
    call: Call,
    action: string,
    resource: string,
    context: Readonly<Record<string, readonly string[]>> = {},
  ): void {
    authorizeWithPolicy(...this.question(call, action, resource, context));
  }

  /** Throws AccessDenied unless the bucket's policy lets the service of AWS do it for this resource of its own. */
  authorizeService(
    service: string,
    sourceArn: string,
    asked: { readonly action: string; readonly resource: string },
  ): void {
    const bucket = asked.resource.split(/:::|\//)[1] ?? '';
    const naming = (this.policies.get(bucket) ?? []).filter(({ principals }) =>
      principals.some((principal) => principal === service || principal === '*'),
    );
    const context = { 'aws:SourceArn': [sourceArn], 'aws:SecureTransport': ['true'] };
    const { verdict, by } = decide(naming, { ...asked, context });
    if (verdict !== 'allowed')
      throw new AwsError(
        'AccessDenied',
        `the policy of ${bucket} does not let ${service} do ${asked.action} for ${sourceArn}`,
        403,
      );
    this.cloud.usedPermissions.record(by);
  }

  may(call: Call, action: string, resource: string): boolean {
    return wouldPass(...this.question(call, action, resource));
  }

  private question(
    { request, bucket, verified }: Call,
    action: string,
    resource: string,
    context: Readonly<Record<string, readonly string[]>> = {},
  ): Parameters<typeof authorizeWithPolicy> {
    const signature = {
      's3:authType': [verified.authType],
      's3:signatureAge': [String(verified.ageMs)],
      's3:signatureversion': ['AWS4-HMAC-SHA256'],
    };
    const asked = { action, resource, context: { ...signature, ...context } };
    return [this.cloud, request, asked, this.policies.get(bucket.name) ?? [], 'either'];
  }

  private async serve(request: AwsRequest): Promise<AwsResponse> {
    const now = this.cloud.clock.now();
    const verified = verify(request, { region: this.cloud.region, now });
    const call = callOf(this, request, verified, now);
    return this.withCors(request, await answer(call));
  }

  /** A browser asks before a page's request, without a signature; S3 lets nobody else in here. */
  private unsigned(request: PlainRequest): AwsResponse | undefined {
    const bucket = this.buckets.get(request.path.split('/')[1] ?? '');
    if (bucket === undefined) return undefined;
    const allowed = request.method === 'OPTIONS' ? preflight(this.localRules(bucket), request) : undefined;
    const denied =
      request.method === 'OPTIONS'
        ? new AwsError('AccessForbidden', 'CORSResponse: This CORS request is not allowed.', 403)
        : new AwsError('AccessDenied', 'Access Denied', 403);
    return allowed ?? errorXml(denied, request.path);
  }

  /** The pages that the rules name, where they are here. */
  private localRules({ cors }: Bucket): readonly CorsRule[] {
    const addresses = this.cloud.part(LocalAddresses);
    return cors.map((rule) => ({
      ...rule,
      origins: rule.origins.map((origin) => addresses.localized(origin)),
    }));
  }

  private ruleFor(origin: string, { path, method }: PlainRequest): CorsRule | undefined {
    const bucket = this.buckets.get(path.split('/')[1] ?? '');
    return bucket === undefined ? undefined : corsRule(this.localRules(bucket), origin, method);
  }

  private withCors(request: PlainRequest, response: AwsResponse): AwsResponse {
    const { origin } = request.headers;
    if (origin === undefined) return response;
    return {
      ...response,
      headers: { ...response.headers, ...corsHeaders(this.ruleFor(origin, request), origin) },
    };
  }
}

function answer(call: Call): Promise<AwsResponse> | AwsResponse {
  const { key, request } = call;
  switch (`${request.method} ${key === '' ? 'bucket' : 'object'}`) {
    case 'PUT object':
      return putObject(call);
    case 'GET object':
      return getObject(call);
    case 'HEAD object':
      return headObject(call);
    case 'DELETE object':
      return deleteObject(call);
    case 'GET bucket':
      if (request.query.get('list-type') === '2') return listObjects(call);
      throw unknownOperation(request);
    default:
      throw unknownOperation(request);
  }
}
