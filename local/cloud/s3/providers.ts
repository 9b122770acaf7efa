import { join } from 'node:path';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { parseResourcePolicy, type ResourceStatement } from '../iam/policy/parse-policy.ts';
import { Bucket } from './bucket.ts';
import { Buckets } from './buckets.ts';
import type { CorsRule } from './cors.ts';
import type { Expiration } from './lifecycle.ts';
import { ObjectStore } from './object-store.ts';

const NAME = /^(?!xn--)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** As CloudFormation makes it: in lower case, since names of buckets have no other. */
function nameOf(properties: PropertyReader, generated: string): string {
  const given = properties.optionalText('BucketName');
  const name = given ?? generated.toLowerCase().slice(0, 63);
  return NAME.test(name) ? name : properties.refuse(`${name} is no name for a bucket`);
}

function corsRules(properties: PropertyReader): CorsRule[] {
  return properties
    .child('CorsConfiguration')
    .children('CorsRules')
    .map((rule) => ({
      origins: rule.texts('AllowedOrigins'),
      methods: rule.texts('AllowedMethods'),
      headers: rule.texts('AllowedHeaders'),
      exposed: rule.texts('ExposedHeaders'),
      maxAgeSeconds: rule.optionalWhole('MaxAge', 0, 86_400),
    }));
}

function expirations(properties: PropertyReader): Expiration[] {
  return properties
    .child('LifecycleConfiguration')
    .children('Rules')
    .flatMap((rule) => {
      const isEnabled = rule.oneOf('Status', 'Enabled', 'Disabled') === 'Enabled';
      const prefix = rule.optionalText('Prefix') ?? '';
      const days = rule.optionalWhole('ExpirationInDays', 1, 2_147_483_647);
      return isEnabled && days !== undefined ? [{ prefix, days }] : [];
    });
}

/** Keys of KMS would be asked for with the caller's role, which nothing here does. */
function checkEncryption(properties: PropertyReader): void {
  const rules = properties.child('BucketEncryption').children('ServerSideEncryptionConfiguration');
  for (const rule of rules) rule.child('ServerSideEncryptionByDefault').oneOf('SSEAlgorithm', 'AES256');
}

const ENCRYPTION = 'BucketEncryption.ServerSideEncryptionConfiguration[]';
const CORS = 'CorsConfiguration.CorsRules[]';
const LIFECYCLE = 'LifecycleConfiguration.Rules[]';
const ACCESS = 'PublicAccessBlockConfiguration';

const bucket: Provider = {
  type: 'AWS::S3::Bucket',
  properties: {
    ...emulated(
      'BucketName',
      `${ENCRYPTION}.ServerSideEncryptionByDefault.SSEAlgorithm`,
      ...['AllowedHeaders', 'AllowedMethods', 'AllowedOrigins', 'ExposedHeaders', 'MaxAge'].map(
        (name) => `${CORS}.${name}`,
      ),
      ...['ExpirationInDays', 'Prefix', 'Status'].map((name) => `${LIFECYCLE}.${name}`),
      `${ACCESS}.BlockPublicPolicy`,
    ),
    ...noEffect('it says something to people only', `${CORS}.Id`, `${LIFECYCLE}.Id`),
    ...noEffect('it saves requests to KMS, which are not made here', `${ENCRYPTION}.BucketKeyEnabled`),
    ...noEffect(
      'objects are put in one piece here',
      `${LIFECYCLE}.AbortIncompleteMultipartUpload.DaysAfterInitiation`,
    ),
    ...noEffect(
      'objects have no access control lists here, and a request without a signature is denied',
      `${ACCESS}.BlockPublicAcls`,
      `${ACCESS}.IgnorePublicAcls`,
      `${ACCESS}.RestrictPublicBuckets`,
      'OwnershipControls.Rules[].ObjectOwnership',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const name = nameOf(properties, resource.generatedName);
    checkEncryption(properties);
    const made = new Bucket({
      name,
      cors: corsRules(properties),
      expirations: expirations(properties),
      refusesPublicPolicies: properties.child(ACCESS).flag('BlockPublicPolicy'),
      objects: new ObjectStore(join(cloud.dataDirectory, 's3', name)),
    });
    cloud.part(Buckets).add(made);
    return {
      ref: name,
      attributes: { Arn: made.arn, RegionalDomainName: `${name}.s3.${cloud.region}.amazonaws.com` },
    };
  },
};

/** As S3 sees it: whoever it is may do something, and no condition says more. */
function isPublic({ effect, principals, conditions }: ResourceStatement): boolean {
  return effect === 'Allow' && principals.includes('*') && Object.keys(conditions).length === 0;
}

const bucketPolicy: Provider = {
  type: 'AWS::S3::BucketPolicy',
  properties: emulated('Bucket', 'PolicyDocument'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const buckets = resource.cloud.part(Buckets);
    try {
      const { name, refusesPublicPolicies } = buckets.find(properties.text('Bucket'));
      const statements = parseResourcePolicy(properties.raw('PolicyDocument'));
      if (refusesPublicPolicies && statements.some(isPublic))
        throw new Error(`the bucket ${name} blocks public policies, and this one lets everybody in`);
      buckets.setPolicy(name, statements);
    } catch (error) {
      properties.refuse(error instanceof Error ? error.message : String(error));
    }
    return { ref: resource.generatedName };
  },
};

export const s3Providers: readonly Provider[] = [bucket, bucketPolicy];
