import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LogRecord } from '../../../../../local/cloud/lambda/event-sources/kafka/log-record.ts';
import { PartitionQueue } from '../../../../../local/cloud/lambda/event-sources/kafka/partition-queue.ts';
import { PollerSet } from '../../../../../local/cloud/lambda/event-sources/kafka/poller-set.ts';
import { random } from '../../../../../shared/kernel/random.ts';

const PARTITIONS = 4;
const RECORDS = 12;
const SECOND = 1000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function filled(partition: number): PartitionQueue {
  const queue = new PartitionQueue(partition, 0);
  const records = Array.from({ length: RECORDS }, (_, offset): LogRecord => {
    const timestampType = 'CREATE_TIME';
    return {
      topic: 't',
      partition,
      offset,
      timestamp: 0,
      timestampType,
      key: null,
      value: null,
      headers: [],
    };
  });
  queue.accept({ partition, records, next: RECORDS, highWatermark: RECORDS }, () => true, 0);
  return queue;
}

it.each([1, 2, 3, 4, 5])(
  '[10] pollers that become more and fewer never have two batches of a partition under way (seed %i)',
  async (seed) => {
    const choices = random('pollers', seed);
    const queues = Array.from({ length: PARTITIONS }, (_, partition) => filled(partition));
    const underWay: { readonly partitions: readonly number[]; readonly end: () => void }[] = [];
    const handled = queues.map((): number[] => []);
    let most = 0;
    const pollers = new PollerSet({
      limits: { records: 2, bytes: 1_000_000, windowMs: 0 },
      range: { minimum: 1, maximum: 9 },
      queues: () => queues,
      run: async (_, batch) => {
        const partitions = [...new Set(batch.map(({ partition }) => partition))];
        const twice = underWay.flatMap((other) => other.partitions.filter((own) => partitions.includes(own)));
        expect(twice).toEqual([]);
        for (const { partition, offset } of batch) handled[partition]?.push(offset);
        await new Promise<void>((end) => {
          underWay.push({ partitions, end });
          most = Math.max(most, underWay.length);
        });
      },
    });
    pollers.start();
    pollers.dispatch();
    while (underWay.length > 0) {
      // Time for the number of pollers to change while batches are under way.
      if (choices.next() < 0.5) await vi.advanceTimersByTimeAsync(SECOND);
      const ended = choices.pick(underWay);
      underWay.splice(underWay.indexOf(ended), 1);
      ended.end();
      await vi.advanceTimersByTimeAsync(0);
    }
    expect(handled).toEqual(queues.map(() => Array.from({ length: RECORDS }, (_, offset) => offset)));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(PARTITIONS);
    await pollers.stop();
  },
);
