import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { EventSources } from '../../../../local/functions/event-sources/event-sources.ts';
import { Functions } from '../../../../local/functions/functions.ts';
import { ENGINE_START } from '../../engines/engine-directory.ts';
import { CLUSTER, deliveries, deploySource, type KafkaBench, openKafkaBench } from './a-kafka-source.ts';

const PATIENCE = { timeout: 20_000, interval: 5 };
let bench: KafkaBench;
let cloud: RunningCloud;

beforeAll(async () => {
  bench = await openKafkaBench();
}, ENGINE_START);
afterAll(async () => {
  await bench.stop();
});
beforeEach(async () => {
  cloud = await bench.cloud();
});
afterEach(async () => {
  await cloud.stop();
});

function sourceStatus() {
  return cloud.part(EventSources).list()[0];
}

describe('a topic as event source', { timeout: 60_000 }, () => {
  it('delivers records in exactly the shape of Amazon MSK', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic);
    await cloud.start();
    await bench.send(topic, [
      {
        key: 'WVWZZZ',
        value: '{"a":1}',
        headers: { trace: Buffer.from([1, 200]), none: '' },
        timestamp: '1700000000000',
      },
      { key: null, value: null, timestamp: '1700000000001' },
    ]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENCE);
    expect(seen[0]?.event).toEqual({
      eventSource: 'aws:kafka',
      eventSourceArn: CLUSTER,
      bootstrapServers: bench.broker.iam,
      records: {
        [`${topic}-0`]: [
          {
            topic,
            partition: 0,
            offset: 0,
            timestamp: 1700000000000,
            timestampType: 'CREATE_TIME',
            key: 'V1ZXWlpa',
            value: 'eyJhIjoxfQ==',
            headers: [{ trace: [1, -56] }, { none: [] }],
          },
          {
            topic,
            partition: 0,
            offset: 1,
            timestamp: 1700000000001,
            timestampType: 'CREATE_TIME',
            headers: [],
          },
        ],
      },
    });
  });

  it('puts several partitions into one batch, cuts it at the batch size, and keeps their order', async () => {
    const topic = await bench.topic(3);
    const seen = deliveries(cloud);
    const messages = Array.from({ length: 30 }, (_, n) => ({ partition: n % 3, value: String(n) }));
    await bench.send(topic, messages);
    await deploySource(cloud, topic, { mapping: { BatchSize: 20 } });
    await cloud.start();
    await vi.waitFor(() => expect(seen.flatMap(({ values }) => values)).toHaveLength(30), PATIENCE);
    expect(Math.max(...seen.map(({ values }) => values.length))).toBe(20);
    expect(
      Object.keys(seen.find(({ values }) => values.length === 20)?.event.records ?? {}).length,
    ).toBeGreaterThan(1);
    for (const partition of [0, 1, 2]) {
      const order = seen
        .flatMap(({ event }) => event.records[`${topic}-${partition}`] ?? [])
        .map(({ offset }) => offset);
      expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('cuts a batch at 6 MB', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    for (let n = 0; n < 10; n += 1) await bench.send(topic, [{ value: `${n}${'x'.repeat(900_000)}` }]);
    await deploySource(cloud, topic, { mapping: { BatchSize: 10_000 } });
    await cloud.start();
    await vi.waitFor(() => expect(seen.flatMap(({ values }) => values)).toHaveLength(10), PATIENCE);
    expect(Math.max(...seen.map(({ values }) => values.length))).toBeLessThanOrEqual(5);
    expect(sourceStatus()).toMatchObject({ failures: 0, records: 10 });
  });

  it('commits what was handled and goes on there after a restart', async () => {
    const topic = await bench.topic();
    await bench.send(topic, [{ value: 'first' }]);
    const mapping = { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `group-${topic}` } };
    const before = deliveries(cloud);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
    expect(before.map(({ values }) => values)).toEqual([['first']]);
    await cloud.stop();

    cloud = await bench.cloud();
    const after = deliveries(cloud);
    await bench.send(topic, [{ value: 'second' }]);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(after).toHaveLength(1), PATIENCE);
    expect(after[0]?.values).toEqual(['second']);
  });

  it('brings the whole batch again after an error, a timeout and a killed worker', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    const code = `if (invocations === 1 && values.includes('throw')) throw new Error('no');
      if (values.includes('hang') && Date.now() - Number(values[0]) < 1500) await new Promise((d) => setTimeout(d, 60000));`;
    await deploySource(cloud, topic, { code, timeoutSeconds: 1 });
    await cloud.start();
    await bench.send(topic, [{ value: String(Date.now()) }, { value: 'throw' }, { value: 'hang' }]);
    await vi.waitFor(() => expect(sourceStatus()).toMatchObject({ lag: { 0: 0 }, records: 3 }), PATIENCE);
    expect(seen.length).toBeGreaterThanOrEqual(3);
    for (const { values } of seen) expect(values.slice(1)).toEqual(['throw', 'hang']);
  });

  it('delivers again when the worker dies after its side effect', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, {
      code: `if (values[0] === 'slow') await new Promise((d) => setTimeout(d, 1000));`,
    });
    await cloud.start();
    await bench.send(topic, [{ value: 'slow' }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENCE);
    await cloud.part(Functions).kill('work');
    await vi.waitFor(() => expect(seen).toHaveLength(2), PATIENCE);
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
  });

  it.each([
    ['only-failed', ['b', 'd']],
    ['from-first', ['b', 'c', 'd']],
  ] as const)('retries after a partial response: %s', async (partialRetry, second) => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    cloud.part(EventSources).switches.partialRetry = partialRetry;
    const code = `if (invocations > 1) return;
      return { batchItemFailures: [1, 3].map((n) => ({ itemIdentifier: { partition: '${topic}-0', offset: all[n].offset } })) };`;
    await deploySource(cloud, topic, {
      code,
      mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] },
    });
    await bench.send(
      topic,
      ['a', 'b', 'c', 'd'].map((value) => ({ value })),
    );
    await cloud.start();
    await vi.waitFor(
      () => expect(seen.map(({ values }) => values)).toEqual([['a', 'b', 'c', 'd'], [...second]]),
      PATIENCE,
    );
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
  });

  it('finds the record at fault by splitting, and gives it up with its key and value', async () => {
    const topic = await bench.topic();
    const graveyard = await bench.topic();
    const code = `if (values.includes('poison')) throw new Error('poison');`;
    const mapping = {
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: `kafka://${graveyard}` } },
    };
    await deploySource(cloud, topic, { code, mapping });
    const seen = deliveries(cloud);
    await bench.send(
      topic,
      ['a', 'b', 'poison', 'c', 'd'].map((value) => ({ key: `key of ${value}`, value })),
    );
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()).toMatchObject({ lag: { 0: 0 }, discarded: 1 }), PATIENCE);
    const handled = seen.filter(({ values }) => !values.includes('poison')).flatMap(({ values }) => values);
    expect(handled).toEqual(['a', 'b', 'c', 'd']);
    const [dead] = await bench.read(graveyard, 1);
    expect(dead?.key).toBe('key of poison');
    expect(JSON.parse(dead?.value ?? '')).toMatchObject({
      requestContext: {
        functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
        condition: 'RetriesExhausted',
        approximateInvokeCount: expect.any(Number),
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      KafkaBatchInfo: {
        batchSize: 1,
        eventSourceArn: CLUSTER,
        bootstrapServers: bench.broker.iam,
        recordInfo: { offset: '2', timestamp: expect.stringMatching(/Z$/) },
      },
      payload: { eventSource: 'aws:kafka', records: { [`${topic}-0`]: [{ offset: 2, value: 'cG9pc29u' }] } },
    });
  });

  it('keeps back what the filter does not want, and commits past it', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    const Pattern = JSON.stringify({ value: { type: [{ prefix: 'car.' }] } });
    await deploySource(cloud, topic, { mapping: { FilterCriteria: { Filters: [{ Pattern }] } } });
    await bench.send(topic, [
      { value: '{"type":"car.moved"}' },
      { value: '{"type":"rider"}' },
      { value: 'no JSON' },
      { value: '{"type":"x"}' },
    ]);
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
    expect(seen.flatMap(({ values }) => values)).toEqual(['{"type":"car.moved"}', 'no JSON']);
  });

  it('misses with LATEST what came before its start', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { mapping: { StartingPosition: 'LATEST' } });
    await bench.send(topic, [{ value: 'early' }]);
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
    await bench.send(topic, [{ value: 'late' }]);
    await vi.waitFor(() => expect(seen.map(({ values }) => values)).toEqual([['late']]), PATIENCE);
  });

  it('stands still while paused, and is quiet only when all is done', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic);
    await cloud.start();
    const sources = cloud.part(EventSources);
    await bench.send(topic, [{ value: 'one' }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENCE);
    sources.pause('work');
    await bench.send(topic, [{ value: 'two' }]);
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 1 }), PATIENCE);
    expect(seen).toHaveLength(1);
    sources.resume('work');
    await vi.waitFor(async () => expect(await sources.isQuiet()).toBe(true), PATIENCE);
    expect(seen.map(({ values }) => values)).toEqual([['one'], ['two']]);
  });

  it('passes its back-off when the clock is moved', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { code: `if (invocations < 12) throw new Error('not yet');` });
    await cloud.start();
    await bench.send(topic, [{ value: 'patience' }]);
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), PATIENCE);
    await cloud.clock.advance(10 * 60_000);
    expect(seen).toHaveLength(12);
    expect(sourceStatus()?.lag).toEqual({ 0: 0 });
  });

  it('loses nothing when the broker restarts', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic);
    await cloud.start();
    await bench.send(topic, [{ value: 'before' }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENCE);
    await bench.broker.restart();
    await vi.waitFor(async () => await bench.send(topic, [{ value: 'after' }]), PATIENCE);
    await vi.waitFor(() => expect(seen.at(-1)?.values.at(-1)).toBe('after'), PATIENCE);
    expect(new Set(seen.flatMap(({ values }) => values))).toEqual(new Set(['before', 'after']));
  });

  it('delivers batches again when told to, the same ones for the same seed', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    cloud.part(EventSources).duplicate({ rate: 1, seed: 7 });
    await deploySource(cloud, topic);
    await bench.send(topic, [{ value: 'twice' }]);
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENCE);
    expect(seen.map(({ values }) => values)).toEqual([['twice'], ['twice']]);
  });
});

