import '../../../../shared/contracts/compile.ts';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Admin, Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContract } from '../../../../shared/contracts/define.ts';
import { derivedId } from '../../../../shared/kernel/ids.ts';
import { instant } from '../../../../shared/kernel/time.ts';
import { consume } from '../../../../shared/runtime/kafka/consume.ts';
import { decoder } from '../../../../shared/runtime/kafka/decode.ts';
import type { KafkaPublisher } from '../../../../shared/runtime/kafka/publish.ts';
import type { KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';
import { recordsOfTopic } from '../../../../shared/runtime/kafka/topic-reader.ts';
import { commandRecord } from '../../../../shared/runtime/operations/envelopes.ts';
import { operations } from '../../../../shared/runtime/operations/operations.ts';
import { outboxOf } from '../../../../shared/runtime/outbox/outbox.ts';
import { rebuildRoom } from '../../../../shared/runtime/rebuild/rebuild-room.ts';
import { TableStore } from '../../../../shared/runtime/table/table-store.ts';
import { ownName, sharedEngine } from '../../../engines/shared.ts';
import { oneKey } from '../keys/one-key.ts';
import { give, join, room, take, toyDomain } from '../operations/model/toy-room.ts';
import { realTopics } from '../real-topics.ts';
import { contentOf, makeRoomTable } from '../room-tables.ts';

/** The protocol on a real table and a real log, and the table made anew from the log. */

const domain = toyDomain();
const now = () => instant(Date.now());
const [live, anew] = [ownName('live'), ownName('anew')];
let client: DynamoDBClient;
let kafka: Kafka;
let admin: Admin;
let publisher: KafkaPublisher;

beforeAll(async () => {
  const [broker, dynamodb] = await Promise.all([sharedEngine('kafka'), sharedEngine('dynamodb')]);
  client = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  ({ kafka, admin, publisher } = await realTopics(
    broker,
    ['toy.commands', 'toy.events', 'meter.commands'],
    3,
  ));
});
afterAll(async () => {
  await admin.disconnect();
  client.destroy();
});

interface Command {
  readonly contract: CommandContract;
  readonly data: unknown;
}

let handlings = 0;
let produced = 0;
const joining: readonly Command[] = ['ana', 'bea'].map((rider) => ({ contract: join, data: { rider } }));
const racing: readonly Command[] = ['1', '2', '3', '1'].flatMap((car): Command[] => [
  { contract: take, data: { car, rider: 'ana' } },
  { contract: take, data: { car, rider: 'bea' } },
  { contract: give, data: { car, rider: 'bea' } },
  { contract: take, data: { car, rider: 'nobody' } },
]);

async function produce(commands: readonly Command[]): Promise<void> {
  for (const { contract, data } of commands) {
    produced += 1;
    const { topic, key, value } = commandRecord({
      id: derivedId('op_toy', produced),
      contract,
      data,
      source: '/roadstream/test/outside',
      time: now(),
    });
    await publisher.send(topic, [{ key, value }]);
  }
}

async function handleCommands(table: string): Promise<void> {
  const store = new TableStore(client, table, now);
  const silent = async () => {};
  const outbox = outboxOf({
    publisher,
    now,
    cars: { publish: silent },
    ports: { ask: silent },
    timers: { set: silent },
  });
  const engine = operations({
    room: room.name,
    region: 'test',
    eventsTopic: room.events?.name,
    domain,
    store,
    outbox,
    signing: oneKey({ keyId: 'key', sign: async () => Buffer.from('signature') }),
    now,
    pause: silent,
  });
  handlings += 1;
  const records: KafkaRecord[] = [];
  for await (const record of recordsOfTopic(kafka, 'toy.commands', `handle-${handlings}`))
    records.push(record);
  expect(records).toHaveLength(produced);
  const { unfinished, done } = consume(records, {
    decode: decoder(room.functions[0]?.consumes ?? []),
    handle: (incoming) => engine.handle(incoming as never),
    store,
    over: () => false,
    outOfTime: () => false,
    blocking: () => true,
    concurrency: 4,
    deadLetter: (record, why) => Promise.reject(new Error(`${record.offset} died: ${why.detail}`)),
    observe: (_record, observed) => {
      if (observed.kind === 'failed') throw observed.error;
    },
  });
  await done;
  expect([...unfinished]).toEqual([]);
}

describe('a room’s table', () => {
  it('is the fold of its events topic, and the same after a rebuild', async () => {
    await makeRoomTable(client, live);
    await produce(joining);
    await handleCommands(live);
    await produce(racing);
    await handleCommands(live);
    const content = await contentOf(client, live);
    // Which cars were taken depends on the order in which the partitions came.
    const aggregates = [...content.keys()].filter((name) => name.startsWith('a#')).length;
    expect(aggregates).toBeGreaterThan(2);

    await makeRoomTable(client, anew);
    const setup = { room, domain, kafka, client, table: anew, now: Date.now() };
    const counts = await rebuildRoom({ ...setup, groupId: 'rebuild-1' });
    expect(counts.aggregates).toBe(aggregates);
    expect(counts.repeated).toBe(0);
    expect(await contentOf(client, anew)).toEqual(content);

    // The whole batch comes again, and the table is made anew over itself: nothing changes.
    await handleCommands(live);
    await rebuildRoom({ ...setup, groupId: 'rebuild-2' });
    expect(await contentOf(client, live)).toEqual(content);
    expect(await contentOf(client, anew)).toEqual(content);
  });
});
