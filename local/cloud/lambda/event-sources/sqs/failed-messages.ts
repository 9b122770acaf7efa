import type { Message } from '@aws-sdk/client-sqs';
import { partialResponse } from '../partial-response.ts';

/** Which messages of a batch stay in the queue, by what the function returned under `ReportBatchItemFailures`. */
export function failedMessages(batch: readonly Message[], payload: unknown): readonly Message[] {
  const response = partialResponse(payload);
  if (response.kind === 'senseless') return batch;
  const known = new Set(batch.map(({ MessageId }) => MessageId));
  const failed = new Set<string>();
  for (const identifier of response.identifiers) {
    if (typeof identifier !== 'string' || !known.has(identifier)) return batch;
    failed.add(identifier);
  }
  return batch.filter(({ MessageId }) => MessageId !== undefined && failed.has(MessageId));
}
