import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type CloudOptions,
  createCloud,
  type RunningCloud,
} from '../../../../../local/cloud/create-cloud.ts';
import type { ChangeEvent } from '../../../../../local/cloud/lambda/event-sources/dynamodb/change.ts';
import { ownName, sharedEngine } from '../../../../engines/shared.ts';
import { clientSettings, noEngines } from '../../local-cloud.ts';
import { deployTemplate } from '../a-deployment.ts';
import { aFunction } from '../a-function.ts';

/** A bench on the shared engines. */
export interface StreamBench {
  cloud(options?: Partial<CloudOptions>): Promise<RunningCloud>;
}

export async function openStreamBench(): Promise<StreamBench> {
  const [dynamodb, sqs] = await Promise.all([sharedEngine('dynamodb'), sharedEngine('sqs')]);
  return {
    async cloud(options = {}) {
      return await createCloud({ engines: { ...noEngines, dynamodb, sqs }, ...options });
    },
  };
}

/** A function that writes each event down as a line, then does what `code` says with `event` and `ids`. */
function recorder(code: string): string {
  return `let invocations = 0;
    export const handler = async (event) => {
      invocations += 1;
      console.log(JSON.stringify({ event }));
      const ids = event.Records.map(({ dynamodb }) => dynamodb.Keys.id.S);
      const sequenceOf = (id) => event.Records[ids.indexOf(id)].dynamodb.SequenceNumber;
      ${code}
    };`;
}

/** A name for a table that no other test has. */
export function aTableName(): string {
  return ownName('orders');
}

/** Deploys a table with a stream, a queue for failures, a recorder, and a mapping to it. Not started yet. */
export async function deployStreamSource(
  cloud: RunningCloud,
  table: string,
  given: { code?: string; mapping?: object; statements?: readonly object[]; timeoutSeconds?: number } = {},
): Promise<void> {
  const { timeoutSeconds = 30 } = given;
  const { identity } = aFunction(cloud, { code: recorder(given.code ?? ''), timeoutSeconds });
  cloud.identities.addStatements(
    identity.roleName,
    given.statements ?? [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  );
  await deployTemplate(cloud, {
    Failed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: `failed-${table}` } },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: table,
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: {
        FunctionName: 'work',
        EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        StartingPosition: 'TRIM_HORIZON',
        ...given.mapping,
      },
    },
  });
}

/** Puts one item after the other. */
export async function put(
  cloud: RunningCloud,
  TableName: string,
  ...items: readonly (string | { id: string; kind?: string; text?: string })[]
): Promise<void> {
  const client = new DynamoDBClient(clientSettings(cloud));
  for (const item of items) {
    const given = typeof item === 'string' ? { id: item } : item;
    const Item = Object.fromEntries(Object.entries(given).map(([name, S]) => [name, { S }]));
    await client.send(new PutItemCommand({ TableName, Item }));
  }
  client.destroy();
}

export interface Delivery {
  readonly event: { readonly Records: readonly ChangeEvent[] };
  readonly ids: readonly string[];
}

/** The events that the recorder was invoked with, as they come. */
export function deliveries(cloud: RunningCloud): Delivery[] {
  const found: Delivery[] = [];
  cloud.journal.follow(({ text }) => {
    if (!text.startsWith('{"event":')) return;
    const { event } = JSON.parse(text) as Pick<Delivery, 'event'>;
    const ids = event.Records.map(({ dynamodb }) => (dynamodb.Keys['id'] as { S: string }).S);
    found.push({ event, ids });
  });
  return found;
}
