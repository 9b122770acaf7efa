import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startElasticMq } from '../../../../local/cloud/engines/elasticmq.ts';
import type { HttpEngine } from '../../../../local/cloud/engines/engine.ts';
import { engineDirectory } from './engine-directory.ts';

const directory = engineDirectory();
afterAll(() => directory.remove());

const ACCOUNT = '222222222222';
const options = { region: 'eu-west-1', account: ACCOUNT };

function client(engine: HttpEngine): SQSClient {
  return new SQSClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

async function receive(sqs: SQSClient, queue: string): Promise<(string | undefined)[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 5 }),
  );
  return Messages.map(({ Body }) => Body);
}

describe('in memory', () => {
  let engine: HttpEngine;
  beforeAll(async () => {
    engine = await startElasticMq({ directory: `${directory.path}/memory`, isKept: false, ...options });
  });
  afterAll(() => engine.stop());

  it("given a queue, then its URL names this engine's port and account, and its messages arrive", async () => {
    const sqs = client(engine);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'offers' }));
    expect(QueueUrl).toBe(`${engine.endpoint}/${ACCOUNT}/offers`);
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
    expect(await receive(sqs, QueueUrl)).toEqual(['hello']);
  });
});

describe('kept', () => {
  let engine: HttpEngine | undefined;
  afterEach(() => engine?.stop());

  it('given a queue with a message, when it is stopped and started again, then both are there', async () => {
    const kept = { directory: `${directory.path}/kept`, isKept: true, ...options };
    engine = await startElasticMq(kept);
    const { QueueUrl } = await client(engine).send(
      new CreateQueueCommand({ QueueName: 'offers', Attributes: { VisibilityTimeout: '7' } }),
    );
    await client(engine).send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
    await engine.stop();

    engine = await startElasticMq(kept);

    const { QueueUrl: again = '' } = await client(engine).send(
      new GetQueueUrlCommand({ QueueName: 'offers' }),
    );
    expect(await receive(client(engine), again)).toEqual(['kept']);
  });
});
