import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient({});

export async function handler(event: { readonly body: string }): Promise<object> {
  const { photo, format } = JSON.parse(event.body) as { photo: string; format: string };
  const id = randomUUID();
  const Item = { id: { S: id }, photo: { S: photo }, format: { S: format }, state: { S: 'PLACED' } };
  await client.send(new PutItemCommand({ TableName: process.env['ORDERS_TABLE'], Item }));
  return { statusCode: 201, body: JSON.stringify({ id }) };
}
