import type { BatchLimits } from '../batch.ts';
import type { RecordFilter } from '../filter-criteria.ts';
import type { RetryPolicy } from '../run-batch.ts';

/** An `AWS::Lambda::EventSourceMapping` for the stream of a table. */
export interface StreamMappingConfig {
  readonly id: string;
  readonly functionArn: string;
  readonly streamArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly enabled: boolean;
  readonly limits: BatchLimits;
  /** Batches of one shard at once; changes of one item stay in one of them. 1 to 10. */
  readonly parallelization: number;
  readonly retry: RetryPolicy;
  readonly filter: RecordFilter;
  /** A queue's ARN. */
  readonly onFailure?: string;
}

/** `arn:aws:dynamodb:…:table/<name>/stream/<label>` */
export function tableOf(streamArn: string): string {
  return streamArn.split('/')[1] ?? streamArn;
}
