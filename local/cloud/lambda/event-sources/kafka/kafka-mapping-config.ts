import type { BatchLimits } from '../batch.ts';
import type { Filter } from '../filter-criteria.ts';
import type { RetryPolicy } from '../run-batch.ts';
import type { KafkaSource } from './kafka-event.ts';
import type { StartingPosition } from './kafka-log.ts';
import type { PollerRange } from './poller-count.ts';

/** An `AWS::Lambda::EventSourceMapping` for a topic of Amazon MSK. */
export interface KafkaMappingConfig {
  readonly id: string;
  readonly functionArn: string;
  readonly source: KafkaSource;
  readonly topic: string;
  readonly group: string;
  readonly startingPosition: StartingPosition;
  readonly enabled: boolean;
  readonly limits: BatchLimits;
  readonly pollers: PollerRange;
  readonly retry: RetryPolicy;
  readonly filter: Filter;
  /** `kafka://topic`, or a queue's ARN. */
  readonly onFailure?: string;
}
