import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { type SharedEngines, sharedEngine } from '../../../engines/shared.ts';
import {
  ACCOUNT,
  attributeOf,
  clientSettings,
  deployResources,
  noEngines,
  openCloud,
  refOf,
  role,
} from '../local-cloud.ts';

const MINUTE = 60_000;
const arnOf = (name: string) => ({ 'Fn::GetAtt': [name, 'Arn'] });

const resources = {
  Work: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      VisibilityTimeout: 1,
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: { deadLetterTargetArn: arnOf('Dead'), maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'work-dead' } },
  Slow: { Type: 'AWS::SQS::Queue', Properties: { DelaySeconds: 300 } },
  Delays: { Type: 'AWS::SQS::Queue' },
  Ordered: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true, ContentBasedDeduplication: true } },
  Guarded: { Type: 'AWS::SQS::Queue' },
  GuardedPolicy: {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Guarded' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Principal: { AWS: arnOf('Stranger') },
            Action: 'sqs:SendMessage',
            Resource: arnOf('Guarded'),
          },
        ],
      },
    },
  },
  Sender: role({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Work') }),
  Stranger: role({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }),
};

let engine: SharedEngines['sqs'];
let cloud: RunningCloud;
let deployed: Deployed;
const client = (role?: string): SQSClient => new SQSClient(clientSettings(cloud, role));
const url = (logicalId: string): string => refOf(deployed, logicalId);
const send = (logicalId: string, MessageBody: string, more: object = {}) =>
  client().send(new SendMessageCommand({ QueueUrl: url(logicalId), MessageBody, ...more }));

async function receive(logicalId: string, wait = 0): Promise<Message[]> {
  const received = await client().send(
    new ReceiveMessageCommand({ QueueUrl: url(logicalId), MaxNumberOfMessages: 10, WaitTimeSeconds: wait }),
  );
  return received.Messages ?? [];
}

async function drain(logicalId: string): Promise<string[]> {
  const messages = await receive(logicalId);
  for (const { ReceiptHandle } of messages)
    await client().send(new DeleteMessageCommand({ QueueUrl: url(logicalId), ReceiptHandle }));
  return messages.map(({ Body = '' }) => Body);
}

beforeAll(async () => {
  engine = await sharedEngine('sqs');
  cloud = await openCloud({ engines: { ...noEngines, sqs: engine } });
  deployed = await deployResources(cloud, resources);
  await cloud.start();
});

afterAll(async () => {
  await cloud.stop();
});

describe('a queue', () => {
  test('has one URL, at the endpoint that checks permissions', async () => {
    const found = await client().send(new GetQueueUrlCommand({ QueueName: 'work-dead' }));
    expect(found.QueueUrl).toBe(url('Dead'));
    expect(url('Dead')).toBe(`${cloud.endpoint.url}/${ACCOUNT}/work-dead`);
    expect(attributeOf(deployed, 'Work', 'QueueName')).toBe('Test-Work');
  });

  test('has the attributes of its template', async () => {
    const { Attributes } = await client().send(
      new GetQueueAttributesCommand({ QueueUrl: url('Work'), AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({
      QueueArn: 'arn:aws:sqs:eu-west-1:111111111111:Test-Work',
      VisibilityTimeout: '1',
      DelaySeconds: '0',
    });
    const redrive: unknown = JSON.parse(Attributes?.['RedrivePolicy'] ?? '{}');
    expect(redrive).toMatchObject({ deadLetterTargetArn: attributeOf(deployed, 'Dead', 'Arn') });
  });

  test('[23] gives a message again after its visibility timeout, and to the dead-letter queue after enough of it', async () => {
    await send('Work', 'poison', {
      MessageAttributes: { kind: { DataType: 'String', StringValue: 'test' } },
    });
    for (let delivery = 1; delivery <= 2; delivery++) {
      const [message] = await receive('Work', 10);
      expect(message?.Body).toBe('poison');
      await client().send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: url('Work'),
          ReceiptHandle: message?.ReceiptHandle,
          VisibilityTimeout: 0,
        }),
      );
    }
    await expect.poll(async () => [...(await receive('Work')), ...(await drain('Dead'))]).toEqual(['poison']);
  });

  test('[23] shows a message that was received to nobody until its visibility timeout is over', async () => {
    await send('Work', 'seen');
    // The queue counts from when it gives the message, not from when it arrives here.
    const askedAt = performance.now();
    const [first] = await receive('Work', 10);
    expect(first?.Body).toBe('seen');
    await expect.poll(async () => await drain('Work')).toEqual(['seen']);
    expect(performance.now() - askedAt).toBeGreaterThan(900);
  });

  test('keeps the order of a group when it is FIFO', async () => {
    for (const body of ['1', '2', '3']) await send('Ordered', body, { MessageGroupId: 'g' });
    expect(url('Ordered')).toMatch(/Test-Ordered\.fifo$/);
    expect((await receive('Ordered')).map(({ Body }) => Body)).toEqual(['1', '2', '3']);
  });

  test('[21] that no template makes does not exist, and cannot be made', async () => {
    const lost = { QueueUrl: `${cloud.endpoint.url}/${ACCOUNT}/lost`, MessageBody: 'x' };
    await expect(client().send(new SendMessageCommand(lost))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(client().send(new CreateQueueCommand({ QueueName: 'new' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });
});

describe('a delayed message', () => {
  test("comes when the platform's clock reaches it", async () => {
    await send('Delays', 'at once');
    await send('Delays', 'in ten minutes', { DelaySeconds: 600 });
    await send('Delays', 'in five minutes', { DelaySeconds: 300 });
    expect(await drain('Delays')).toEqual(['at once']);
    const attributes = new GetQueueAttributesCommand({ QueueUrl: url('Delays'), AttributeNames: ['All'] });
    expect((await client().send(attributes)).Attributes?.['ApproximateNumberOfMessagesDelayed']).toBe('2');

    await cloud.clock.advance(6 * MINUTE);
    expect(await drain('Delays')).toEqual(['in five minutes']);
    await cloud.clock.advance(6 * MINUTE);
    expect(await drain('Delays')).toEqual(['in ten minutes']);
    expect((await client().send(attributes)).Attributes?.['ApproximateNumberOfMessagesDelayed']).toBe('0');
  });

  test('has the delay of its queue when it brings none', async () => {
    await send('Slow', 'by the queue');
    await send('Slow', 'by itself', { DelaySeconds: 0 });
    expect(await drain('Slow')).toEqual(['by itself']);
    await cloud.clock.advance(6 * MINUTE);
    expect(await drain('Slow')).toEqual(['by the queue']);
  });

  test('may stand in a batch with others', async () => {
    const { Successful, Failed } = await client().send(
      new SendMessageBatchCommand({
        QueueUrl: url('Delays'),
        Entries: [
          { Id: 'a', MessageBody: 'first' },
          { Id: 'b', MessageBody: 'later', DelaySeconds: 60 },
        ],
      }),
    );
    expect(Successful?.map(({ Id }) => Id).toSorted()).toEqual(['a', 'b']);
    expect(Failed ?? []).toEqual([]);
    expect(await drain('Delays')).toEqual(['first']);
    await cloud.clock.advance(2 * MINUTE);
    expect(await drain('Delays')).toEqual(['later']);
  });

  test('of more than fifteen minutes, or on its own in a FIFO queue, is refused', async () => {
    await expect(send('Delays', 'x', { DelaySeconds: 901 })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
    await expect(send('Ordered', 'x', { DelaySeconds: 1, MessageGroupId: 'g' })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
    });
  });

  test('is found again by the next start on the data directory, once', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'delays-'));
    const start = async (): Promise<RunningCloud> => {
      const own = await openCloud({ engines: { ...noEngines, sqs: engine }, dataDirectory });
      await deployResources(own, { Delays: resources.Delays });
      await own.start();
      return own;
    };
    try {
      const first = await start();
      const queueUrl = `${first.endpoint.url}/${ACCOUNT}/Test-Delays`;
      const message = { QueueUrl: queueUrl, MessageBody: 'kept', DelaySeconds: 600 };
      await new SQSClient(clientSettings(first)).send(new SendMessageCommand(message));
      await first.stop();

      const second = await start();
      await second.clock.advance(11 * MINUTE);
      await second.stop();
      expect(await drain('Delays')).toEqual(['kept']);

      const third = await start();
      await third.clock.advance(11 * MINUTE);
      await third.stop();
      expect(await drain('Delays')).toEqual([]);
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });
});

describe('permissions', () => {
  test('[21] are of the operation on the queue', async () => {
    const sender = client('Sender');
    await expect(
      sender.send(new SendMessageCommand({ QueueUrl: url('Work'), MessageBody: 'x' })),
    ).resolves.toBeDefined();
    await expect(
      sender.send(new SendMessageCommand({ QueueUrl: url('Dead'), MessageBody: 'x' })),
    ).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(sender.send(new ReceiveMessageCommand({ QueueUrl: url('Work') }))).rejects.toThrow(
      'sqs:ReceiveMessage',
    );
  });

  test("may come from the queue's own policy", async () => {
    const message = { QueueUrl: url('Guarded'), MessageBody: 'x' };
    await expect(client('Stranger').send(new SendMessageCommand(message))).resolves.toBeDefined();
    await expect(client('Sender').send(new SendMessageCommand(message))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
