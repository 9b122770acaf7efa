import type { Filter } from '../filter-criteria.ts';

/** An `AWS::Lambda::EventSourceMapping` for a queue. */
export interface SqsMappingConfig {
  readonly id: string;
  readonly functionArn: string;
  readonly queueArn: string;
  readonly enabled: boolean;
  /** 1 to 10,000; more than 10 need a window. */
  readonly batchSize: number;
  readonly windowMs: number;
  /** Batches at once. */
  readonly concurrency: number;
  readonly reportsFailures: boolean;
  readonly filter: Filter;
}
