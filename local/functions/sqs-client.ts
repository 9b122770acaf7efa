import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../cloud/cloud.ts';

const clients = new WeakMap<Cloud, SQSClient>();

/** The local cloud's own way to its queues: the engine itself, without permissions. One client a cloud. */
export function sqsClient(cloud: Cloud): SQSClient {
  const known = clients.get(cloud);
  if (known !== undefined) return known;
  const client = new SQSClient({
    region: cloud.region,
    endpoint: cloud.engines.sqs.endpoint,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  clients.set(cloud, client);
  cloud.onStop('sqs client', async () => {
    client.destroy();
    await Promise.resolve();
  });
  return client;
}

const urls = new WeakMap<SQSClient, Map<string, string>>();

/** The engine's URL of a queue named by its ARN. Throws when there is none. */
export async function queueUrl(client: SQSClient, arn: string): Promise<string> {
  const known = urls.get(client) ?? new Map<string, string>();
  urls.set(client, known);
  const found = known.get(arn);
  if (found !== undefined) return found;
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: arn.split(':')[5] }));
  if (QueueUrl === undefined) throw new Error(`the queue ${arn} has no URL`);
  known.set(arn, QueueUrl);
  return QueueUrl;
}
