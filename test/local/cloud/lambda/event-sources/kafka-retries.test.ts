import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { EventSources } from '../../../../../local/cloud/lambda/event-sources/event-sources.ts';
import { KafkaLog } from '../../../../../local/cloud/lambda/event-sources/kafka/kafka-log.ts';
import type { MappingStatus } from '../../../../../local/cloud/lambda/event-sources/mapping.ts';
import { Functions } from '../../../../../local/cloud/lambda/functions.ts';
import { PATIENTLY } from '../../../../patience.ts';
import { CLUSTER, deliveries, deploySource, type KafkaBench, openKafkaBench } from './a-kafka-source.ts';

/** What a topic's records go through when their function fails. */

const REPORTS = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
let bench: KafkaBench;
let cloud: RunningCloud;

beforeAll(async () => {
  bench = await openKafkaBench();
});
afterAll(async () => {
  await bench.stop();
});
beforeEach(async () => {
  cloud = await bench.cloud();
});
afterEach(async () => {
  await cloud.stop();
});

function sourceStatus(): MappingStatus | undefined {
  return cloud.part(EventSources).list()[0];
}

async function isDone(): Promise<void> {
  await vi.waitFor(() => expect(Object.values(sourceStatus()?.lag ?? { 0: 1 })).toEqual([0]), PATIENTLY);
}

async function sendAll(topic: string, ...values: readonly string[]): Promise<void> {
  await bench.send(
    topic,
    values.map((value) => ({ key: `key of ${value}`, value })),
  );
}

/** A file that functions see once the test has opened it: until then they fail. */
function gate(): { readonly isShut: string; readonly open: () => void } {
  const path = join(cloud.dataDirectory, 'gate');
  return {
    isShut: `!(await import('node:fs')).existsSync(${JSON.stringify(path)})`,
    open: () => {
      expect(existsSync(path)).toBe(false);
      writeFileSync(path, '');
    },
  };
}

/** The offset that a group has committed in the topic's only partition; -1 for none. */
async function committedOffset(groupId: string, topic: string): Promise<number> {
  const admin = bench.kafka.admin();
  await admin.connect();
  const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
  await admin.disconnect();
  return Number(found?.partitions[0]?.offset);
}

describe('a batch that fails', () => {
  it.each([
    ['a thrown error', `throw new Error('no')`],
    ['a timeout', 'await new Promise((done) => setTimeout(done, 60_000))'],
    ['a process that ends', 'process.exit(1)'],
  ])('[12] comes again whole after %s, and nothing of it is committed', async (_, failing) => {
    const topic = await bench.topic();
    const ConsumerGroupId = `group-${topic}`;
    const seen = deliveries(cloud);
    const { isShut, open } = gate();
    await deploySource(cloud, topic, {
      code: `if (${isShut}) ${failing};`,
      mapping: { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId } },
      timeoutSeconds: 1,
    });
    await cloud.start();
    await sendAll(topic, 'a', 'b', 'c');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(2), PATIENTLY);
    expect(await committedOffset(ConsumerGroupId, topic)).toBe(-1);
    open();
    await isDone();
    for (const { values } of seen) expect(values).toEqual(['a', 'b', 'c']);
    expect(await committedOffset(ConsumerGroupId, topic)).toBe(3);
    expect(sourceStatus()?.failures).toBe(seen.length - 1);
  });

  it('[10] holds up its partition and no other', async () => {
    const topic = await bench.topic(2);
    const seen = deliveries(cloud);
    const { isShut, open } = gate();
    await deploySource(cloud, topic, {
      code: `if (values[0] === 'bad' && ${isShut}) throw new Error('not yet');`,
      mapping: { BatchSize: 1, ProvisionedPollerConfig: { MinimumPollers: 2, MaximumPollers: 2 } },
    });
    await bench.send(topic, [
      { partition: 0, value: 'bad' },
      { partition: 0, value: 'after it' },
      { partition: 1, value: 'elsewhere' },
      { partition: 1, value: 'elsewhere too' },
    ]);
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 2, 1: 0 }), PATIENTLY);
    await vi.waitFor(
      () => expect(seen.filter(({ values }) => values[0] === 'bad').length).toBeGreaterThan(2),
      PATIENTLY,
    );
    expect(seen.map(({ values: [value] }) => value)).not.toContain('after it');
    open();
    await vi.waitFor(() => expect(sourceStatus()?.lag).toEqual({ 0: 0, 1: 0 }), PATIENTLY);
    expect(seen.at(-1)?.values).toEqual(['after it']);
  });

  it('[17] comes again when its worker dies after the side effect and before the commit', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    const { isShut, open } = gate();
    await deploySource(cloud, topic, {
      code: `if (${isShut}) await new Promise((d) => setTimeout(d, 60_000));`,
    });
    await cloud.start();
    await sendAll(topic, 'slow');
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    open();
    await cloud.part(Functions).kill('work');
    await vi.waitFor(() => expect(seen).toHaveLength(2), PATIENTLY);
    await isDone();
  });

  it('[17] comes again at the next start when everything ended before the commit', async () => {
    const topic = await bench.topic();
    const mapping = { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `group-${topic}` } };
    const code = 'if (values[0] === "hang") await new Promise((done) => setTimeout(done, 60_000));';
    const before = deliveries(cloud);
    await deploySource(cloud, topic, { code, mapping, timeoutSeconds: 60 });
    await cloud.start();
    await sendAll(topic, 'hang');
    await vi.waitFor(() => expect(before).toHaveLength(1), PATIENTLY);
    await cloud.stop();

    cloud = await bench.cloud();
    const after = deliveries(cloud);
    await deploySource(cloud, topic, { mapping });
    await cloud.start();
    await vi.waitFor(() => expect(after.map(({ values }) => values)).toEqual([['hang']]), PATIENTLY);
  });

  it('passes its back-off when the clock is moved', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { code: `if (invocations < 12) throw new Error('not yet');` });
    await cloud.start();
    await sendAll(topic, 'patience');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), PATIENTLY);
    await cloud.clock.advance(10 * 60_000);
    expect(seen).toHaveLength(12);
    expect(sourceStatus()?.lag).toEqual({ 0: 0 });
  });
});

