import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCloud, type RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { EventSources } from '../../../../../local/cloud/lambda/event-sources/event-sources.ts';
import { ownName, sharedEngine } from '../../../../engines/shared.ts';
import { PATIENTLY } from '../../../../patience.ts';
import { clientSettings, noEngines } from '../../local-cloud.ts';
import { deployTemplate } from '../a-deployment.ts';
import { aFunction } from '../a-function.ts';

let cloud: RunningCloud;
let client: SQSClient;

beforeEach(async () => {
  cloud = await createCloud({ engines: { ...noEngines, sqs: await sharedEngine('sqs') } });
  client = new SQSClient(clientSettings(cloud));
});
afterEach(async () => {
  client.destroy();
  await cloud.stop();
});

interface Queue {
  readonly name: string;
  readonly url: string;
  readonly deadUrl: string;
}

/** A queue with a dead-letter queue after enough receives, and a function behind it. */
async function aQueueSource(
  code: string,
  mapping: object = {},
  visibilitySeconds = 30,
  maxReceiveCount = 2,
): Promise<Queue> {
  const [name, deadName] = [ownName('queue'), ownName('dead')];
  const { identity } = aFunction(cloud, {
    code: `let invocations = 0; export const handler = async (event) => {
      invocations += 1; console.log(JSON.stringify({ event })); const bodies = event.Records.map(({ body }) => body); ${code} };`,
  });
  cloud.identities.addStatements(identity.roleName, [
    { Effect: 'Allow', Action: ['sqs:*', 'logs:*'], Resource: '*' },
  ]);
  await deployTemplate(cloud, {
    Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: deadName } },
    Queue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: name,
        VisibilityTimeout: visibilitySeconds,
        RedrivePolicy: { maxReceiveCount, deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
      },
    },
    Source: {
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: 'work', EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, ...mapping },
    },
  });
  await cloud.start();
  const base = `${cloud.endpoint.url}/111111111111`;
  return { name, url: `${base}/${name}`, deadUrl: `${base}/${deadName}` };
}

interface SqsEvent {
  readonly Records: readonly { readonly body: string; readonly attributes: Record<string, string> }[];
}

function deliveries(): SqsEvent[] {
  const found: SqsEvent[] = [];
  cloud.journal.follow(({ text }) => {
    if (text.startsWith('{"event":')) found.push((JSON.parse(text) as { event: SqsEvent }).event);
  });
  return found;
}

async function send(url: string, ...bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody,
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
      }),
    );
  }
}

async function isDone(): Promise<void> {
  await vi.waitFor(async () => expect(await cloud.part(EventSources).isQuiet()).toBe(true), PATIENTLY);
}

