import { isRecord, type PlainRecord } from '../../core/plain-value.ts';
import { eventPattern } from './event-pattern.ts';

/** Whether a record or message goes to the function, by the text of its value or body. */
export type Filter = (text: string | undefined) => boolean;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What one filter says about a text; undefined when the text does not have the form that the filter is about. */
function oneFilter(pattern: unknown): (text: string) => boolean | undefined {
  const test = eventPattern(pattern);
  // A list is for plain text, an object for JSON.
  if (Array.isArray(pattern)) return (text) => (isRecord(parsed(text)) ? undefined : test(text));
  return (text) => {
    const value = parsed(text);
    return isRecord(value) ? test(value) : undefined;
  };
}

/** The patterns of `FilterCriteria`. Throws for one that is no object, or has other names than these. */
function patternsOf(criteria: unknown, names: readonly string[]): readonly PlainRecord[] {
  const filters = isRecord(criteria) && Array.isArray(criteria['Filters']) ? criteria['Filters'] : [];
  return filters.map((filter: unknown) => {
    const pattern = parsed(String(isRecord(filter) ? filter['Pattern'] : undefined));
    if (!isRecord(pattern)) throw new Error(`FilterCriteria: ${JSON.stringify(filter)} is no pattern`);
    const other = Object.keys(pattern).find((name) => !names.includes(name));
    if (other !== undefined)
      throw new Error(`FilterCriteria: filters see ${names.join(', ')} only, not ${other}`);
    return pattern;
  });
}

/**
 * Reads `FilterCriteria`. `key` names what can be filtered by: `value` for Kafka, `body` for SQS; another one is an
 * Error, since Lambda would silently send everything or nothing. On text of another form than a filter is about,
 * SQS drops the message and Kafka does not filter: `mismatch` says which.
 */
export function filterCriteria(criteria: unknown, key: 'value' | 'body', mismatch: 'drop' | 'pass'): Filter {
  const tests = patternsOf(criteria, [key]).map((pattern) => oneFilter(pattern[key]));
  if (tests.length === 0) return () => true;
  return (text) =>
    text === undefined ? mismatch === 'pass' : tests.some((test) => test(text) ?? mismatch === 'pass');
}

/** Whether a record of a stream goes to the function. */
export type RecordFilter = (record: object) => boolean;

/** What every record of a DynamoDB stream may have; a filter on anything else would silently drop all of them. */
const STREAM_RECORD_NAMES = [
  'eventID',
  'eventName',
  'eventVersion',
  'eventSource',
  'eventSourceARN',
  'awsRegion',
  'userIdentity',
  'dynamodb',
];

/** Reads `FilterCriteria` of a DynamoDB stream: filters see the whole record. */
export function recordFilter(criteria: unknown): RecordFilter {
  const tests = patternsOf(criteria, STREAM_RECORD_NAMES).map(eventPattern);
  return tests.length === 0 ? () => true : (record) => tests.some((test) => test(record));
}
