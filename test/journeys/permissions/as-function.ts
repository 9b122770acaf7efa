import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../local/cloud/lambda/functions.ts';
import { environment } from '../../../shared/runtime/environment.ts';

/** Calls as a function's role makes them, to see where its statements end. */
export class AsFunction {
  private readonly settings: {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  private readonly variables: Readonly<Record<string, string>>;

  constructor(cloud: RunningCloud, name: string) {
    const { identity, environment: variables } = cloud.part(Functions).definition(name);
    this.settings = {
      region: cloud.region,
      endpoint: cloud.endpoint.url,
      credentials: identity,
      maxAttempts: 1,
    };
    this.variables = variables;
  }

  async readItem(table: string, pk: string, sk: string): Promise<unknown> {
    const client = new DynamoDBClient(this.settings);
    try {
      return await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: pk }, sk: { S: sk } } }),
      );
    } finally {
      client.destroy();
    }
  }

  async makeRiderKey(context: Record<string, string>): Promise<unknown> {
    const client = new KMSClient(this.settings);
    const KeyId = this.variables[environment.riderKeysKeyId];
    try {
      return await client.send(
        new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext: context }),
      );
    } finally {
      client.destroy();
    }
  }

  variable(name: keyof typeof environment): string {
    return this.variables[environment[name]] ?? '';
  }
}
