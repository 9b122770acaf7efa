import type { Admin, Kafka } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDeadLetters, readNewestLetters } from '../../../../shared/runtime/dead-letters/reader.ts';
import type { KafkaPublisher } from '../../../../shared/runtime/kafka/publish.ts';
import { sharedEngine } from '../../../engines/shared.ts';
import { realTopics } from '../real-topics.ts';

/** Publishing and reading against a real broker. */

const GROUP = 'platform-redrive';
let kafka: Kafka;
let admin: Admin;
let publisher: KafkaPublisher;

beforeAll(async () => {
  const broker = await sharedEngine('kafka');
  ({ kafka, admin, publisher } = await realTopics(broker, ['dead-letters', 'dead-letters.lambda'], 2));
});
afterAll(async () => {
  await admin.disconnect();
});

const valuesOf = (records: readonly { readonly value: Buffer | undefined }[]): string[] =>
  records.map(({ value }) => String(value)).toSorted((a, b) => (a < b ? -1 : 1));

describe('the dead letters', () => {
  it('are read from the end of the last redrive, and only once when it has taken them', async () => {
    const nothing = await readDeadLetters(kafka, GROUP);
    expect(nothing.records).toEqual([]);
    await nothing.close();

    await publisher.send('dead-letters', [
      { key: 'a', value: '1', headers: { h: ['x', Buffer.from('y')] } },
      { key: 'a', value: '2' },
      { key: 'b', value: null },
    ]);
    await publisher.send('dead-letters.lambda', [{ key: 'a', value: '3' }]);
    const first = await readDeadLetters(kafka, GROUP);
    expect(valuesOf(first.records)).toEqual(['1', '2', '3', 'undefined']);
    expect(
      first.records.filter(({ topic, key }) => topic === 'dead-letters' && String(key) === 'a'),
    ).toMatchObject([
      {
        value: Buffer.from('1'),
        headers: [
          { name: 'h', value: Buffer.from('x') },
          { name: 'h', value: Buffer.from('y') },
        ],
      },
      { value: Buffer.from('2') },
    ]);
    // The redrive failed: nothing is taken.
    await first.close();

    const again = await readDeadLetters(kafka, GROUP);
    expect(valuesOf(again.records)).toEqual(['1', '2', '3', 'undefined']);
    await publisher.send('dead-letters', [{ key: 'a', value: '4' }]);
    await again.done();
    await again.close();

    const last = await readDeadLetters(kafka, GROUP);
    expect(valuesOf(last.records)).toEqual(['4']);
    await last.done();
    await last.close();
  });

  it('are looked at from the newest down, and nothing is taken by that', async () => {
    // One key, so one partition.
    await publisher.send(
      'dead-letters',
      ['5', '6', '7', '8'].map((value) => ({ key: 'a', value })),
    );
    const newest = await readNewestLetters(kafka, GROUP, { most: 3, before: [] });
    expect(valuesOf(newest.records)).toEqual(['6', '7', '8']);
    const [range] = newest.unread;
    if (range === undefined) throw new Error('there is no unread range');
    const { topic, partition, end } = range;
    expect(newest.unread).toEqual([{ topic, partition, first: end - 4, end }]);
    const older = await readNewestLetters(kafka, GROUP, {
      most: 3,
      before: [{ topic, partition, end: end - 3 }],
    });
    expect(valuesOf(older.records)).toEqual(['5']);

    const all = await readDeadLetters(kafka, GROUP);
    expect(valuesOf(all.records)).toEqual(['5', '6', '7', '8']);
    await all.done();
    await all.close();
    expect(await readNewestLetters(kafka, GROUP, { most: 3, before: [] })).toEqual({
      records: [],
      unread: [],
    });
  });
});
