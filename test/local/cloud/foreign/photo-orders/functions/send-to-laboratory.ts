import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

interface NewOrder {
  readonly eventName: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly NewImage: Readonly<Record<'id' | 'photo', { readonly S: string }>>;
  };
}

const client = new SQSClient({});

export async function handler(event: { readonly Records: readonly NewOrder[] }): Promise<object> {
  console.log('batch', event.Records.map(({ dynamodb }) => dynamodb.NewImage.photo.S).join(' '));
  for (const { dynamodb } of event.Records) {
    const { id, photo } = dynamodb.NewImage;
    if (photo.S.endsWith('.exe')) throw new Error(`${photo.S} is no photo`);
    if (photo.S.endsWith('.raw')) return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] };
    const MessageBody = JSON.stringify({ id: id.S, photo: photo.S });
    await client.send(new SendMessageCommand({ QueueUrl: process.env['LABORATORY_URL'], MessageBody }));
  }
  return { batchItemFailures: [] };
}
