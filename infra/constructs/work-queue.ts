import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RunbookAlarm } from './runbook-alarm.ts';

/** How often a message is tried before it is dead-lettered. */
const MOST_RECEIVES = 5;
/** As AWS recommends: a throttled function gets its messages again only after this many of its timeouts. */
const TIMEOUTS_OF_VISIBILITY = 6;
/** The longest that SQS keeps a message. */
const LONGEST = Duration.days(14);

export interface DeadLetterQueueProps {
  readonly notify: ITopic;
  /** The effect on people when the queue is not empty. */
  readonly impact: string;
  /** Whether its messages have groups, each processed in order. */
  readonly isOrdered?: boolean;
}

/** A queue of failed messages, with an alarm as soon as it is not empty. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { notify, impact, isOrdered }: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      retentionPeriod: LONGEST,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      ...order(isOrdered),
    });
    new RunbookAlarm(this, 'NotEmpty', {
      notify,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      impact,
      section: 'dead-letter-queue',
      atLeast: 1,
    });
  }
}

export interface WorkQueueProps extends DeadLetterQueueProps {
  /** The timeout of the function that takes its messages. */
  readonly functionTimeoutSeconds: number;
  /** How long its event source gathers messages. */
  readonly windowSeconds?: number | undefined;
}

/** A queue whose messages a function takes, with its dead-letter queue. */
export class WorkQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { functionTimeoutSeconds, windowSeconds = 0, ...deadLetters } = props;
    const { queue } = new DeadLetterQueue(this, 'DeadLetters', deadLetters);
    this.queue = new Queue(this, 'Queue', {
      retentionPeriod: LONGEST,
      visibilityTimeout: Duration.seconds(TIMEOUTS_OF_VISIBILITY * functionTimeoutSeconds + windowSeconds),
      deadLetterQueue: { queue, maxReceiveCount: MOST_RECEIVES },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      ...order(props.isOrdered),
    });
  }
}

/** A standard queue must not have the property, not even `false`. */
function order(isOrdered = false): { fifo?: true } {
  return isOrdered ? { fifo: true } : {};
}
