import { type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Cloud } from '../../cloud/cloud.ts';
import { PropertyReader } from '../../cloud/property-reader.ts';
import type { Created, PropertySupport, Provider, Resource } from '../../cloud/provider.ts';
import { emulated, noEffect, TAGS_REASON } from '../no-effect.ts';
import { physicalUuid } from '../physical-id.ts';
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
const ENCRYPTION_REASON = 'the engine does not encrypt what it stores';

type KeySchema = NonNullable<CreateTableCommandInput['KeySchema']>;

function keySchema(properties: PropertyReader): KeySchema {
  return properties.children('KeySchema').map((key) => ({
    AttributeName: key.text('AttributeName'),
    KeyType: key.text('KeyType') === 'HASH' ? 'HASH' : 'RANGE',
  }));
}

function index(properties: PropertyReader) {
  const projection = properties.child('Projection').only('NonKeyAttributes', 'ProjectionType');
  return {
    IndexName: properties.text('IndexName'),
    KeySchema: keySchema(properties),
    Projection: {
      ProjectionType: projection.text('ProjectionType') as 'ALL' | 'KEYS_ONLY' | 'INCLUDE',
      ...(projection.has('NonKeyAttributes')
        ? { NonKeyAttributes: [...projection.texts('NonKeyAttributes')] }
        : {}),
    },
  };
}

const INDEX_PROPERTIES = [
  'IndexName',
  'KeySchema',
  'Projection',
  'ContributorInsightsSpecification',
  'OnDemandThroughput',
  'ProvisionedThroughput',
  'ReadOnDemandThroughputSettings',
  'ReadProvisionedThroughputSettings',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
];

function tableInput(resource: Resource, properties: PropertyReader): CreateTableCommandInput {
  const global = properties
    .children('GlobalSecondaryIndexes')
    .map((item) => index(item.only(...INDEX_PROPERTIES)));
  const local = properties
    .children('LocalSecondaryIndexes')
    .map((item) => index(item.only(...INDEX_PROPERTIES)));
  return {
    TableName: properties.optionalText('TableName') ?? resource.generatedName,
    AttributeDefinitions: properties.children('AttributeDefinitions').map((attribute) => ({
      AttributeName: attribute.text('AttributeName'),
      AttributeType: attribute.text('AttributeType') as 'S' | 'N' | 'B',
    })),
    KeySchema: keySchema(properties),
    BillingMode: 'PAY_PER_REQUEST',
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
  };
}

function hashKeyOf(schema: KeySchema | undefined): string {
  return schema?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

async function makeTable(resource: Resource, properties: PropertyReader): Promise<Created> {
  const { cloud } = resource;
  const input = tableInput(resource, properties);
  const name = input.TableName ?? '';
  await createTable(cloud.part(TableEngine).client, input);
  const tables = cloud.part(Tables);
  const indexes = [...(input.GlobalSecondaryIndexes ?? []), ...(input.LocalSecondaryIndexes ?? [])];
  tables.add({
    name,
    hashKey: hashKeyOf(input.KeySchema),
    indexHashKeys: Object.fromEntries(
      indexes.map(({ IndexName, KeySchema }) => [IndexName, hashKeyOf(KeySchema)]),
    ),
  });
  return { ref: name, attributes: { Arn: tables.arn(name), TableId: physicalUuid(resource) } };
}

const COMMON: Readonly<Record<string, PropertySupport>> = {
  ...emulated(
    'AttributeDefinitions',
    'GlobalSecondaryIndexes',
    'KeySchema',
    'LocalSecondaryIndexes',
    'TableName',
  ),
  ...noEffect(CAPACITY_REASON, 'BillingMode', 'WarmThroughput'),
  ...noEffect(ENCRYPTION_REASON, 'SSESpecification'),
  ...noEffect(TTL_REASON, 'TimeToLiveSpecification'),
};

const table: Provider = {
  type: 'AWS::DynamoDB::Table',
  properties: {
    ...COMMON,
    ...noEffect(CAPACITY_REASON, 'OnDemandThroughput', 'ProvisionedThroughput', 'TableClass'),
    ...noEffect('nobody looks at them here', 'ContributorInsightsSpecification'),
    ...noEffect(
      'a table goes with its data directory',
      'DeletionProtectionEnabled',
      'PointInTimeRecoverySpecification',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => makeTable(resource, new PropertyReader(resource)),
};

/** A global table of one replica, which is how the CDK's TableV2 makes ordinary tables. */
const globalTable: Provider = {
  type: 'AWS::DynamoDB::GlobalTable',
  properties: {
    ...COMMON,
    ...emulated('Replicas'),
    ...noEffect(
      CAPACITY_REASON,
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
    replica.only(
      'ContributorInsightsSpecification',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'PointInTimeRecoverySpecification',
      'ReadOnDemandThroughputSettings',
      'ReadProvisionedThroughputSettings',
      'Region',
      'SSESpecification',
      'TableClass',
      'Tags',
    );
    return makeTable(resource, properties);
  },
};

export const dynamodbProviders: readonly Provider[] = [table, globalTable];
