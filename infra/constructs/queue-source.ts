import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface QueueSourceProps {
  readonly queue: IQueue;
  readonly function: IFunction;
  /** Without it: up to 10 messages, as soon as there are some. */
  readonly batch?: { readonly size: number; readonly windowSeconds: number } | undefined;
}

/** Feeds a queue's messages to a function, which reports those of a batch that it could not handle. */
export class QueueSource extends Construct {
  constructor(scope: Construct, id: string, props: QueueSourceProps) {
    super(scope, id);
    new CfnEventSourceMapping(this, 'Mapping', {
      functionName: props.function.functionArn,
      eventSourceArn: props.queue.queueArn,
      batchSize: props.batch?.size ?? 10,
      ...(props.batch === undefined ? {} : { maximumBatchingWindowInSeconds: props.batch.windowSeconds }),
      functionResponseTypes: ['ReportBatchItemFailures'],
    });
  }
}
