import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { administrator } from '../../../local/cloud/core/administrator.ts';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { PATIENT } from '../../../local/cloud/engines/patient.ts';
import { EventSources } from '../../../local/cloud/lambda/event-sources/event-sources.ts';
import type { MappingStatus } from '../../../local/cloud/lambda/event-sources/mapping.ts';
import { Functions } from '../../../local/cloud/lambda/functions.ts';
import { SqsClients } from '../../../local/cloud/lambda/sqs-client.ts';
import { makeKeyAndRequest } from '../../../local/tools/registration/certificate-request.ts';
import type { CommandContract, MessageContract } from '../../../shared/contracts/define.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { type Instant, instant } from '../../../shared/kernel/time.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';
import { environment } from '../../../shared/runtime/environment.ts';
import type { Delivery } from '../../../shared/runtime/operations/delivery.ts';
import { commandRecord, roomOf } from '../../../shared/runtime/operations/envelopes.ts';
import type { DueItem } from '../../../shared/runtime/operations/timers.ts';
import { TableStore } from '../../../shared/runtime/table/table-store.ts';
import { PATIENCE_MS } from '../../patience.ts';
import type { World } from '../world.ts';

/** A record as a topic has it. */
export interface TopicRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string;
}

/** An envelope of a type that nobody consumes: consumers pass it over. */
export const OF_NO_CONCERN = JSON.stringify({ specversion: '1.0', type: 'nobody.listens.v1' });

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** Whether something has happened since it was asked for. */
interface Watch {
  happened(): boolean;
  end(): void;
}

/** What the exercises do to a running platform: invoke its functions, write to its topics and queues, leave work behind. */
export class Means {
  readonly cloud: RunningCloud;
  readonly world: World;
  readonly functions: Functions;
  readonly certificateRequest: string;
  private readonly dynamodb: DynamoDBClient;
  private readonly sqs: SQSClient;
  private readonly producer: Producer;
  private count = 0;

  private constructor(world: World, producer: Producer, certificateRequest: string) {
    const { cloud } = world.platform;
    this.world = world;
    this.cloud = cloud;
    this.functions = cloud.part(Functions);
    this.certificateRequest = certificateRequest;
    this.producer = producer;
    const settings = { region: cloud.region, endpoint: cloud.endpoint.url, credentials: administrator };
    this.dynamodb = new DynamoDBClient(settings);
    this.sqs = new SQSClient(settings);
  }

  static async of(world: World): Promise<Means> {
    const kafka = new Kafka({
      brokers: [world.platform.engines.kafka.internal],
      logLevel: logLevel.NOTHING,
      ...PATIENT,
    });
    const producer = kafka.producer();
    await producer.connect();
    return new Means(world, producer, (await makeKeyAndRequest(makeVin('WRS', 'TESTS', 1))).request);
  }

  async close(): Promise<void> {
    await this.producer.disconnect();
    this.dynamodb.destroy();
    this.sqs.destroy();
  }

  get now(): Instant {
    return instant(this.cloud.clock.now());
  }

  newVin(): string {
    this.count += 1;
    return makeVin('WRS', 'TESTS', 100 + this.count);
  }

  newId(kind: string): string {
    this.count += 1;
    return `${kind}-${this.count}`;
  }

  /** Throws unless the function succeeds with the whole event. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const { payload, functionError } = await this.functions.invoke(name, event, { source: 'operator' });
    const failed = (payload as { batchItemFailures?: readonly unknown[] } | null)?.batchItemFailures ?? [];
    if (functionError !== undefined || failed.length > 0)
      throw new Error(`${name} failed: ${JSON.stringify(payload)}`);
    return payload;
  }

  /** As an event source hands records to a function. */
  async hand(name: string, ...records: readonly TopicRecord[]): Promise<void> {
    const timestamp = this.cloud.clock.now();
    const byTopic = Map.groupBy(records, ({ topic }) => `${topic}-0`);
    const encoded = [...byTopic].map(([partition, some]) => [
      partition,
      some.map(({ topic, key, value }) => {
        this.count += 1;
        const base64 = (text: string): string => Buffer.from(text).toString('base64');
        return {
          topic,
          partition: 0,
          offset: this.count,
          timestamp,
          key: base64(key),
          value: base64(value),
          headers: [],
        };
      }),
    ]);
    await this.invoke(name, { eventSource: 'aws:kafka', records: Object.fromEntries(encoded) });
  }

  async handMessage(name: string, body: unknown): Promise<void> {
    await this.invoke(name, { Records: [{ messageId: this.newId('message'), body: textOf(body) }] });
  }

  command(contract: CommandContract, data: unknown): TopicRecord & { readonly id: string } {
    const id = derivedId(`op_${roomOf(contract)}`, this.newId('test'));
    const principal = { kind: 'operator', id: 'test' } as const;
    const { topic, key, value } = commandRecord({
      id,
      contract,
      data,
      source: '/test',
      time: this.now,
      principal,
    });
    return { id, topic, key, value };
  }