describe('an offset', () => {
  it('that the broker did not take is committed soon after, and lags until then', async () => {
    const topic = await bench.topic();
    const ConsumerGroupId = `group-${topic}`;
    const lagWhenAsked: unknown[] = [];
    const commit = vi.spyOn(KafkaLog.prototype, 'commit').mockImplementationOnce(async () => {
      lagWhenAsked.push(sourceStatus()?.lag);
      return await Promise.reject(new Error('no coordinator'));
    });
    await deploySource(cloud, topic, {
      mapping: { AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId } },
    });
    await sendAll(topic, 'a', 'b', 'c');
    await cloud.start();
    await isDone();
    expect(lagWhenAsked).toEqual([{ 0: 3 }]);
    expect(await committedOffset(ConsumerGroupId, topic)).toBe(3);
    expect(sourceStatus()?.batches).toBe(1);
    commit.mockRestore();
  });
});

describe('a partial response', () => {
  it.each([
    ['only what failed', 'only-failed', ['b', 'd']],
    ['everything from the first that failed', 'from-first', ['b', 'c', 'd']],
  ] as const)('[13] brings again %s', async (_, partialRetry, second) => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    cloud.part(EventSources).switches.partialRetry = partialRetry;
    const code = `if (invocations > 1) return;
      return { batchItemFailures: [1, 3].map((n) => ({ itemIdentifier: { partition: '${topic}-0', offset: all[n].offset } })) };`;
    await deploySource(cloud, topic, { code, mapping: REPORTS });
    await sendAll(topic, 'a', 'b', 'c', 'd');
    await cloud.start();
    await vi.waitFor(
      () => expect(seen.map(({ values }) => values)).toEqual([['a', 'b', 'c', 'd'], [...second]]),
      PATIENTLY,
    );
    await isDone();
  });

  it.each([
    [
      '[13] an unknown offset',
      `{ batchItemFailures: [{ itemIdentifier: { partition: name, offset: 99 } }] }`,
    ],
    ['a null identifier', '{ batchItemFailures: [{ itemIdentifier: null }] }'],
  ])('[13] with %s brings the whole batch, as an error does', async (_, response) => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    const code = `const name = '${topic}-0'; if (invocations === 1) return ${response};`;
    await deploySource(cloud, topic, { code, mapping: REPORTS });
    await sendAll(topic, 'a', 'b');
    await cloud.start();
    await vi.waitFor(() => expect(seen).toHaveLength(2), PATIENTLY);
    await isDone();
    expect(seen.map(({ values }) => values)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it.each([
    ['null', 'null', REPORTS],
    ['an empty list', '{ batchItemFailures: [] }', REPORTS],
    [
      '[13] failures that the mapping did not ask for',
      '{ batchItemFailures: [{ itemIdentifier: null }] }',
      {},
    ],
  ])('[13] with %s is success', async (_, response, mapping) => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    await deploySource(cloud, topic, { code: `return ${response};`, mapping });
    await sendAll(topic, 'a', 'b');
    await cloud.start();
    await isDone();
    expect(seen.map(({ values }) => values)).toEqual([['a', 'b']]);
  });
});

