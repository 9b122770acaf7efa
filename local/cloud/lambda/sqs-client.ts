import { SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../core/cloud.ts';
import type { Identity } from '../core/identities.ts';
import { Queues } from '../sqs/queues.ts';

/** The clients through which Lambda acts on queues for its functions: with each function's own role. */
export class SqsClients {
  private readonly cloud: Cloud;
  private readonly clients = new Map<string, SQSClient>();

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.onStop('sqs clients', async () => {
      for (const client of this.clients.values()) client.destroy();
      await Promise.resolve();
    });
  }

  as(identity: Identity): SQSClient {
    const known = this.clients.get(identity.accessKeyId);
    if (known !== undefined) return known;
    const { accessKeyId, secretAccessKey } = identity;
    const client = new SQSClient({
      region: this.cloud.region,
      endpoint: this.cloud.endpoint.url,
      credentials: { accessKeyId, secretAccessKey },
    });
    this.clients.set(identity.accessKeyId, client);
    return client;
  }

  /** The URL of a queue by its ARN. */
  url(arn: string): string {
    return this.cloud.part(Queues).url(arn.split(':')[5] ?? '');
  }
}