describe('the end of the local cloud', { timeout: 60_000 }, () => {
  it('does not wait for a function that hangs, and its batch comes again', async () => {
    const topic = await bench.topic();
    const mapping = { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `group-${topic}` } };
    const code = 'if (values[0] === "hang") await new Promise((done) => setTimeout(done, 60_000));';
    const before = deliveries(cloud);
    await deploySource(cloud, topic, { code, mapping, timeoutSeconds: 60 });
    await cloud.start();
    await bench.send(topic, [{ value: 'hang' }]);
    await vi.waitFor(() => expect(before).toHaveLength(1), PATIENCE);
    await cloud.stop();

    cloud = await bench.cloud();
    const after = deliveries(cloud);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(after.map(({ values }) => values)).toEqual([['hang']]), PATIENCE);
  });
});

describe('a mapping that AWS would refuse', () => {
  it.each([
    [
      'retries without provisioned pollers',
      { ProvisionedPollerConfig: undefined, MaximumRetryAttempts: 3 },
      /MaximumRetryAttempts.*provisioned/,
    ],
    [
      'partial responses without provisioned pollers',
      { ProvisionedPollerConfig: undefined, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      /provisioned/,
    ],
    [
      'its own topic as destination',
      { DestinationConfig: { OnFailure: { Destination: 'kafka://any' } } },
      /source itself/,
    ],
    ['a batch over 10,000', { BatchSize: 10_001 }, /BatchSize/],
    ['a filter on the key', { FilterCriteria: { Filters: [{ Pattern: '{"key":["a"]}' }] } }, /value only/],
  ])('%s', async (_, mapping, why) => {
    await expect(deploySource(cloud, 'any', { mapping })).rejects.toThrow(why);
  });

  it('a role that may not read the topic, naming the statement that is missing', async () => {
    const statements = [
      {
        Effect: 'Allow',
        Action: ['kafka:*', 'ec2:*', 'kafka-cluster:Connect', 'kafka-cluster:DescribeTopic'],
        Resource: '*',
      },
    ];
    await deploySource(cloud, 'any', { statements });
    await expect(cloud.start()).rejects.toThrow(
      /Test Source .*kafka-cluster:ReadData.*topic\/cars\/0a1b2c3d-1\/any/,
    );
  });
});
