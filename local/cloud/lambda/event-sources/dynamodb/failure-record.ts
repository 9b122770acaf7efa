import { type FailureContext, failureRecord } from '../failure-record.ts';
import type { Change } from './change.ts';

/** As Lambda writes these times: without fractions of a second. */
function arrival(change: Change | undefined): string {
  return new Date(change?.timestamp ?? 0).toISOString().replace('.000Z', 'Z');
}

/** What Lambda sends to a queue for a batch that it gave up: where its records lie in the stream, not the records. */
export function streamFailureRecord(
  context: FailureContext,
  streamArn: string,
  records: readonly Change[],
): string {
  const [first] = records;
  const last = records.at(-1);
  return JSON.stringify({
    ...failureRecord(context),
    DDBStreamBatchInfo: {
      shardId: first?.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: records.length,
      streamArn,
    },
  });
}
