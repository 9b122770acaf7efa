import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Cloud } from '../core/cloud.ts';
import type { Identity } from '../core/identities.ts';
import { FunctionError, type FunctionErrorCode } from '../lambda/function-error.ts';
import { SqsClients } from '../lambda/sqs-client.ts';
import { Queues } from '../sqs/queues.ts';

/** Who could not invoke its target, and for which event. */
export interface Undelivered {
  readonly queueArn: string;
  /** JSON text. */
  readonly event: string;
  readonly error: unknown;
  readonly targetArn: string;
  /** Of the schedule or rule. */
  readonly sourceArn: string;
}

interface Attribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/** EventBridge's names for why Lambda did not take an event. */
const CODES: Partial<Record<FunctionErrorCode, string>> = {
  FUNCTION_NOT_FOUND: 'NO_RESOURCE',
  FUNCTION_NOT_PERMITTED: 'NO_PERMISSIONS',
  PAYLOAD_TOO_LARGE: 'SDK_CLIENT_ERROR',
};

function attributes(given: Readonly<Record<string, string>>): Record<string, Attribute> {
  return Object.fromEntries(
    Object.entries(given).map(([name, text]) => [name, { DataType: 'String', StringValue: text }]),
  );
}

function reasons({ error }: Undelivered): Record<string, string> {
  const code = error instanceof FunctionError ? CODES[error.code] : undefined;
  return {
    ERROR_CODE: code ?? 'UNKNOWN',
    ERROR_MESSAGE: error instanceof Error ? error.message : String(error),
  };
}

/** EventBridge Scheduler writes to its dead-letter queue with the role of the schedule's target. */
export async function toSchedulesDeadLetters(
  cloud: Cloud,
  role: Identity,
  undelivered: Undelivered,
): Promise<void> {
  const clients = cloud.part(SqsClients);
  await clients.as(role).send(
    new SendMessageCommand({
      QueueUrl: clients.url(undelivered.queueArn),
      MessageBody: undelivered.event,
      MessageAttributes: attributes({
        ...reasons(undelivered),
        SCHEDULE_ARN: undelivered.sourceArn,
        TARGET_ARN: undelivered.targetArn,
      }),
    }),
  );
}

/** A rule writes to its dead-letter queue as the service, which the queue's own policy must let in. */
export async function toRulesDeadLetters(cloud: Cloud, undelivered: Undelivered): Promise<void> {
  await cloud.part(Queues).sendAs('events.amazonaws.com', undelivered.sourceArn, undelivered.queueArn, {
    MessageBody: undelivered.event,
    MessageAttributes: attributes({
      ...reasons(undelivered),
      RULE_ARN: undelivered.sourceArn,
      TARGET_ARN: undelivered.targetArn,
    }),
  });
}