  event(contract: MessageContract, key: string, data: object): TopicRecord {
    const { type, topic } = contract;
    const envelope = {
      specversion: '1.0',
      id: randomId('evt'),
      type,
      source: '/test',
      subject: key,
      time: this.now,
      data,
    };
    return { topic: topic.name, key, value: JSON.stringify(envelope) };
  }

  async write({ topic, key, value }: TopicRecord, timestamp?: string): Promise<void> {
    await this.producer.send({
      topic,
      messages: [{ key, value, ...(timestamp === undefined ? {} : { timestamp }) }],
    });
  }

  variable(functionName: string, name: keyof typeof environment): string {
    return this.functions.definition(functionName).environment[environment[name]] ?? '';
  }

  /** The room's table, as its own functions use it, but with every permission. */
  store(functionName: string): TableStore {
    return new TableStore(this.dynamodb, this.variable(functionName, 'table'), () =>
      instant(this.cloud.clock.now() - 600_000),
    );
  }

  /** Leaves an operation behind that has not delivered this, as a function does that dies after the commit. */
  async leaveBehind(
    functionName: string,
    aggregate: string,
    outputs: readonly Delivery[],
    due: readonly DueItem[] = [],
  ): Promise<void> {
    const store = this.store(functionName);
    const id = derivedId('op_test', this.newId('left'));
    const nothing = { readModels: [], constraints: [], dueNoMore: [] };
    for (;;) {
      const { aggregate: loaded } = await store.load(aggregate, id);
      const { revision, version, state } = loaded;
      const { kind } = await store.commit({
        operation: {
          id,
          aggregate,
          outcome: { kind: 'accepted' },
          time: this.now,
          events: [],
          outputs,
          keepUntil: 4e9,
        },
        change: { revision, version, state, due, ...nothing },
      });
      if (kind === 'committed') return;
      // The room's own function has changed it meanwhile: all tariffs, for example, are one aggregate.
      if (kind !== 'stale') throw new Error(`nothing could be left behind: ${kind}`);
    }
  }

  async undelivered(functionName: string, aggregate: string): Promise<number> {
    return (await this.store(functionName).aggregate(aggregate)).undelivered.length;
  }

  mappings(functionName: string): MappingStatus[] {
    return this.cloud
      .part(EventSources)
      .list()
      .filter((status) => status.functionName === functionName);
  }

  mapping(id: string): MappingStatus {
    const found = this.cloud
      .part(EventSources)
      .list()
      .find((status) => status.id === id);
    if (found === undefined) throw new Error(`there is no mapping ${id}`);
    return found;
  }

  async send(queueArn: string, body: unknown): Promise<void> {
    const QueueUrl = this.cloud.part(SqsClients).url(queueArn);
    // A group of its own: one that was not deleted holds up the rest of its group.
    const place = { MessageGroupId: this.newId('group'), MessageDeduplicationId: this.newId('message') };
    const order = queueArn.endsWith('.fifo') ? place : {};
    await this.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: textOf(body), ...order }));
  }

  /** Puts an item into the table of the function's room, with every permission. */
  async put(functionName: string, Item: Record<string, AttributeValue>): Promise<void> {
    await this.dynamodb.send(new PutItemCommand({ TableName: this.variable(functionName, 'table'), Item }));
  }

  async items(functionName: string, pk: string): Promise<Record<string, AttributeValue>[]> {
    const { Items = [] } = await this.dynamodb.send(
      new QueryCommand({
        TableName: this.variable(functionName, 'table'),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead: true,
      }),
    );
    return Items;
  }

  async remove(functionName: string, Key: Record<string, AttributeValue>): Promise<void> {
    await this.dynamodb.send(new DeleteItemCommand({ TableName: this.variable(functionName, 'table'), Key }));
  }

  /** Whether the function's role has since sent a message to the dead letters of invocations. */
  sentBy(functionName: string): Watch {
    return this.watch(functionName, 'SendMessage', 'InvocationDeadLetters');
  }

  /** Whether the function's role has since deleted messages of a queue. */
  deletedBy(functionName: string): Watch {
    return this.watch(functionName, 'DeleteMessageBatch');
  }

  private watch(functionName: string, operation: string, queue = ''): Watch {
    const { roleName } = this.functions.definition(functionName).identity;
    let happened = false;
    const end = this.cloud.endpoint.observe((request) => {
      if (request.operation !== operation || request.identity?.roleName !== roleName) return;
      if (request.body.includes(queue)) happened = true;
    });
    return { happened: () => happened, end };
  }

  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`${what} did not come about`);
      await sleep(10);
    }
  }
}
