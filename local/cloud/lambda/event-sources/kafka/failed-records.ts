import { isRecord } from '../../../core/plain-value.ts';
import { partialResponse } from '../partial-response.ts';
import type { FailedRecords } from '../run-batch.ts';
import { type LogRecord, partitionName } from './log-record.ts';

/**
 * Sources differ on what is retried after a partial response: the failed records alone, or in each partition
 * everything from the first failed one. A function must be right under both.
 */
export type PartialRetry = 'only-failed' | 'from-first';

function keyOf(identifier: unknown): string | undefined {
  if (!isRecord(identifier)) return undefined;
  const { partition, offset } = identifier;
  return typeof partition === 'string' && Number.isInteger(offset)
    ? `${partition}/${String(offset)}`
    : undefined;
}

function recordKey(record: LogRecord): string {
  return `${partitionName(record)}/${record.offset}`;
}

/** Which records of a batch must come again, by what the function returned under `ReportBatchItemFailures`. */
export function failedRecords(
  batch: readonly LogRecord[],
  payload: unknown,
  retry: PartialRetry,
): FailedRecords<LogRecord> {
  const all: FailedRecords<LogRecord> = { records: batch, whole: true };
  const response = partialResponse(payload);
  if (response.kind === 'senseless') return all;
  const known = new Set(batch.map(recordKey));
  const failed = new Set<string>();
  for (const identifier of response.identifiers) {
    const key = keyOf(identifier);
    if (key === undefined || !known.has(key)) return all;
    failed.add(key);
  }
  if (retry === 'only-failed') {
    return { records: batch.filter((record) => failed.has(recordKey(record))), whole: false };
  }
  const reached = new Set<string>();
  const records = batch.filter((record) => {
    if (failed.has(recordKey(record))) reached.add(partitionName(record));
    return reached.has(partitionName(record));
  });
  return { records, whole: false };
}
