import type { StreamRecord } from '../../../dynamodb/stream-records.ts';

/** A record of a stream as its function sees it. */
export interface ChangeEvent extends StreamRecord {
  readonly eventSourceARN: string;
}

/** A record of a stream on its way to a function. */
export interface Change {
  readonly shardId: string;
  readonly sequenceNumber: string;
  /** Platform milliseconds, cut off at the second. */
  readonly timestamp: number;
  readonly event: ChangeEvent;
}

export function changeOf(streamArn: string, shardId: string, record: StreamRecord): Change {
  return {
    shardId,
    sequenceNumber: record.dynamodb.SequenceNumber,
    timestamp: record.dynamodb.ApproximateCreationDateTime * 1000,
    event: { ...record, eventSourceARN: streamArn },
  };
}

/** The event of a batch, exactly as Lambda makes it for a DynamoDB stream. */
export function streamEvent(batch: readonly Change[]): { readonly Records: readonly ChangeEvent[] } {
  return { Records: batch.map(({ event }) => event) };
}
