import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Cloud } from '../cloud/cloud.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { queueUrl, sqsClient } from './sqs-client.ts';

interface FunctionInvoker {
  invoke(
    arn: string,
    event: unknown,
    options: { readonly source: 'role'; readonly async: true },
  ): Promise<unknown>;
}

function requireAllowed(
  cloud: Cloud,
  definition: FunctionDefinition,
  action: string,
  resource: string,
): void {
  const verdict = cloud.identities.check(definition.identity, { action, resource });
  if (!verdict.allowed) throw new Error(verdict.why);
}

/**
 * Hands a record to a destination of a function (a queue's or function's ARN), with the function's own role.
 * Throws when the role may not, or the kind of destination is not emulated.
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
    requireAllowed(cloud, definition, 'sqs:SendMessage', destination);
    const client = sqsClient(cloud);
    await client.send(
      new SendMessageCommand({ QueueUrl: await queueUrl(client, destination), MessageBody: record }),
    );
    return;
  }
  if (service === 'lambda') {
    requireAllowed(cloud, definition, 'lambda:InvokeFunction', destination);
    await functions.invoke(destination, JSON.parse(record), { source: 'role', async: true });
    return;
  }
  throw new Error(
    `destination ${destination}: the local cloud has queues and functions as destinations only`,
  );
}
