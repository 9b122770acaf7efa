import { describe, expect, it } from 'vitest';
import { batchDueIn, composeBatch } from '../../../../../local/cloud/lambda/event-sources/batch.ts';
import type { LogRecord } from '../../../../../local/cloud/lambda/event-sources/kafka/log-record.ts';
import { nextPollerCount } from '../../../../../local/cloud/lambda/event-sources/kafka/poller-count.ts';
import type { QueuedRecord } from '../../../../../local/cloud/lambda/event-sources/read-ahead.ts';

const LIMITS = { records: 5, bytes: 1000, windowMs: 500 };

function waiting(partition: number, count: number, given: { bytes?: number; arrivedAt?: number } = {}) {
  const { bytes = 10, arrivedAt = 0 } = given;
  const record = {
    topic: 't',
    partition,
    offset: 0,
    timestamp: 0,
    timestampType: 'CREATE_TIME',
    key: null,
    value: null,
    headers: [],
  } as const;
  return {
    partition,
    waiting: Array.from({ length: count }, (): QueuedRecord<LogRecord> => ({ record, bytes, arrivedAt })),
  };
}

describe('a batch', () => {
  it('[11] spans partitions up to its size', () => {
    expect([...composeBatch([waiting(2, 3), waiting(0, 4)], LIMITS)]).toEqual([
      [2, 3],
      [0, 2],
    ]);
  });

  it('[11] ends before the record that would make it too large, and always takes one', () => {
    expect([...composeBatch([waiting(0, 4, { bytes: 400 })], LIMITS)]).toEqual([[0, 2]]);
    expect([...composeBatch([waiting(0, 4, { bytes: 4000 })], LIMITS)]).toEqual([[0, 1]]);
  });

  it('[11] is due when it is full, and otherwise when its window is over', () => {
    expect(batchDueIn([], LIMITS, 0)).toBeUndefined();
    expect(batchDueIn([waiting(0, 5)], LIMITS, 0)).toBe(0);
    expect(batchDueIn([waiting(0, 1, { bytes: 1000 })], LIMITS, 0)).toBe(0);
    expect(
      batchDueIn([waiting(0, 1, { arrivedAt: 100 }), waiting(1, 1, { arrivedAt: 50 })], LIMITS, 200),
    ).toBe(350);
    expect(batchDueIn([waiting(0, 1)], LIMITS, 900)).toBe(0);
    expect(batchDueIn([waiting(0, 1)], { ...LIMITS, windowMs: 0 }, 0)).toBe(0);
  });
});

describe('event pollers', () => {
  const load = { minimum: 1, maximum: 8, current: 2, partitions: 4, lag: 0, batchSize: 100 };

  it('become more while they are behind, and fewer when nothing waits', () => {
    expect(nextPollerCount({ ...load, lag: 401 })).toBe(3);
    expect(nextPollerCount({ ...load, lag: 400 })).toBe(2);
    expect(nextPollerCount(load)).toBe(1);
  });

  it('[10] are never more than partitions, whatever the minimum, nor fewer than one', () => {
    expect(nextPollerCount({ ...load, current: 4, lag: 100_000 })).toBe(4);
    expect(nextPollerCount({ ...load, minimum: 6, partitions: 3 })).toBe(3);
    expect(nextPollerCount({ ...load, partitions: 0 })).toBe(1);
  });
});
