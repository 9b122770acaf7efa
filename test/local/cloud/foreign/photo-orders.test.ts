import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DeleteMessageCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EventSources } from '../../../../local/cloud/lambda/event-sources/event-sources.ts';
import { type RunningPlatform, startPlatform } from '../../../../local/tools/platform/start.ts';
import { PATIENTLY } from '../../../patience.ts';
import { clientSettings } from '../local-cloud.ts';
import { synthesizePhotoOrders } from './photo-orders/app.ts';

/** The local cloud knows resources, not Roadstream: another CDK app runs on it by its assembly alone. */

const assembly = mkdtempSync(join(tmpdir(), 'photo-orders-'));
let platform: RunningPlatform;
/** What the laboratory cannot print comes back by the queue's own time, so it is sent off before all else. */
let unprintable: string;
let client: SQSClient;

beforeAll(async () => {
  // The CDK's own check of the templates takes longer than all the rest.
  process.env['CDK_VALIDATION'] = 'false';
  synthesizePhotoOrders(assembly);
  platform = await startPlatform({ cars: 0, seed: 1, assembly });
  client = new SQSClient(clientSettings(platform.cloud));
  platform.cloud.journal.follow(({ text }) => {
    const [, photos] = /\bbatch (.+)$/.exec(text.trim()) ?? [];
    if (photos !== undefined) batches.push(photos.split(' '));
  });
  unprintable = await placeOrder('too-large.jpg');
});
afterAll(async () => {
  client.destroy();
  await platform.stop();
  rmSync(assembly, { recursive: true, force: true });
});

interface Order {
  readonly id: string;
  readonly state: string;
}

async function placeOrder(photo: string, format: 'print' | 'download' = 'print'): Promise<string> {
  const response = await fetch(`${platform.client.url}/orders`, {
    method: 'POST',
    body: JSON.stringify({ photo, format }),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as Order).id;
}

async function order(id: string): Promise<Order> {
  const response = await fetch(`${platform.client.url}/orders/${id}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Order;
}

/** Takes the next message out of a queue, by its name in the app. */
async function takeFrom(queue: string): Promise<unknown> {
  const { QueueUrls: [QueueUrl] = [] } = await client.send(
    new ListQueuesCommand({ QueueNamePrefix: `PhotoOrders-${queue}` }),
  );
  return await vi.waitFor(async () => {
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
    expect(Messages).toHaveLength(1);
    const [{ Body = '', ReceiptHandle } = {}] = Messages;
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return JSON.parse(Body) as unknown;
  }, PATIENTLY);
}

/** The photos of each batch that the stream handed to its function, as the function logs them. */
const batches: string[][] = [];

/** Those with one of these photos. */
function batchesWith(photos: readonly string[]): readonly string[][] {
  return batches.filter((batch) => batch.some((photo) => photos.includes(photo)));
}

/** Puts all these orders into one batch. */
async function placeTogether(...photos: readonly string[]): Promise<readonly string[]> {
  const sources = platform.cloud.part(EventSources);
  const stream = sources.list().find(({ eventSourceArn }) => eventSourceArn.includes(':dynamodb:'));
  sources.pause(stream?.id ?? '');
  const ids: string[] = [];
  for (const photo of photos) ids.push(await placeOrder(photo));
  await vi.waitFor(() => {
    const status = sources.list().find(({ id }) => id === stream?.id);
    expect(Object.values(status?.lag ?? {})).toEqual([photos.length]);
  }, PATIENTLY);
  sources.resume(stream?.id ?? '');
  return ids;
}

describe('a foreign CDK app', () => {
  it('has its order travel from the API through table, stream, queue and worker, and back', async () => {
    const id = await placeOrder('cat.jpg');
    await vi.waitFor(async () => {
      expect(await order(id)).toEqual({ id, photo: 'cat.jpg', format: 'print', state: 'PRINTED' });
    }, PATIENTLY);
  });

  it('has nothing under way when the clock has advanced', async () => {
    const print = await placeOrder('dog.jpg');
    const download = await placeOrder('cow.jpg', 'download');
    await platform.cloud.clock.advance(0);
    expect(await order(print)).toMatchObject({ state: 'PRINTED' });
    expect(await order(download)).toMatchObject({ state: 'PLACED' });
  });

  it('gets 404 where its table has nothing', async () => {
    expect((await fetch(`${platform.client.url}/orders/none`)).status).toBe(404);
  });

  it('has a batch that fails split and tried again, and what still fails sent to its queue as AWS does', async () => {
    const photos = ['1.jpg', '2.exe', '3.jpg', '4.jpg'];
    const ids = await placeTogether(...photos);
    await vi.waitFor(async () => {
      await platform.cloud.clock.advance(30_000);
      expect(await order(ids[3] ?? '')).toMatchObject({ state: 'PRINTED' });
    }, PATIENTLY);
    expect(batchesWith(photos)).toEqual([
      ['1.jpg', '2.exe', '3.jpg', '4.jpg'],
      ['1.jpg', '2.exe'],
      ['1.jpg'],
      ['2.exe'],
      ['2.exe'],
      ['3.jpg', '4.jpg'],
    ]);
    const states = await Promise.all(ids.map(async (id) => (await order(id)).state));
    expect(states).toEqual(['PRINTED', 'PLACED', 'PRINTED', 'PRINTED']);
    expect(await takeFrom('Rejected')).toMatchObject({
      requestContext: {
        functionArn: expect.stringContaining(':function:PhotoOrders-SendToLaboratory') as string,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 4,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      DDBStreamBatchInfo: {
        batchSize: 1,
        streamArn: expect.stringMatching(/:table\/PhotoOrders-Orders\w+\/stream\//) as string,
      },
    });
  });

  it('has a batch go on at the record that its function reports, until its retries are over', async () => {
    const photos = ['5.jpg', '6.raw', '7.jpg'];
    await placeTogether(...photos);
    await vi.waitFor(async () => {
      await platform.cloud.clock.advance(30_000);
      expect(batchesWith(photos)).toHaveLength(2);
    }, PATIENTLY);
    expect(batchesWith(photos)).toEqual([
      ['5.jpg', '6.raw', '7.jpg'],
      ['6.raw', '7.jpg'],
    ]);
    expect(await takeFrom('Rejected')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
  });

  it('has what its worker cannot do come back twice, and then lie in the dead-letter queue', async () => {
    expect(await takeFrom('PaperJams')).toEqual({ id: unprintable, photo: 'too-large.jpg' });
    expect(await order(unprintable)).toMatchObject({ state: 'PLACED' });
  });
});
