import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../client-limits.ts';
import { variable } from '../environment.ts';
import { RuntimeFailure } from '../failure.ts';
import type { Receivers } from './outbox.ts';

/** The room's queues: one for timers, and one for each port. */

let client: SQSClient | undefined;

async function send(
  url: string,
  body: string,
  more: Omit<SendMessageCommandInput, 'QueueUrl' | 'MessageBody'> = {},
): Promise<void> {
  client ??= new SQSClient(clientLimits);
  await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body, ...more }));
}

export const timersQueue: NonNullable<Receivers['timers']> = {
  set: (body, delaySeconds) => send(variable('timersQueueUrl'), body, { DelaySeconds: delaySeconds }),
};

/** Puts a request into a port's queue, which delivers it after that time. */
export async function sendToPort(port: string, body: string, delaySeconds?: number): Promise<void> {
  await send(urlOf(port), body, { DelaySeconds: delaySeconds });
}

/** The place of a request to an ordered port. */
export interface Place {
  /** The requests of a group are handled one after the other. */
  readonly group: string;
  /** A request with the same id is accepted once in five minutes. */
  readonly id: string;
}

/** Puts a request into the queue of an ordered port. */
export async function askInOrder(port: string, body: string, { group, id }: Place): Promise<void> {
  await send(urlOf(port), body, { MessageGroupId: group, MessageDeduplicationId: id });
}

/** Throws NOT_DECLARED. */
function urlOf(port: string): string {
  const urls = JSON.parse(variable('portQueueUrls')) as Readonly<Record<string, string>>;
  const url = urls[port];
  if (url === undefined) throw new RuntimeFailure('NOT_DECLARED', `The room declares no port ${port}`);
  return url;
}

export const portQueues: NonNullable<Receivers['ports']> = { ask: (port, body) => sendToPort(port, body) };
