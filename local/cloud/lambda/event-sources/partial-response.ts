import { isRecord } from '../../core/plain-value.ts';

/**
 * What a function said about a batch under `ReportBatchItemFailures`: the identifiers of what failed, or that the
 * whole answer makes no sense, which fails the whole batch. Nothing, null and an empty list are success.
 */
export type PartialResponse =
  | { readonly kind: 'items'; readonly identifiers: readonly unknown[] }
  | { readonly kind: 'senseless'; readonly why: string };

export function partialResponse(payload: unknown): PartialResponse {
  if (payload === null || payload === undefined) return { kind: 'items', identifiers: [] };
  if (!isRecord(payload)) return { kind: 'senseless', why: 'the response is not an object' };
  const failures = payload['batchItemFailures'];
  if (failures === undefined || failures === null) return { kind: 'items', identifiers: [] };
  if (!Array.isArray(failures)) return { kind: 'senseless', why: 'batchItemFailures is not a list' };
  if (!failures.every((item) => isRecord(item) && 'itemIdentifier' in item)) {
    return { kind: 'senseless', why: 'an item of batchItemFailures has no itemIdentifier' };
  }
  return {
    kind: 'items',
    identifiers: failures.map((item: { itemIdentifier: unknown }) => item.itemIdentifier),
  };
}
