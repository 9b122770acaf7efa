import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Cloud } from '../core/cloud.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { SqsClients } from './sqs-client.ts';

interface FunctionInvoker {
  invoke(
    arn: string,
    event: unknown,
    options: { readonly source: 'role'; readonly async: true },
  ): Promise<unknown>;
}

/** Sends a message with the function's own role. Rejects when the role may not. */
export async function sendToQueue(
  cloud: Cloud,
  definition: FunctionDefinition,
  queueArn: string,
  body: string,
): Promise<void> {
  const clients = cloud.part(SqsClients);
  const command = new SendMessageCommand({ QueueUrl: clients.url(queueArn), MessageBody: body });
  await clients.as(definition.identity).send(command);
}

/**
 * Hands a record (JSON text) to a destination of a function, a queue's or function's ARN, with the function's own
 * role. Rejects when the role may not, or the kind of destination is not emulated.
 */
export async function deliverToDestination(
  cloud: Cloud,
  functions: FunctionInvoker,
  definition: FunctionDefinition,
  destination: string,
  record: string,
): Promise<void> {
  const service = destination.split(':')[2];
  if (service === 'sqs') {
    await sendToQueue(cloud, definition, destination, record);
    return;
  }
  if (service !== 'lambda') {
    throw new Error(
      `destination ${destination}: the local cloud has queues and functions as destinations only`,
    );
  }
  const verdict = cloud.identities.authorize(definition.identity, {
    action: 'lambda:InvokeFunction',
    resource: destination,
  });
  if (!verdict.allowed) throw new Error(verdict.why);
  await functions.invoke(destination, JSON.parse(record), { source: 'role', async: true });
}
