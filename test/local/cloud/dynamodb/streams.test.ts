import { DescribeTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { sharedEngine } from '../../../engines/shared.ts';
import {
  attributeOf,
  clientSettings,
  deployResources,
  noEngines,
  openCloud,
  refOf,
  role,
} from '../local-cloud.ts';

const orders = (StreamViewType: string | undefined, TableName = 'orders') => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    ...(StreamViewType === undefined ? {} : { StreamSpecification: { StreamViewType } }),
  },
});

const resources = {
  Orders: orders('NEW_AND_OLD_IMAGES'),
  Photos: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      ...orders('KEYS_ONLY', 'photos').Properties,
      Replicas: [{ Region: { Ref: 'AWS::Region' } }],
    },
  },
  Reader: role(
    {
      Effect: 'Allow',
      Action: ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'],
      Resource: { 'Fn::GetAtt': ['Orders', 'StreamArn'] },
    },
    { Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource: '*' },
  ),
  Writer: role({
    Effect: 'Allow',
    Action: 'dynamodb:*',
    Resource: [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, { 'Fn::GetAtt': ['Photos', 'Arn'] }],
  }),
};

interface Shards {
  readonly StreamDescription: { readonly Shards: readonly { readonly ShardId: string }[] };
}
interface Records {
  readonly Records: readonly { readonly dynamodb: { readonly ApproximateCreationDateTime: number } }[];
}

let cloud: RunningCloud;
let deployed: Deployed;
let stream: string;

/** A request as the SDK's streams client makes it. */
async function call<Answer>(operation: string, input: object, logicalId?: string): Promise<Answer> {
  const { credentials, endpoint } = clientSettings(cloud, logicalId);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/20260101/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as Answer;
}

async function records(StreamArn: string, logicalId?: string): Promise<Records> {
  const { StreamDescription } = await call<Shards>('DescribeStream', { StreamArn }, logicalId);
  const ShardId = StreamDescription.Shards[0]?.ShardId;
  const from = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
  const { ShardIterator } = await call<{ ShardIterator: string }>('GetShardIterator', from, logicalId);
  return await call<Records>('GetRecords', { ShardIterator }, logicalId);
}

async function put(TableName: string, Item: Record<string, { S: string }>): Promise<void> {
  const client = new DynamoDBClient(clientSettings(cloud));
  await client.send(new PutItemCommand({ TableName, Item }));
  client.destroy();
}

beforeAll(async () => {
  cloud = await openCloud({ engines: { ...noEngines, dynamodb: await sharedEngine('dynamodb') } });
  deployed = await deployResources(cloud, resources);
  stream = attributeOf(deployed, 'Orders', 'StreamArn');
});

afterAll(async () => {
  await cloud.stop();
});