describe('giving up', () => {
  const toTopic = (name: string) => ({
    DestinationConfig: { OnFailure: { Destination: `kafka://${name}` } },
  });

  /** What the on-failure topic got. */
  async function given(graveyard: string, count: number) {
    const letters = await bench.read(graveyard, count);
    return letters.map(({ key, value }) => ({ key, letter: JSON.parse(value) as object }));
  }

  it('[14][15] finds the record at fault by splitting; it goes to the on-failure topic under its own key', async () => {
    const topic = await bench.topic();
    const graveyard = await bench.topic();
    const code = `if (values.includes('poison')) throw new Error('poison');`;
    const mapping = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 1, ...toTopic(graveyard) };
    await deploySource(cloud, topic, { code, mapping });
    const seen = deliveries(cloud);
    await sendAll(topic, 'a', 'b', 'poison', 'c', 'd');
    await cloud.start();
    await vi.waitFor(() => expect(sourceStatus()).toMatchObject({ lag: { 0: 0 }, discarded: 1 }), PATIENTLY);
    const handled = seen.filter(({ values }) => !values.includes('poison')).flatMap(({ values }) => values);
    expect(handled).toEqual(['a', 'b', 'c', 'd']);
    expect(await given(graveyard, 1)).toEqual([
      {
        key: 'key of poison',
        letter: {
          requestContext: {
            requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
            functionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
            condition: 'RetriesExhausted',
            approximateInvokeCount: expect.any(Number),
          },
          responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
          version: '1.0',
          timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
          KafkaBatchInfo: {
            batchSize: 1,
            eventSourceArn: CLUSTER,
            bootstrapServers: bench.broker.iam,
            payloadSize: expect.any(Number),
            recordInfo: { offset: '2', timestamp: expect.stringMatching(/Z$/) },
          },
          payload: {
            eventSource: 'aws:kafka',
            eventSourceArn: CLUSTER,
            bootstrapServers: bench.broker.iam,
            records: {
              [`${topic}-0`]: [
                expect.objectContaining({
                  offset: 2,
                  key: Buffer.from('key of poison').toString('base64'),
                  value: Buffer.from('poison').toString('base64'),
                }),
              ],
            },
          },
        },
      },
    ]);
  });

  it.each([
    ['after as many attempts as the template says', { MaximumRetryAttempts: 2 }, 3],
    ['after ten retries, though the template says endless', { MaximumRetryAttempts: -1 }, 11],
  ])('[14] comes %s, for each record of the batch', async (_, attempts, invocations) => {
    const topic = await bench.topic();
    const graveyard = await bench.topic();
    const seen = deliveries(cloud);
    const mapping = { ...attempts, ...toTopic(graveyard) };
    await deploySource(cloud, topic, { code: `throw new Error('never');`, mapping });
    await cloud.start();
    await sendAll(topic, 'a', 'b');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(0), PATIENTLY);
    await cloud.clock.advance(10 * 60_000);
    await vi.waitFor(() => expect(sourceStatus()).toMatchObject({ lag: { 0: 0 }, discarded: 2 }), PATIENTLY);
    expect(seen.map(({ values }) => values)).toEqual(Array.from({ length: invocations }, () => ['a', 'b']));
    const requestContext = { condition: 'RetriesExhausted', approximateInvokeCount: invocations };
    expect(await given(graveyard, 2)).toMatchObject([
      { key: 'key of a', letter: { requestContext } },
      { key: 'key of b', letter: { requestContext } },
    ]);
  });

  it('[14] comes for records older than the template says, before the function sees them', async () => {
    const topic = await bench.topic();
    const graveyard = await bench.topic();
    const seen = deliveries(cloud);
    const timestamp = (ageMs: number) => String(Math.floor(cloud.clock.now() - ageMs));
    await bench.send(topic, [
      { key: 'old', value: 'old', timestamp: timestamp(61_000) },
      { key: 'young', value: 'young', timestamp: timestamp(0) },
    ]);
    await deploySource(cloud, topic, { mapping: { MaximumRecordAgeInSeconds: 60, ...toTopic(graveyard) } });
    await cloud.start();
    await isDone();
    expect(seen.map(({ values }) => values)).toEqual([['young']]);
    const requestContext = { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 };
    expect(await given(graveyard, 1)).toMatchObject([{ key: 'old', letter: { requestContext } }]);
  });

  it('[14] comes for records that grow too old while they are tried', async () => {
    const topic = await bench.topic();
    const seen = deliveries(cloud);
    const mapping = { MaximumRecordAgeInSeconds: 60 };
    await deploySource(cloud, topic, { code: `throw new Error('never');`, mapping });
    await cloud.start();
    await sendAll(topic, 'a');
    await vi.waitFor(() => expect(seen.length).toBeGreaterThan(1), PATIENTLY);
    await cloud.clock.advance(5 * 60_000);
    await vi.waitFor(() => expect(sourceStatus()).toMatchObject({ lag: { 0: 0 }, discarded: 1 }), PATIENTLY);
    // Doubling pauses, from a fifth of a second: nine attempts in the first minute.
    expect(seen.length).toBeLessThan(12);
  });
});
