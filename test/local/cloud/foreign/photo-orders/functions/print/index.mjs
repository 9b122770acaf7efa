import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

/** @param {string} id */
async function printed(id) {
  await client.send(
    new UpdateItemCommand({
      TableName: process.env.ORDERS_TABLE,
      Key: { id: { S: id } },
      UpdateExpression: 'SET #state = :printed',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':printed': { S: 'PRINTED' } },
    }),
  );
}

/** @param {{ Records: { messageId: string, body: string }[] }} event */
export async function handler({ Records }) {
  const batchItemFailures = [];
  for (const { messageId, body } of Records) {
    const { id, photo } = JSON.parse(body);
    if (photo === 'too-large.jpg') batchItemFailures.push({ itemIdentifier: messageId });
    else await printed(id);
  }
  return { batchItemFailures };
}