describe('the stream of a table', () => {
  test('has an ARN of this account, which the description of the table says too', async () => {
    expect(stream).toMatch(
      /^arn:aws:dynamodb:eu-west-1:111111111111:table\/orders\/stream\/\d{4}-\d\d-\d\dT[\d:.]+$/,
    );
    const client = new DynamoDBClient(clientSettings(cloud));
    const { Table } = await client.send(new DescribeTableCommand({ TableName: refOf(deployed, 'Orders') }));
    client.destroy();
    expect(Table).toMatchObject({
      LatestStreamArn: stream,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  test('shows every change as AWS does', async () => {
    const before = Math.floor(cloud.clock.now() / 1000);
    await put('orders', { id: { S: '1' }, size: { S: 'small' } });
    await put('orders', { id: { S: '1' }, size: { S: 'large' } });
    const found = await records(stream);
    expect(found.Records).toEqual([
      {
        eventID: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        eventName: 'INSERT',
        eventVersion: '1.1',
        eventSource: 'aws:dynamodb',
        awsRegion: 'eu-west-1',
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number) as number,
          Keys: { id: { S: '1' } },
          NewImage: { id: { S: '1' }, size: { S: 'small' } },
          SequenceNumber: expect.stringMatching(/^\d{21,40}$/) as string,
          SizeBytes: expect.any(Number) as number,
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      },
      expect.objectContaining({
        eventName: 'MODIFY',
        dynamodb: expect.objectContaining({
          NewImage: { id: { S: '1' }, size: { S: 'large' } },
          OldImage: { id: { S: '1' }, size: { S: 'small' } },
        }) as object,
      }),
    ]);
    const [time = 0] = found.Records.map(({ dynamodb }) => dynamodb.ApproximateCreationDateTime);
    expect(Number.isInteger(time)).toBe(true);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(cloud.clock.now() / 1000);
  });

  test('shows what its view type says, of a global table too', async () => {
    await put('photos', { id: { S: '1' }, size: { S: 'small' } });
    const { Records } = await records(attributeOf(deployed, 'Photos', 'StreamArn'));
    expect(Records[0]?.dynamodb).toMatchObject({ Keys: { id: { S: '1' } }, StreamViewType: 'KEYS_ONLY' });
    expect(Records[0]?.dynamodb).not.toHaveProperty('NewImage');
  });

  test('is refused with a view type that there is not', async () => {
    await expect(deployResources(cloud, { Wrong: orders('EVERYTHING', 'wrong') })).rejects.toThrow(
      'Test Wrong (AWS::DynamoDB::Table): StreamSpecification.StreamViewType is NEW_AND_OLD_IMAGES or NEW_IMAGE or OLD_IMAGE or KEYS_ONLY here, not EVERYTHING',
    );
  });

  test('is another one when the next template shows something else, and gone when it has none', async () => {
    const deployAgain = async (viewType: string | undefined): Promise<string> => {
      const next = await openCloud({ engines: { ...noEngines, dynamodb: await sharedEngine('dynamodb') } });
      try {
        return attributeOf(
          await deployResources(next, { Orders: orders(viewType, 'changing') }),
          'Orders',
          'StreamArn',
        );
      } finally {
        await next.stop();
      }
    };
    const first = await deployAgain('NEW_IMAGE');
    expect(await deployAgain('NEW_IMAGE')).toBe(first);
    const second = await deployAgain('KEYS_ONLY');
    expect(second).not.toBe(first);
    expect(await deployAgain(undefined)).toBe('undefined');
    expect(await call('DescribeStream', { StreamArn: second })).toMatchObject({
      StreamDescription: { StreamStatus: 'DISABLED' },
    });
    expect(await deployAgain('KEYS_ONLY')).not.toBe(second);
  });

  test('gives errors of the engine as they are, and refuses operations that are not played', async () => {
    const StreamArn = `${stream}0`;
    expect(await call('DescribeStream', { StreamArn })).toMatchObject({
      __type: 'ResourceNotFoundException',
    });
    expect(await call('DeleteStream', { StreamArn })).toMatchObject({ __type: 'UnknownOperationException' });
  });
});

describe('permissions', () => {
  test('[21] are those of the stream, not of its table', async () => {
    expect(await records(stream, 'Reader')).toMatchObject({ Records: expect.any(Array) as unknown[] });
    const denied = await call('DescribeStream', { StreamArn: stream }, 'Writer');
    expect(denied).toMatchObject({
      __type: 'AccessDeniedException',
      message: expect.stringContaining(`"Action":"dynamodb:DescribeStream","Resource":"${stream}"`) as string,
    });
    const other = { StreamArn: attributeOf(deployed, 'Photos', 'StreamArn') };
    expect(await call('DescribeStream', other, 'Reader')).toMatchObject({ __type: 'AccessDeniedException' });
  });

  test("[21] of reading records are asked by the iterator's stream", async () => {
    const { StreamDescription } = await call<Shards>('DescribeStream', { StreamArn: stream });
    const ShardId = StreamDescription.Shards[0]?.ShardId;
    const iterator = await call<object>('GetShardIterator', {
      StreamArn: stream,
      ShardId,
      ShardIteratorType: 'LATEST',
    });
    expect(await call('GetRecords', iterator, 'Reader')).toMatchObject({ Records: [] });
    expect(await call('GetRecords', iterator, 'Writer')).toMatchObject({ __type: 'AccessDeniedException' });
  });

  test('[21] of listing are asked for streams', async () => {
    const listed = await call<{ Streams: readonly object[] }>(
      'ListStreams',
      { TableName: 'orders' },
      'Reader',
    );
    expect(listed.Streams).toEqual([expect.objectContaining({ StreamArn: stream, TableName: 'orders' })]);
    expect(await call('ListStreams', {}, 'Writer')).toMatchObject({ __type: 'AccessDeniedException' });
  });
});
