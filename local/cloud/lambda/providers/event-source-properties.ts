import type { PropertyReader } from '../../core/property-reader.ts';
import { type Filter, filterCriteria } from '../event-sources/filter-criteria.ts';

const INFINITE = -1;

/** After the first attempt. */
export function retriesOf(properties: PropertyReader): number {
  const retries = properties.optionalWhole('MaximumRetryAttempts', INFINITE, 10_000) ?? INFINITE;
  return retries === INFINITE ? Number.POSITIVE_INFINITY : retries;
}

export function recordAgeMs(properties: PropertyReader): number {
  const seconds = properties.optionalWhole('MaximumRecordAgeInSeconds', INFINITE, 604_800) ?? INFINITE;
  if (seconds === INFINITE) return Number.POSITIVE_INFINITY;
  return seconds < 60 ? properties.refuse('MaximumRecordAgeInSeconds is -1 or at least 60') : seconds * 1000;
}

const REPORTS = 'ReportBatchItemFailures';

/** Whether the function says which items of a batch failed: the only response type that there is. */
export function reportsFailures(properties: PropertyReader): boolean {
  const types = properties.texts('FunctionResponseTypes');
  const other = types.find((type) => type !== REPORTS);
  if (other !== undefined) properties.refuse(`FunctionResponseTypes holds ${REPORTS} only, not ${other}`);
  return types.length > 0;
}

export function onFailureOf(properties: PropertyReader): string | undefined {
  return properties.child('DestinationConfig').child('OnFailure').optionalText('Destination');
}

export function filterOf(
  properties: PropertyReader,
  key: 'value' | 'body',
  mismatch: 'drop' | 'pass',
): Filter {
  try {
    return filterCriteria(properties.raw('FilterCriteria'), key, mismatch);
  } catch (error) {
    return properties.refuse(error instanceof Error ? error.message : String(error));
  }
}
