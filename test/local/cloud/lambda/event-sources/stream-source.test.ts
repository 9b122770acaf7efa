import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { EventSources } from '../../../../../local/cloud/lambda/event-sources/event-sources.ts';
import { PATIENTLY } from '../../../../patience.ts';
import { engineDirectory } from '../../engines/engine-directory.ts';
import { clientSettings } from '../../local-cloud.ts';
import {
  aTableName,
  type Delivery,
  deliveries,
  deployStreamSource,
  openStreamBench,
  put,
  type StreamBench,
} from './a-stream-source.ts';

let bench: StreamBench;
let cloud: RunningCloud;
let seen: Delivery[];
let table: string;

beforeAll(async () => {
  bench = await openStreamBench();
});
beforeEach(async () => {
  cloud = await bench.cloud();
  seen = deliveries(cloud);
  table = aTableName();
});
afterEach(async () => {
  await cloud.stop();
});

const batches = (): readonly (readonly string[])[] => seen.map(({ ids }) => ids);
const status = () => cloud.part(EventSources).list()[0];

async function isDone(): Promise<void> {
  await vi.waitFor(async () => expect(await cloud.part(EventSources).isQuiet()).toBe(true), PATIENTLY);
}

/** Moves the clock until so many batches came: what waits for its next attempt waits on that clock. */
async function untilDeliveries(count: number): Promise<void> {
  await vi.waitFor(async () => {
    await cloud.clock.advance(30_000);
    expect(seen.length).toBeGreaterThanOrEqual(count);
  }, PATIENTLY);
}

/** The bodies in the queue for what failed. */
async function failed(count: number): Promise<readonly unknown[]> {
  const client = new SQSClient(clientSettings(cloud));
  const QueueUrl = `${cloud.endpoint.url}/111111111111/failed-${table}`;
  const found: unknown[] = [];
  await vi.waitFor(async () => {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MaxNumberOfMessages: 10 }),
    );
    found.push(...Messages.map(({ Body = '' }): unknown => JSON.parse(Body)));
    expect(found.length).toBeGreaterThanOrEqual(count);
  }, PATIENTLY);
  client.destroy();
  return found;
}

