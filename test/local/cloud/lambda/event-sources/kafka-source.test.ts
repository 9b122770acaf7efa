import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { type KafkaBroker, startKafka } from '../../../../../local/cloud/engines/kafka.ts';
import { EventSources } from '../../../../../local/cloud/lambda/event-sources/event-sources.ts';
import { Functions } from '../../../../../local/cloud/lambda/functions.ts';
import { PATIENTLY } from '../../../../patience.ts';
import { engineDirectory, loopbackCertificate } from '../../engines/engine-directory.ts';
import { CLUSTER, deliveries, deploySource, type KafkaBench, openKafkaBench } from './a-kafka-source.ts';

/** Lambda's limit for the event of a synchronous invocation. */
const SIX_MEGABYTES = 6_291_556;
/** Not the shared broker, because the test restarts it. */
let broker: KafkaBroker;
const directory = engineDirectory();
let bench: KafkaBench;
let cloud: RunningCloud;

beforeAll(async () => {
  const { tls } = await loopbackCertificate();
  broker = await startKafka({ directory: directory.path, isKept: true, tls });
  bench = await openKafkaBench(broker);
});
afterAll(async () => {
  await bench.stop();
  await broker.stop();
  directory.remove();
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

describe('a topic as event source', () => {
  it('[11] delivers records in exactly the shape of Amazon MSK', async () => {
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
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
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

  it.each([
    ['absent', { key: 'QQ==', headers: [] }],
    ['null', { key: 'QQ==', headers: [], value: null }],
  ] as const)(
    '[11] shows a record without a value with it %s, as either source says',
    async (tombstone, shown) => {
      const topic = await bench.topic();
      const seen = deliveries(cloud);
      cloud.part(EventSources).switches.tombstone = tombstone;
      await deploySource(cloud, topic);
      await cloud.start();
      await bench.send(topic, [{ key: 'A', value: null, timestamp: '1700000000001' }]);
      await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
      const place = {
        topic,
        partition: 0,
        offset: 0,
        timestamp: 1700000000001,
        timestampType: 'CREATE_TIME',
      };
      expect(seen[0]?.event.records).toEqual({ [`${topic}-0`]: [{ ...place, ...shown }] });
    },
  );

  it('[10][11] puts several partitions into one batch, cuts it at the batch size, and keeps their order', async () => {
    const topic = await bench.topic(3);
    const seen = deliveries(cloud);
    const messages = Array.from({ length: 30 }, (_, n) => ({ partition: n % 3, value: String(n) }));
    await bench.send(topic, messages);
    await deploySource(cloud, topic, { mapping: { BatchSize: 20 } });
    await cloud.start();
    await vi.waitFor(() => expect(seen.flatMap(({ values }) => values)).toHaveLength(30), PATIENTLY);
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

  it('[11] cuts a batch at 6 MB: one record more would not have gone in', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    // A batch is due when it is full; what is left afterwards waits for the end of this test.
    const mapping = { BatchSize: 10_000, MaximumBatchingWindowInSeconds: 300 };
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    for (let n = 0; n < 6; n += 1) await bench.send(topic, [{ value: `${n}${'x'.repeat(900_000)}` }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    const bytes = JSON.stringify(seen[0]?.event).length;
    expect(bytes).toBeLessThanOrEqual(SIX_MEGABYTES);
    expect(bytes + 1_200_000).toBeGreaterThan(SIX_MEGABYTES);
    expect(sourceStatus()).toMatchObject({ failures: 0, records: seen[0]?.values.length });
  });

  it('[11] gathers a batch for as long as its window says, or until it is full', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { mapping: { BatchSize: 2, MaximumBatchingWindowInSeconds: 300 } });
    await cloud.start();
    await bench.send(topic, [{ value: 'one' }]);
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 1 }), PATIENTLY);
    await bench.send(topic, [{ value: 'two' }]);
    await vi.waitFor(() => expect(seen.map(({ values }) => values)).toEqual([['one', 'two']]), PATIENTLY);
  });

  it('[11] delivers what is there when the window is over', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { mapping: { MaximumBatchingWindowInSeconds: 1 } });
    await cloud.start();
    const sentAt = performance.now();
    await bench.send(topic, [{ value: 'alone' }]);
    await vi.waitFor(() => expect(seen.map(({ values }) => values)).toEqual([['alone']]), PATIENTLY);
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(1000);
  });

  it('[10] has one batch under way in a partition, whatever the number of pollers', async () => {
    const topic = await bench.topic(2);
    const spans: { at: 'begin' | 'end'; partition: number }[] = [];
    cloud.journal.follow(({ text }) => {
      if (text.startsWith('{"at":')) spans.push(JSON.parse(text) as (typeof spans)[number]);
    });
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, {
      code: `const say = (at) => console.log(JSON.stringify({ at, partition: all[0].partition }));
        say('begin'); await new Promise((done) => setTimeout(done, 20)); say('end');`,
      mapping: { BatchSize: 1, ProvisionedPollerConfig: { MinimumPollers: 5, MaximumPollers: 9 } },
    });
    await bench.send(
      topic,
      Array.from({ length: 24 }, (_, n) => ({ partition: n % 2, value: String(n) })),
    );
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0, 1: 0 }), PATIENTLY);
    for (const own of [0, 1]) {
      const order = spans.filter(({ partition }) => partition === own).map(({ at }) => at);
      expect(order).toEqual(Array.from({ length: 12 }, () => ['begin', 'end']).flat());
      const records = seen.flatMap(({ event }) => event.records[`${topic}-${own}`] ?? []);
      expect(records.map(({ offset }) => offset)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    }
    // As many environments as there ever were batches at once: pollers are never more than partitions.
    expect(cloud.part(Functions).list()[0]?.coldStarts).toBeLessThanOrEqual(2);
  });

  it('[17] commits what was handled and goes on there after a restart', async () => {
    const topic = await bench.topic();
    await bench.send(topic, [{ value: 'first' }]);
    const mapping = { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `group-${topic}` } };
    const before = deliveries(cloud);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENTLY);
    expect(before.map(({ values }) => values)).toEqual([['first']]);
    await cloud.stop();

    cloud = await bench.cloud();
    const after = deliveries(cloud);
    await bench.send(topic, [{ value: 'second' }]);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(after).toHaveLength(1), PATIENTLY);
    expect(after[0]?.values).toEqual(['second']);
  });

  it('[18] keeps back what the filter does not want, and commits past it', async () => {
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
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENTLY);
    expect(seen.flatMap(({ values }) => values)).toEqual(['{"type":"car.moved"}', 'no JSON']);
  });

  it('[16] misses with LATEST what came while the mapping was made', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { mapping: { StartingPosition: 'LATEST' } });
    await bench.send(topic, [{ value: 'early' }]);
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0 }), PATIENTLY);
    await bench.send(topic, [{ value: 'late' }]);
    await vi.waitFor(() => expect(seen.map(({ values }) => values)).toEqual([['late']]), PATIENTLY);
  });

  it('stands still while paused, and is quiet only when all is done', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic);
    await cloud.start();
    const sources = cloud.part(EventSources);
    await bench.send(topic, [{ value: 'one' }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    sources.pause('work');
    await bench.send(topic, [{ value: 'two' }]);
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 1 }), PATIENTLY);
    expect(seen).toHaveLength(1);
    sources.resume('work');
    await vi.waitFor(async () => expect(await sources.isQuiet()).toBe(true), PATIENTLY);
    expect(seen.map(({ values }) => values)).toEqual([['one'], ['two']]);
  });

  it('loses nothing when the broker restarts', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic);
    await cloud.start();
    await bench.send(topic, [{ value: 'before' }]);
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    await broker.restart();
    await vi.waitFor(async () => await bench.send(topic, [{ value: 'after' }]), PATIENTLY);
    await vi.waitFor(() => expect(seen.at(-1)?.values.at(-1)).toBe('after'), PATIENTLY);
    expect(new Set(seen.flatMap(({ values }) => values))).toEqual(new Set(['before', 'after']));
  });

  it('[5] delivers batches again at a rate, the same ones for the same seed, others for another', async () => {
    const sources = cloud.part(EventSources);
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { mapping: { BatchSize: 1 } });
    await cloud.start();
    const twice = async (seed: number): Promise<readonly number[]> => {
      const before = seen.length;
      sources.duplicate({ rate: 0.3, seed });
      const values = Array.from({ length: 30 }, (_, n) => String(n));
      await bench.send(
        topic,
        values.map((value) => ({ value })),
      );
      await vi.waitFor(async () => expect(await sources.isQuiet()).toBe(true), PATIENTLY);
      const delivered = seen.slice(before).flatMap(({ values: [value = ''] }) => value);
      expect(new Set(delivered)).toEqual(new Set(values));
      return values.map((value) => delivered.filter((other) => other === value).length);
    };
    const first = await twice(7);
    expect(new Set(first)).toEqual(new Set([1, 2]));
    expect(await twice(7)).toEqual(first);
    expect(await twice(8)).not.toEqual(first);
  });
});

describe('a mapping that AWS would refuse', () => {
  it('[21] has a role that may not read the topic: the statement that is missing is named', async () => {
    const statements = [
      {
        Effect: 'Allow',
        Action: ['kafka:*', 'ec2:*', 'kafka-cluster:Connect', 'kafka-cluster:Describe*'],
        Resource: '*',
      },
    ];
    await deploySource(cloud, 'any', { statements });
    await expect(cloud.start()).rejects.toThrow(
      /Test Source .*kafka-cluster:ReadData.*topic\/cars\/0a1b2c3d-1\/any/,
    );
  });
});
