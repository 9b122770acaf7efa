import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { clientLimits } from '../../../shared/runtime/client-limits.ts';
import type { Later, Task } from './work.ts';

/** What happens after an answer waits in a queue: Lambda does nothing between invocations. */

export interface LaterMessage {
  readonly task: Task;
  /** How often a callback was sent already. */
  readonly sent: number;
}

const sqs = new SQSClient(clientLimits);

export async function sendLater(queueUrl: string, later: readonly Later[], sent = 0): Promise<void> {
  for (const { task, afterSeconds } of later) {
    const message: LaterMessage = { task, sent };
    await sqs.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        DelaySeconds: afterSeconds,
        MessageBody: JSON.stringify(message),
      }),
    );
  }
}
