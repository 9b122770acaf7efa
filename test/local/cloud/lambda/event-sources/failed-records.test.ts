import { describe, expect, it } from 'vitest';
import { failedRecords } from '../../../../../local/cloud/lambda/event-sources/kafka/failed-records.ts';
import type { LogRecord } from '../../../../../local/cloud/lambda/event-sources/kafka/log-record.ts';

function record(partition: number, offset: number): LogRecord {
  return {
    topic: 't',
    partition,
    offset,
    timestamp: 0,
    timestampType: 'CREATE_TIME',
    key: null,
    value: null,
    headers: [],
  };
}

const batch = [record(0, 1), record(0, 2), record(0, 3), record(1, 7), record(1, 8)];

function failing(...items: readonly (readonly [partition: string, offset: unknown])[]) {
  const batchItemFailures = items.map(([partition, offset]) => ({ itemIdentifier: { partition, offset } }));
  return { batchItemFailures };
}

function places(payload: unknown, retry: 'only-failed' | 'from-first' = 'only-failed') {
  const { records } = failedRecords(batch, payload, retry);
  return records.map(({ partition, offset }) => `${partition}/${offset}`);
}

describe('[13] a partial response of a Kafka batch', () => {
  it.each([
    ['null', null],
    ['nothing', undefined],
    ['{}', {}],
    ['no failures', { batchItemFailures: [] }],
    ['null failures', { batchItemFailures: null }],
  ])('%s is success', (_, payload) => {
    expect(failedRecords(batch, payload, 'only-failed')).toEqual({ records: [], whole: false });
  });

  it('retries the failed records alone, or everything from the first of each partition', () => {
    const payload = failing(['t-1', 7], ['t-0', 2]);
    expect(places(payload, 'only-failed')).toEqual(['0/2', '1/7']);
    expect(places(payload, 'from-first')).toEqual(['0/2', '0/3', '1/7', '1/8']);
  });

  it.each([
    ['an unknown partition', failing(['t-9', 1])],
    ['an unknown offset', failing(['t-0', 99])],
    ['an offset as text', failing(['t-0', '2'])],
    ['an offset that is no whole number', failing(['t-0', 2.5])],
    ['a partition without its topic', failing(['0', 2])],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
    ['an identifier with nothing in it', { batchItemFailures: [{ itemIdentifier: {} }] }],
    ['a null item', { batchItemFailures: [null] }],
    ['an identifier under another name', { batchItemFailures: [{ id: { partition: 't-0', offset: 2 } }] }],
    ['an identifier without a partition', { batchItemFailures: [{ itemIdentifier: { offset: 1 } }] }],
    ['an item without an identifier', { batchItemFailures: [{}] }],
    ['something else than a list', { batchItemFailures: 'all' }],
    ['something else than an object', 'all'],
    ['one good and one bad', failing(['t-0', 2], ['t-0', 99])],
  ])('%s brings the whole batch again', (_, payload) => {
    for (const reading of ['only-failed', 'from-first'] as const) {
      expect(failedRecords(batch, payload, reading)).toEqual({ records: batch, whole: true });
    }
  });
});