describe('a stream as event source', () => {
  it('delivers changes in exactly the shape of DynamoDB streams', async () => {
    await deployStreamSource(cloud, table);
    await cloud.start();
    await put(cloud, table, { id: 'a', text: 'one' }, { id: 'a', text: 'two' });
    await vi.waitFor(() => expect(batches().flat()).toEqual(['a', 'a']), PATIENTLY);
    const [, change] = seen.flatMap(({ event }) => event.Records);
    expect(change).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      eventSourceARN: expect.stringMatching(
        new RegExp(`^arn:aws:dynamodb:eu-west-1:111111111111:table/${table}/stream/`),
      ) as string,
      awsRegion: 'eu-west-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number) as number,
        Keys: { id: { S: 'a' } },
        NewImage: { id: { S: 'a' }, text: { S: 'two' } },
        OldImage: { id: { S: 'a' }, text: { S: 'one' } },
        SequenceNumber: expect.any(String) as string,
        SizeBytes: expect.any(Number) as number,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  });

  it('begins with TRIM_HORIZON at the oldest change, and cuts batches at their size, in order', async () => {
    await deployStreamSource(cloud, table, { mapping: { BatchSize: 4 } });
    const ids = Array.from({ length: 10 }, (_, n) => `order-${n}`);
    await put(cloud, table, ...ids);
    await cloud.start();
    await vi.waitFor(() => expect(batches().flat()).toEqual(ids), PATIENTLY);
    expect(batches().map(({ length }) => length)).toEqual([4, 4, 2]);
  });

  it('misses with LATEST what came before, and nothing that comes after the start', async () => {
    await deployStreamSource(cloud, table, { mapping: { StartingPosition: 'LATEST' } });
    await put(cloud, table, 'before');
    await cloud.start();
    await put(cloud, table, 'after');
    await vi.waitFor(() => expect(batches()).toEqual([['after']]), PATIENTLY);
    await isDone();
    expect(batches()).toEqual([['after']]);
  });

  it('gathers a batch for as long as its window says, or until it is full', async () => {
    await deployStreamSource(cloud, table, {
      mapping: { MaximumBatchingWindowInSeconds: 300, BatchSize: 3 },
    });
    await cloud.start();
    await put(cloud, table, 'a', 'b');
    await vi.waitFor(() => expect(Object.values(status()?.lag ?? {})).toEqual([2]), PATIENTLY);
    expect(await cloud.part(EventSources).isQuiet()).toBe(false);
    await put(cloud, table, 'c');
    await vi.waitFor(() => expect(batches()).toEqual([['a', 'b', 'c']]), PATIENTLY);
  });

  it('keeps back what no filter wants', async () => {
    const Filters = [
      { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"kind":{"S":["print"]}}}}' },
      { Pattern: '{"dynamodb":{"Keys":{"id":{"S":[{"prefix":"vip-"}]}}}}' },
    ];
    await deployStreamSource(cloud, table, { mapping: { FilterCriteria: { Filters } } });
    await cloud.start();
    const print = { id: 'print', kind: 'print' };
    await put(cloud, table, { id: 'view', kind: 'view' }, print, { ...print, text: 'changed' }, 'vip-1');
    await vi.waitFor(() => expect(batches().flat()).toEqual(['print', 'vip-1']), PATIENTLY);
    await isDone();
    expect(status()).toMatchObject({ records: 2, discarded: 0, lastResult: 'OK' });
  });

  it('stands still while paused, is not quiet while it lags, and makes the clock wait for it', async () => {
    await deployStreamSource(cloud, table, { code: 'await new Promise((done) => setTimeout(done, 300));' });
    await cloud.start();
    cloud.part(EventSources).pause('work');
    await put(cloud, table, 'a');
    await vi.waitFor(() => expect(Object.values(status()?.lag ?? {})).toEqual([1]), PATIENTLY);
    expect(seen).toEqual([]);
    cloud.part(EventSources).resume('work');
    await put(cloud, table, 'b', 'c');
    expect(await cloud.part(EventSources).isQuiet()).toBe(false);
    await cloud.clock.advance(1000);
    expect(batches().flat()).toEqual(['a', 'b', 'c']);
    expect(status()).toMatchObject({ inFlight: 0, records: 3, failures: 0 });
    expect(Object.values(status()?.lag ?? {})).toEqual([0]);
  });

  it('goes on after a restart where it was, and delivers again what was not done', async () => {
    const dataDirectory = engineDirectory();
    try {
      const restart = async (code: string): Promise<void> => {
        await cloud.stop();
        cloud = await bench.cloud({ dataDirectory: dataDirectory.path });
        seen = deliveries(cloud);
        await deployStreamSource(cloud, table, { code, mapping: { BatchSize: 1 } });
        await cloud.start();
      };
      await restart(`if (ids[0] === 'c') throw new Error('not today');`);
      await put(cloud, table, 'a', 'b', 'c');
      await vi.waitFor(() => expect(batches().flat()).toContain('c'), PATIENTLY);
      await restart('');
      await put(cloud, table, 'd');
      await vi.waitFor(() => expect(batches().flat()).toContain('d'), PATIENTLY);
      expect(batches().flat()).toEqual(['c', 'd']);
    } finally {
      await cloud.stop();
      dataDirectory.remove();
    }
  });

  it('has with parallelization several batches of a shard under way, and each item in order', async () => {
    const code = 'await new Promise((done) => setTimeout(done, 50));';
    await deployStreamSource(cloud, table, { code, mapping: { BatchSize: 1, ParallelizationFactor: 4 } });
    const changes = Array.from({ length: 24 }, (_, n) => ({ id: `item-${n % 8}`, text: String(n) }));
    await put(cloud, table, ...changes);
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, status()?.inFlight ?? 0)), 5);
    await cloud.start();
    await vi.waitFor(() => expect(seen).toHaveLength(24), PATIENTLY);
    clearInterval(watch);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    const delivered = seen.flatMap(({ event }) => event.Records);
    for (let item = 0; item < 8; item += 1) {
      const texts = delivered
        .filter(({ dynamodb }) => (dynamodb.Keys['id'] as { S: string }).S === `item-${item}`)
        .map(({ dynamodb }) => dynamodb.NewImage?.['text']);
      expect(texts).toEqual([item, item + 8, item + 16].map((n) => ({ S: String(n) })));
    }
  });
});

