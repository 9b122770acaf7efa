import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from './client-limits.ts';
import { variable } from './environment.ts';
import { RuntimeFailure } from './failure.ts';
import type { Receivers } from './outbox.ts';

/** The room's queues: one for timers, one a port. */

let client: SQSClient | undefined;

async function send(url: string, body: string, delaySeconds?: number): Promise<void> {
  client ??= new SQSClient(clientLimits);
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, DelaySeconds: delaySeconds }));
}

export const timersQueue: NonNullable<Receivers['timers']> = {
  set: (body, delaySeconds) => send(variable('timersQueueUrl'), body, delaySeconds),
};

/** Puts a request into a port's queue, to come out after that time. */
export async function askPort(port: string, body: string, delaySeconds?: number): Promise<void> {
  const urls = JSON.parse(variable('portQueueUrls')) as Readonly<Record<string, string>>;
  const url = urls[port];
  if (url === undefined) throw new RuntimeFailure('NOT_DECLARED', `The room declares no port ${port}`);
  await send(url, body, delaySeconds);
}

export const portQueues: NonNullable<Receivers['ports']> = { ask: (port, body) => askPort(port, body) };
