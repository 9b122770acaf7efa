import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { PAYLOAD_SHOWN } from '../../../../shared/contracts/platform/dead-letters.ts';
import { deadLetterOf } from '../../../../shared/runtime/dead-letters/dead-letters.ts';
import { pageOf, positionsIn } from '../../../../shared/runtime/dead-letters/listing.ts';
import type { KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';

const NOW = 1_769_851_800_000;
const TOPIC = 'dead-letters';

/** The letter that lies at this offset; each comes a second after the one before. */
function letterAt(partition: number, offset: number, value = Buffer.from(`value ${offset}`)): KafkaRecord {
  const record: KafkaRecord = {
    topic: 'rentals.events',
    partition: 1,
    offset: 100 + offset,
    timestamp: NOW,
    key: Buffer.from('car'),
    value,
    headers: [{ name: 'redriven', value: Buffer.from('2') }],
  };
  const why = { reason: 'UNDECIDABLE', detail: 'no tariff' } as const;
  const letter = deadLetterOf(record, why, 'billing-consumer', '2026-01-31T09:30:00.000Z');
  return {
    topic: TOPIC,
    partition,
    offset,
    timestamp: NOW + offset * 1000,
    key: record.key,
    value: Buffer.from(String(letter.value)),
    headers: [],
  };
}

const unread = (...ends: readonly (readonly [first: number, end: number])[]) =>
  ends.map(([first, end], partition) => ({ topic: TOPIC, partition, first, end }));
const ids = ({ letters }: { readonly letters: readonly { readonly letterId: string }[] }): string[] =>
  letters.map(({ letterId }) => letterId);

describe('dead letters, as operators read them', () => {
  it('say why, by whom, and what it was', () => {
    const page = pageOf({ records: [letterAt(0, 7)], unread: unread([7, 8]) }, 20, []);
    expect(page).toEqual({
      waiting: 1,
      letters: [
        {
          letterId: 'dead-letters/0/7',
          time: '2026-01-31T09:30:07.000Z',
          consumer: 'billing-consumer',
          reason: 'UNDECIDABLE',
          detail: 'no tariff',
          topic: 'rentals.events',
          partition: 1,
          offset: 107,
          key: 'car',
          redriven: 2,
          payload: { encoding: 'text', content: 'value 7', bytes: 7 },
        },
      ],
    });
  });

  it('that are no text come in Base64, and long ones are cut', () => {
    const binary = Buffer.from([0xff, 0x00]);
    const long = Buffer.from('x'.repeat(PAYLOAD_SHOWN + 1));
    const { letters } = pageOf(
      { records: [letterAt(0, 2, binary), letterAt(0, 1, long)], unread: unread([1, 3]) },
      20,
      [],
    );
    expect(letters.map(({ payload }) => payload)).toEqual([
      { encoding: 'base64', content: '/wA=', bytes: 2 },
      { encoding: 'text', content: 'x'.repeat(PAYLOAD_SHOWN), bytes: PAYLOAD_SHOWN + 1 },
    ]);
  });

  it('come newest first, each once, whatever partition they are in', () => {
    const whole = unread([0, 3], [10, 12]);
    const all = [letterAt(0, 0), letterAt(0, 1), letterAt(0, 2), letterAt(1, 10), letterAt(1, 11)];
    const first = pageOf({ records: all, unread: whole }, 2, []);
    expect(ids(first)).toEqual(['dead-letters/1/11', 'dead-letters/1/10']);
    const before = positionsIn(first.cursor);
    expect(before).toEqual([
      { topic: TOPIC, partition: 0, end: 3 },
      { topic: TOPIC, partition: 1, end: 10 },
    ]);
    const second = pageOf({ records: all.slice(1, 3), unread: whole }, 2, before);
    expect(ids(second)).toEqual(['dead-letters/0/2', 'dead-letters/0/1']);
    const last = pageOf({ records: all.slice(0, 1), unread: whole }, 2, positionsIn(second.cursor));
    expect(ids(last)).toEqual(['dead-letters/0/0']);
    expect(last).not.toHaveProperty('cursor');
    expect(last.waiting).toBe(5);
  });

  it('leave out what is no letter, and go on behind it', () => {
    const strange = { ...letterAt(0, 1), value: Buffer.from('no letter') };
    const page = pageOf({ records: [strange], unread: unread([0, 2]) }, 1, []);
    expect(page.letters).toEqual([]);
    expect(positionsIn(page.cursor)).toEqual([{ topic: TOPIC, partition: 0, end: 1 }]);
  });
});

it.each(['x', Buffer.from('[{"topic":1}]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
  'the cursor %s is none',
  (cursor) => {
    expect(() => positionsIn(cursor)).toThrow(/not one of this list/);
  },
);
