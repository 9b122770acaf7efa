import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type StreamSpecification,
  type TableDescription,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { LocalCloudError } from '../core/local-cloud-error.ts';

async function existing(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

const keyOf = (schema: CreateTableCommandInput['KeySchema']): string =>
  JSON.stringify((schema ?? []).map(({ AttributeName, KeyType }) => [KeyType, AttributeName]));

const POLL_MILLISECONDS = 100;
const MOST_POLLS = 600;

/** A query of an index that is still being filled fails at the engine. */
async function untilActive(client: DynamoDBClient, tableName: string, indexName: string): Promise<void> {
  for (let poll = 0; poll < MOST_POLLS; poll++) {
    const table = await existing(client, tableName);
    const index = table?.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === indexName);
    if (index?.IndexStatus === 'ACTIVE') return;
    await pause(POLL_MILLISECONDS);
  }
  throw new Error(`the index ${indexName} of ${tableName} is still being made after a minute`);
}

/** DynamoDB changes a table by one index at a time. */
async function addMissingIndexes(
  client: DynamoDBClient,
  wanted: CreateTableCommandInput,
  found: TableDescription,
): Promise<void> {
  const have = new Set((found.GlobalSecondaryIndexes ?? []).map(({ IndexName }) => IndexName));
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    if (have.has(index.IndexName)) continue;
    const { TableName, AttributeDefinitions } = wanted;
    await client.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions,
        GlobalSecondaryIndexUpdates: [{ Create: index }],
      }),
    );
    await untilActive(client, TableName ?? '', index.IndexName ?? '');
  }
}

/** A stream that shows something else is another one: DynamoDB ends the old one first. */
async function adjustStream(
  client: DynamoDBClient,
  { TableName, StreamSpecification: wanted }: CreateTableCommandInput,
  { StreamSpecification: found }: TableDescription,
): Promise<void> {
  if (found?.StreamViewType === wanted?.StreamViewType) return;
  const change = async (StreamSpecification: StreamSpecification): Promise<void> => {
    await client.send(new UpdateTableCommand({ TableName, StreamSpecification }));
  };
  if (found?.StreamEnabled === true) await change({ StreamEnabled: false });
  if (wanted !== undefined) await change(wanted);
}

/**
 * Makes the table, or takes the one that the data directory has, with the indexes and the stream that it lacks, and
 * says what it is. Throws a LocalCloudError (DATA_DIRECTORY) when that one has another key.
 */
export async function createTable(
  client: DynamoDBClient,
  wanted: CreateTableCommandInput,
): Promise<TableDescription | undefined> {
  const found = await existing(client, wanted.TableName ?? '');
  if (found === undefined) return (await client.send(new CreateTableCommand(wanted))).TableDescription;
  if (keyOf(found.KeySchema) !== keyOf(wanted.KeySchema))
    throw new LocalCloudError(
      'DATA_DIRECTORY',
      `the data directory has a table ${wanted.TableName} with another key; start with another --data-dir`,
    );
  await addMissingIndexes(client, wanted, found);
  await adjustStream(client, wanted, found);
  return await existing(client, wanted.TableName ?? '');
}