describe('a queue as event source', () => {
  it('delivers messages in exactly the shape of Amazon SQS, and deletes them', async () => {
    const seen = deliveries();
    const { url, name } = await aQueueSource('');
    await send(url, 'hello');
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    expect(seen[0]).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: expect.objectContaining({
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d+$/),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d+$/),
          }),
          messageAttributes: {
            kind: { stringValue: 'test', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          md5OfMessageAttributes: expect.any(String),
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:eu-west-1:111111111111:${name}`,
          awsRegion: 'eu-west-1',
        },
      ],
    });
    await isDone();
    const left = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    expect((await client.send(left)).Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  it('[23] brings back what the function reports as failed, and nothing else', async () => {
    const seen = deliveries();
    // However the three come, together or apart, the one fails the first time.
    const code = `const failing = event.Records.filter(({ body, attributes }) =>
        body === 'b' && attributes.ApproximateReceiveCount === '1');
      return { batchItemFailures: failing.map(({ messageId }) => ({ itemIdentifier: messageId })) };`;
    const mapping = {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
    };
    const { url } = await aQueueSource(code, mapping, 4);
    await send(url, 'a', 'b', 'c');
    const bodies = (): string[] => seen.flatMap(({ Records }) => Records).map(({ body }) => body);
    await vi.waitFor(() => expect(bodies().length).toBeGreaterThanOrEqual(4), PATIENTLY);
    expect(bodies().toSorted((a, b) => a.localeCompare(b))).toEqual(['a', 'b', 'b', 'c']);
  });

  it('[23] leaves what fails to the redrive policy: once more after its visibility timeout, then the dead letters', async () => {
    const seen = deliveries();
    const { url, deadUrl } = await aQueueSource(`throw new Error('no');`, {}, 1);
    await send(url, 'poison');
    const dead = await vi.waitFor(async () => {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({ QueueUrl: deadUrl, WaitTimeSeconds: 1 }),
      );
      expect(Messages).toHaveLength(1);
      return Messages;
    }, PATIENTLY);
    expect(dead?.[0]?.Body).toBe('poison');
    await vi.waitFor(() => expect(seen).toHaveLength(2), PATIENTLY);
    const attributes = seen.flatMap(({ Records }) => Records.map((record) => record.attributes));
    expect(attributes.map(({ ApproximateReceiveCount }) => ApproximateReceiveCount)).toEqual(['1', '2']);
  });

  it('[23] keeps all of a batch whose function answers nonsense, or fails', async () => {
    const seen = deliveries();
    const code = `const least = Math.min(...event.Records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)));
      if (least === 1) return { batchItemFailures: [{ itemIdentifier: 'nobody' }] };
      if (least === 2) throw new Error('no');`;
    const { url } = await aQueueSource(code, { FunctionResponseTypes: ['ReportBatchItemFailures'] }, 2, 10);
    await send(url, 'a', 'b');
    const counts = (text: string) =>
      seen
        .flatMap(({ Records }) => Records.filter(({ body }) => body === text))
        .map(({ attributes }) => Number(attributes['ApproximateReceiveCount']));
    await vi.waitFor(() => {
      for (const text of ['a', 'b']) expect(counts(text).slice(0, 3)).toEqual([1, 2, 3]);
    }, PATIENTLY);
    await isDone();
  });

  it('gathers for as long as its window says in the platform’s time, or until somebody moves that', async () => {
    const seen = deliveries();
    const { url } = await aQueueSource('', { BatchSize: 25, MaximumBatchingWindowInSeconds: 300 });
    await send(url, 'one', 'two');
    await cloud.clock.advance(0);
    expect(seen.flatMap(({ Records }) => Records.map(({ body }) => body))).toEqual(['one', 'two']);
  });

  it('gathers a batch for as long as its window says', async () => {
    const seen = deliveries();
    const { url } = await aQueueSource('', { BatchSize: 25, MaximumBatchingWindowInSeconds: 2 });
    await send(url, ...Array.from({ length: 15 }, (_, n) => String(n)));
    await vi.waitFor(() => expect(seen.flatMap(({ Records }) => Records)).toHaveLength(15), PATIENTLY);
    expect(seen.length).toBeLessThan(4);
  });

  it('drops what the filter does not want', async () => {
    const seen = deliveries();
    const Filters = [{ Pattern: '{"body":{"type":["wanted"]}}' }];
    const { url } = await aQueueSource('', { FilterCriteria: { Filters } });
    await send(url, '{"type":"other"}', 'no JSON', '{"type":"wanted"}');
    await vi.waitFor(() => expect(seen).toHaveLength(1), PATIENTLY);
    await isDone();
    expect(seen[0]?.Records.map(({ body }) => body)).toEqual(['{"type":"wanted"}']);
  });

  it('refuses a function whose role may not receive', async () => {
    const { identity } = aFunction(cloud, { name: 'poor', code: '' });
    expect(identity.roleName).toBe('poor-role');
    await deployTemplate(cloud, {
      Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
      Source: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { FunctionName: 'poor', EventSourceArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
      },
    });
    await expect(cloud.start()).rejects.toThrow(/sqs:ReceiveMessage/);
  });
});
