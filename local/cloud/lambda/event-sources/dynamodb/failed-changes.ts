import { partialResponse } from '../partial-response.ts';
import type { FailedRecords } from '../run-batch.ts';
import type { Change } from './change.ts';

/**
 * Which records of a batch must come again, by what the function returned under `ReportBatchItemFailures`: everything
 * from the lowest sequence number that it names, also what succeeded behind it.
 */
export function failedChanges(batch: readonly Change[], payload: unknown): FailedRecords<Change> {
  const all: FailedRecords<Change> = { records: batch, whole: true };
  const response = partialResponse(payload);
  if (response.kind === 'senseless') return all;
  const places = response.identifiers.map((identifier) =>
    batch.findIndex(({ sequenceNumber }) => sequenceNumber === identifier),
  );
  if (places.includes(-1)) return all;
  return { records: batch.slice(Math.min(batch.length, ...places)), whole: false };
}