describe('changes that fail', () => {
  it('hold up their shard until they are handled, by default', async () => {
    await deployStreamSource(cloud, table, {
      code: `if (invocations < 4) throw new Error('no');`,
      mapping: { BatchSize: 2 },
    });
    await put(cloud, table, 'a', 'b', 'c');
    await cloud.start();
    await untilDeliveries(5);
    expect(batches()).toEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
    expect(status()).toMatchObject({ failures: 3, discarded: 0 });
  });

  it('are split, tried as often as the mapping says, and sent to the queue in the form of AWS', async () => {
    await deployStreamSource(cloud, table, {
      code: `if (ids.includes('poison')) throw new Error('no');`,
      mapping: {
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
      },
    });
    await put(cloud, table, 'a', 'b', 'poison', 'd');
    await cloud.start();
    await untilDeliveries(6);
    await isDone();
    expect(batches()).toEqual([
      ['a', 'b', 'poison', 'd'],
      ['a', 'b'],
      ['poison', 'd'],
      ['poison'],
      ['poison'],
      ['d'],
    ]);
    const poison = seen[3]?.event.Records[0];
    const arrived = new Date((poison?.dynamodb.ApproximateCreationDateTime ?? 0) * 1000);
    const arrival = arrived.toISOString().replace('.000', '');
    expect(await failed(1)).toEqual([
      {
        requestContext: {
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
          functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 4,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        DDBStreamBatchInfo: {
          shardId: expect.stringMatching(/^shardId-/) as string,
          startSequenceNumber: poison?.dynamodb.SequenceNumber,
          endSequenceNumber: poison?.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: arrival,
          approximateArrivalOfLastRecord: arrival,
          batchSize: 1,
          streamArn: poison?.eventSourceARN,
        },
      },
    ]);
  });

  it('come again from the first that the function reports, and so does what is behind it', async () => {
    await deployStreamSource(cloud, table, {
      code: `if (invocations === 1) return { batchItemFailures: ['d', 'b'].map((id) => ({ itemIdentifier: sequenceOf(id) })) };`,
      mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    });
    await put(cloud, table, 'a', 'b', 'c', 'd');
    await cloud.start();
    await untilDeliveries(2);
    await isDone();
    expect(batches()).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
  });

  it('come again as a whole when the function reports what makes no sense', async () => {
    await deployStreamSource(cloud, table, {
      code: `if (invocations === 1) return { batchItemFailures: [{ itemIdentifier: '' }] };
        if (invocations === 2) return { batchItemFailures: [{ itemIdentifier: null }] };
        if (invocations === 3) return { batchItemFailures: [{ id: sequenceOf('b') }] };
        return { batchItemFailures: null };`,
      mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    });
    await put(cloud, table, 'a', 'b');
    await cloud.start();
    await untilDeliveries(4);
    await isDone();
    expect(batches()).toEqual(Array.from({ length: 4 }, () => ['a', 'b']));
  });

  it('are given up when they are older than the mapping says', async () => {
    await deployStreamSource(cloud, table, {
      code: `if (ids.includes('poison')) throw new Error('no');`,
      mapping: {
        MaximumRecordAgeInSeconds: 60,
        DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } },
      },
    });
    await put(cloud, table, 'poison');
    await cloud.start();
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), PATIENTLY);
    await cloud.clock.advance(120_000);
    expect(await failed(1)).toEqual([
      expect.objectContaining({
        requestContext: expect.objectContaining({ condition: 'RecordAgeExceeded' }) as object,
      }),
    ]);
    await put(cloud, table, 'fresh');
    await vi.waitFor(() => expect(batches().at(-1)).toEqual(['fresh']), PATIENTLY);
  });
});

describe('a mapping', () => {
  it('[21] is refused unless its role may do what its poller does', async () => {
    const actions = [
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
      'sqs:SendMessage',
    ];
    for (const missing of actions) {
      await cloud.stop();
      cloud = await bench.cloud();
      await deployStreamSource(cloud, table, {
        statements: [{ Effect: 'Allow', Action: actions.filter((name) => name !== missing), Resource: '*' }],
        mapping: { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed', 'Arn'] } } } },
      });
      await expect(cloud.start()).rejects.toThrow(
        `Test Source (AWS::Lambda::EventSourceMapping): role work-role`,
      );
      await expect(cloud.start()).rejects.toThrow(`"Action":"${missing}"`);
    }
  });

  it('[21] delivers nothing once its role may not read any more, and says why', async () => {
    await deployStreamSource(cloud, table);
    await cloud.start();
    cloud.identities.addStatements('work-role', [
      { Effect: 'Deny', Action: 'dynamodb:GetRecords', Resource: '*' },
    ]);
    await put(cloud, table, 'a');
    await vi.waitFor(() => expect(status()?.lastResult).toContain('dynamodb:GetRecords'), PATIENTLY);
    expect(seen).toEqual([]);
    expect(Object.values(status()?.lag ?? {})).toEqual([1]);
  });

  it.each([
    [{ StartingPosition: 'AT_TIMESTAMP' }, 'TRIM_HORIZON and LATEST'],
    [{ StartingPosition: undefined }, 'StartingPosition is missing'],
    [{ BatchSize: 10_001 }, 'BatchSize is 10001'],
    [{ ParallelizationFactor: 11 }, 'ParallelizationFactor is 11'],
    [{ MaximumRecordAgeInSeconds: 30 }, 'MaximumRecordAgeInSeconds is -1 or at least 60'],
    [{ TumblingWindowInSeconds: 10 }, 'does not know the property TumblingWindowInSeconds'],
    [{ Topics: ['orders'] }, 'Topics is not for DynamoDB streams'],
    [
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:eu-west-1:111111111111:failed' } } },
      'only queues are emulated',
    ],
    [{ FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } }, 'filters see eventID, eventName'],
  ])('with %j is refused', async (mapping, why) => {
    await expect(deployStreamSource(cloud, table, { mapping })).rejects.toThrow(why);
  });

  it('of a stream that there is not is refused', async () => {
    const EventSourceArn =
      'arn:aws:dynamodb:eu-west-1:111111111111:table/nowhere/stream/2026-01-01T00:00:00.000';
    await deployStreamSource(cloud, table, { mapping: { EventSourceArn } });
    await expect(cloud.start()).rejects.toThrow('nowhere');
  });
});
