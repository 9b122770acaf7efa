import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type IHeaders, Kafka, logLevel } from 'kafkajs';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { PATIENT } from '../../local/cloud/engines/patient.ts';
import type { RunningPlatform } from '../../local/tools/platform/start.ts';

/** A place where the platform keeps something, and all that is there, as text. */
export interface Place {
  /** `table …`, `topic …`, `queue …`, `log`. */
  readonly name: string;
  readonly text: string;
}

/** What passes and is not there for long: the functions' log, and whatever was put into a queue. */
export interface PassingRecord {
  readonly log: Place;
  /** Dead letters of queues are some of it. */
  readonly queued: Place;
  end(): void;
}

/** Records from now on. */
export function recordOf({ cloud }: RunningPlatform): PassingRecord {
  const lines: string[] = [];
  const bodies: string[] = [];
  const stops = [
    cloud.journal.follow(({ text }) => lines.push(text)),
    cloud.endpoint.observe(({ operation, body }) => {
      if (operation?.startsWith('SendMessage') === true) bodies.push(body.toString());
    }),
  ];
  return {
    get log() {
      return { name: 'log', text: lines.join('\n') };
    },
    get queued() {
      return { name: 'queued messages', text: bodies.join('\n') };
    },
    end: () => {
      for (const stop of stops) stop();
    },
  };
}

let readers = 0;

/** Everything that the platform keeps: each table, each topic with keys and headers, what lies in queues, all log lines. */
export async function everythingIn(platform: RunningPlatform, record?: PassingRecord): Promise<Place[]> {
  const settings = {
    region: platform.cloud.region,
    endpoint: platform.cloud.endpoint.url,
    credentials: administrator,
  };
  const dynamodb = new DynamoDBClient(settings);
  const sqs = new SQSClient(settings);
  try {
    const places = [
      ...(await tablesIn(dynamodb)),
      ...(await topicsIn(platform.engines.kafka.internal)),
      ...(await queuesIn(sqs)),
      ...(record === undefined ? [] : [record.log, record.queued]),
    ];
    return places.map(({ name, text }) => ({ name, text: unfolded(text) }));
  } finally {
    dynamodb.destroy();
    sqs.destroy();
  }
}

/** Dead letters hold the original in base64, whose text is JSON, which may hold JSON as text: with all of that, too. */
function unfolded(text: string): string {
  const inner = (text.match(/[A-Za-z0-9+/]{40,}={0,2}/g) ?? [])
    .map((encoded) => Buffer.from(encoded, 'base64').toString('utf8'))
    .filter((decoded) => decoded.startsWith('{'));
  return [text, ...inner].flatMap((one) => [one, one.replaceAll('\\"', '"')]).join('\n');
}

async function tablesIn(dynamodb: DynamoDBClient): Promise<Place[]> {
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  return await Promise.all(
    TableNames.map(async (TableName) => {
      const items: unknown[] = [];
      let start: Record<string, never> | undefined;
      do {
        const page: { Items?: unknown[]; LastEvaluatedKey?: unknown } = await dynamodb.send(
          new ScanCommand({ TableName, ConsistentRead: true, ExclusiveStartKey: start }),
        );
        items.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey as Record<string, never> | undefined;
      } while (start !== undefined);
      return { name: `table ${TableName}`, text: JSON.stringify(items) };
    }),
  );
}

/** All topics in one go: each record's key, value and headers. */
async function topicsIn(brokers: string): Promise<Place[]> {
  const kafka = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, ...PATIENT });
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => !topic.startsWith('__'));
  const left = new Map<string, number>();
  for (const topic of topics) {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (Number(high) > Number(low)) left.set(`${topic} ${partition}`, Number(high));
  }
  await admin.disconnect();
  const found = new Map<string, string[]>(topics.map((topic) => [topic, []]));
  const consumer = kafka.consumer({ groupId: `everything-${process.pid}-${++readers}` });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await new Promise<void>((done, fail) => {
    if (left.size === 0) done();
    consumer
      .run({
        autoCommit: false,
        eachBatch: async ({ batch: { topic, partition, messages } }) => {
          for (const { key, value, headers } of messages)
            found.get(topic)?.push(String(key), String(value), headersOf(headers));
          const place = `${topic} ${partition}`;
          const last = Number(messages.at(-1)?.offset ?? -1);
          if (last + 1 >= (left.get(place) ?? 0)) left.delete(place);
          if (left.size === 0) done();
          return await Promise.resolve();
        },
      })
      .catch(fail);
  });
  await consumer.disconnect();
  return topics.map((topic) => ({ name: `topic ${topic}`, text: (found.get(topic) ?? []).join('\n') }));
}

function headersOf(headers: IHeaders | undefined): string {
  return Object.entries(headers ?? {})
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('\n');
}

/** What lies in queues and their dead letters, without taking it away. */
async function queuesIn(sqs: SQSClient): Promise<Place[]> {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  return await Promise.all(
    QueueUrls.map(async (QueueUrl) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
      );
      return {
        name: `queue ${QueueUrl.split('/').at(-1)}`,
        text: Messages.map(({ Body }) => Body).join('\n'),
      };
    }),
  );
}
