import {
  type CreateTableCommandInput,
  DynamoDBClient,
  type StreamSpecification,
} from '@aws-sdk/client-dynamodb';
import type { Cloud } from '../core/cloud.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalUuid } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Created, PropertySupport, Provider, Resource } from '../core/provider.ts';
import { createTable } from './create-table.ts';
import { Tables } from './tables.ts';

/** The engine itself, for making tables. */
class TableEngine {
  readonly client: DynamoDBClient;

  constructor(cloud: Cloud) {
    this.client = new DynamoDBClient({
      region: cloud.region,
      endpoint: cloud.engines.dynamodb.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    cloud.onStop('table engine', () => Promise.resolve(this.client.destroy()));
  }
}

const CAPACITY_REASON = 'the engine has no capacity limits: every table is on demand';
const TTL_REASON =
  'AWS deletes an expired item within days and reads it until then; here it is never deleted';
const LOOKED_AT_REASON = 'nobody looks at them here';
const KEPT_REASON = 'a table goes with its data directory';
const ENCRYPTION_REASON = 'the engine does not encrypt what it stores';

const STREAM_VIEW_TYPES = ['NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE', 'KEYS_ONLY'] as const;

type KeySchema = NonNullable<CreateTableCommandInput['KeySchema']>;

function keySchema(properties: PropertyReader): KeySchema {
  return properties.children('KeySchema').map((key) => ({
    AttributeName: key.text('AttributeName'),
    KeyType: key.oneOf('KeyType', 'HASH', 'RANGE'),
  }));
}

function index(properties: PropertyReader) {
  const projection = properties.child('Projection');
  return {
    IndexName: properties.text('IndexName'),
    KeySchema: keySchema(properties),
    Projection: {
      ProjectionType: projection.oneOf('ProjectionType', 'ALL', 'KEYS_ONLY', 'INCLUDE'),
      ...(projection.has('NonKeyAttributes')
        ? { NonKeyAttributes: [...projection.texts('NonKeyAttributes')] }
        : {}),
    },
  };
}

function tableInput(resource: Resource, properties: PropertyReader): CreateTableCommandInput {
  const global = properties.children('GlobalSecondaryIndexes').map(index);
  const local = properties.children('LocalSecondaryIndexes').map(index);
  const stream = streamOf(properties);
  return {
    TableName: properties.optionalText('TableName') ?? resource.generatedName,
    AttributeDefinitions: properties.children('AttributeDefinitions').map((attribute) => ({
      AttributeName: attribute.text('AttributeName'),
      AttributeType: attribute.oneOf('AttributeType', 'S', 'N', 'B'),
    })),
    KeySchema: keySchema(properties),
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
    ...(stream === undefined ? {} : { StreamSpecification: stream }),
  };
}

/** CloudFormation has a stream where its view type is given. */
function streamOf(properties: PropertyReader): StreamSpecification | undefined {
  if (!properties.has('StreamSpecification')) return undefined;
  const stream = properties.child('StreamSpecification');
  return { StreamEnabled: true, StreamViewType: stream.oneOf('StreamViewType', ...STREAM_VIEW_TYPES) };
}

function hashKeyOf(schema: KeySchema | undefined): string {
  return schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

async function makeTable(resource: Resource, properties: PropertyReader): Promise<Created> {
  const { cloud } = resource;
  const input = tableInput(resource, properties);
  const name = input.TableName ?? '';
  const made = await createTable(cloud.part(TableEngine).client, input);
  const tables = cloud.part(Tables);
  const indexes = [...(input.GlobalSecondaryIndexes ?? []), ...(input.LocalSecondaryIndexes ?? [])];
  tables.add({
    name,
    hashKey: hashKeyOf(input.KeySchema),
    indexHashKeys: Object.fromEntries(
      indexes.map(({ IndexName, KeySchema }) => [IndexName, hashKeyOf(KeySchema)]),
    ),
  });
  const stream = made?.LatestStreamArn;
  const attributes = { Arn: tables.arn(name), TableId: physicalUuid(resource) };
  // A table whose stream was switched off keeps the name of the last one.
  if (stream === undefined || input.StreamSpecification === undefined) return { ref: name, attributes };
  return { ref: name, attributes: { ...attributes, StreamArn: tables.streamArn(stream) } };
}

function indexes(property: string): Record<string, PropertySupport> {
  const at = (...names: readonly string[]): string[] => names.map((name) => `${property}[].${name}`);
  return {
    ...emulated(...at('IndexName', 'KeySchema[].AttributeName', 'KeySchema[].KeyType')),
    ...emulated(...at('Projection.NonKeyAttributes', 'Projection.ProjectionType')),
    ...noEffect(LOOKED_AT_REASON, ...at('ContributorInsightsSpecification')),
    ...noEffect(
      CAPACITY_REASON,
      ...at(
        'OnDemandThroughput',
        'ProvisionedThroughput',
        'ReadOnDemandThroughputSettings',
        'ReadProvisionedThroughputSettings',
        'WarmThroughput',
        'WriteOnDemandThroughputSettings',
        'WriteProvisionedThroughputSettings',
      ),
    ),
  };
}

const COMMON: Readonly<Record<string, PropertySupport>> = {
  ...emulated('TableName', 'AttributeDefinitions[].AttributeName', 'AttributeDefinitions[].AttributeType'),
  ...emulated('KeySchema[].AttributeName', 'KeySchema[].KeyType', 'StreamSpecification.StreamViewType'),
  ...indexes('GlobalSecondaryIndexes'),
  ...indexes('LocalSecondaryIndexes'),
  ...noEffect(CAPACITY_REASON, 'BillingMode', 'WarmThroughput'),
  ...noEffect(ENCRYPTION_REASON, 'SSESpecification'),
  ...noEffect(TTL_REASON, 'TimeToLiveSpecification'),
};

const table: Provider = {
  type: 'AWS::DynamoDB::Table',
  properties: {
    ...COMMON,
    ...noEffect(CAPACITY_REASON, 'OnDemandThroughput', 'ProvisionedThroughput', 'TableClass'),
    ...noEffect(LOOKED_AT_REASON, 'ContributorInsightsSpecification'),
    ...noEffect(KEPT_REASON, 'DeletionProtectionEnabled', 'PointInTimeRecoverySpecification'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => makeTable(resource, new PropertyReader(resource)),
};

/** A global table of one replica, which is how the CDK's TableV2 makes ordinary tables. */
const globalTable: Provider = {
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    ...COMMON,
    ...emulated('Replicas[].Region'),
    ...noEffect(TAGS_REASON, 'Replicas[].Tags'),
    ...noEffect(LOOKED_AT_REASON, 'Replicas[].ContributorInsightsSpecification'),
    ...noEffect(ENCRYPTION_REASON, 'Replicas[].SSESpecification'),
    ...noEffect(
      KEPT_REASON,
      'Replicas[].DeletionProtectionEnabled',
      'Replicas[].PointInTimeRecoverySpecification',
    ),
    ...noEffect(
      CAPACITY_REASON,
      'Replicas[].GlobalSecondaryIndexes',
      'Replicas[].ReadOnDemandThroughputSettings',
      'Replicas[].ReadProvisionedThroughputSettings',
      'Replicas[].TableClass',
      'ReadOnDemandThroughputSettings',
      'ReadProvisionedThroughputSettings',
      'WriteOnDemandThroughputSettings',
      'WriteProvisionedThroughputSettings',
    ),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const replicas = properties.children('Replicas');
    const [replica] = replicas;
    if (replica === undefined || replicas.length > 1 || replica.text('Region') !== resource.cloud.region)
      return properties.refuse(`a global table has one replica here, in ${resource.cloud.region}`);
    return makeTable(resource, properties);
  },
};

export const dynamodbProviders: readonly Provider[] = [table, globalTable];
