import type { AwsRequest } from '../core/aws-endpoint.ts';
import type { PlainRecord } from '../core/plain-value.ts';
import type { HeldMessages } from './held-messages.ts';

export interface Queue {
  readonly name: string;
  readonly arn: string;
  /** As functions and outputs see it. */
  readonly url: string;
  /** At the engine. */
  readonly engineUrl: string;
  /** Seconds, for messages that bring no delay of their own. */
  readonly delaySeconds: number;
  readonly isFifo: boolean;
}

/** What the engine answered, which may be an error in the protocol's form. */
export interface EngineAnswer {
  readonly status: number;
  readonly output: PlainRecord;
}

/** What the operations of SQS need of the queues. */
export interface QueueService {
  readonly held: HeldMessages;
  /** Platform time, milliseconds. */
  now(): number;
  all(): readonly Queue[];
  /** By name, URL or ARN. Throws QueueDoesNotExist. */
  find(reference: string): Queue;
  /** Throws AccessDeniedException. */
  authorize(request: AwsRequest, queue: Queue, action: string): void;
  /** Lets the engine carry out an operation on a queue. */
  forward(operation: string, queue: Queue, input: PlainRecord): Promise<EngineAnswer>;
}
