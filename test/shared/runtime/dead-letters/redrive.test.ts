import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import {
  deadLetterOf,
  type Letter,
  lettersIn,
} from '../../../../shared/runtime/dead-letters/dead-letters.ts';
import { returnsOf } from '../../../../shared/runtime/dead-letters/redrive.ts';
import { redriveRecords } from '../../../../shared/runtime/dead-letters/redrive-request.ts';
import type { OutgoingRecord } from '../../../../shared/runtime/kafka/producer.ts';
import type { KafkaRecord } from '../../../../shared/runtime/kafka/records.ts';
import lambda from '../events/lambda-dead-letter.json' with { type: 'json' };

const bytes = (text: string): Buffer => Buffer.from(text);

function record(offset: number, more: Partial<KafkaRecord> = {}): KafkaRecord {
  return {
    topic: 'rentals.commands',
    partition: 3,
    offset,
    timestamp: 1_769_851_800_500,
    key: bytes('car'),
    value: bytes(`value ${offset}`),
    headers: [
      { name: 'a', value: bytes('1') },
      { name: 'a', value: bytes('2') },
    ],
    ...more,
  };
}

const letter = (of: KafkaRecord, reason = 'UNDECIDABLE', consumer = 'rentals-consumer'): Letter => ({
  record: of,
  consumer,
  reason,
});

function deadLettered(of: KafkaRecord, reason: 'UNDECODABLE' | 'UNDECIDABLE' = 'UNDECIDABLE'): KafkaRecord {
  const outgoing = deadLetterOf(
    of,
    { reason, detail: 'because' },
    'rentals-consumer',
    '2026-01-31T09:30:01.000Z',
  );
  return {
    ...record(0),
    topic: 'dead-letters',
    key: of.key,
    value: bytes(String(outgoing.value)),
    headers: [],
  };
}

const headerText = ({ headers = {} }: OutgoingRecord) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().map(String)]));

describe('a dead letter', () => {
  it('has the exact bytes of the record, and the reason', () => {
    const poison = record(7, { value: Buffer.from([0xff, 0x00]), key: undefined });
    expect(lettersIn(deadLettered(poison))).toEqual([{ ...letter(poison), detail: 'because' }]);
    const tombstone = record(8, { value: undefined });
    expect(lettersIn(deadLettered(tombstone))?.[0]?.record.value).toBeUndefined();
    expect(JSON.parse(String(deadLettered(poison).value))).toMatchObject({
      reason: 'UNDECIDABLE',
      detail: 'because',
      consumer: 'rentals-consumer',
      source: { topic: 'rentals.commands', partition: 3, offset: '7' },
    });
  });

  it('of Lambda is read in AWS’s format', () => {
    const letters = lettersIn({ topic: 'dead-letters.lambda', value: bytes(JSON.stringify(lambda)) });
    expect(letters).toHaveLength(1);
    expect(letters?.[0]).toMatchObject({ consumer: 'rentals-consumer', reason: 'RetryAttemptsExhausted' });
    expect(letters?.[0]?.record).toMatchObject({ topic: 'rentals.commands', partition: 0, offset: 100 });
    expect(letters?.[0]?.record.value?.toString()).toBe('test-value');
  });

  it('is found in no other record', () => {
    for (const value of ['', '{', '{}', '{"requestContext":{}}']) {
      expect(lettersIn({ topic: 'dead-letters', value: bytes(value) })).toBeUndefined();
      expect(lettersIn({ topic: 'dead-letters.lambda', value: bytes(value) })).toBeUndefined();
    }
    expect(lettersIn({ topic: 'other', value: deadLettered(record(1)).value })).toBeUndefined();
  });
});

describe('a redrive', () => {
  it('resends key, value and headers to the same partition, and counts how often', () => {
    const [{ topic, records } = { topic: '', records: [] }] = returnsOf([letter(record(7))]);
    expect(topic).toBe('rentals.commands');
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ key: bytes('car'), value: bytes('value 7'), partition: 3 });
    expect(headerText(records[0] as OutgoingRecord)).toEqual({
      a: ['1', '2'],
      redriven: ['1'],
      origin: ['7'],
    });
  });

  it('keeps the original order of a key’s records, also of those that were dead-lettered again', () => {
    const again = record(20, {
      headers: [
        { name: 'redriven', value: bytes('1') },
        { name: 'origin', value: bytes('5') },
      ],
    });
    const [{ records } = { records: [] }] = returnsOf([letter(record(9)), letter(record(7)), letter(again)]);
    expect(records.map((one) => headerText(one)['origin'])).toEqual([['5'], ['7'], ['9']]);
    expect(headerText(records[0] as OutgoingRecord)['redriven']).toEqual(['2']);
  });

  it('sends a record only once when it was dead-lettered twice, or by two consumers', () => {
    const [{ records } = { records: [] }] = returnsOf([
      letter(record(7)),
      letter(record(7)),
      letter(record(7), 'UNDECIDABLE', 'billing-consumer'),
    ]);
    expect(records).toHaveLength(1);
  });

  it('that discards letters ends the wait for them', () => {
    const [{ records } = { records: [] }] = returnsOf([letter(record(7))], true);
    expect(records[0]).toMatchObject({ key: bytes('car'), value: null, partition: 3 });
    expect(headerText(records[0] as OutgoingRecord)).toEqual({ discarded: ['true'], origin: ['7'] });
  });

  it('takes the selected letters and puts the others back', async () => {
    const sent: [string, string | undefined][] = [];
    const publisher = {
      send: async (topic: string, records: readonly OutgoingRecord[]) => {
        for (const { key } of records) sent.push([topic, key?.toString()]);
      },
    };
    const letters = [
      deadLettered(record(1)),
      deadLettered(record(2, { key: bytes('other') })),
      { ...record(3), topic: 'dead-letters', value: bytes('no letter') },
    ];
    expect(await redriveRecords(letters, { key: 'car' }, publisher)).toEqual({ sent: 1, kept: 2 });
    expect(sent).toEqual([
      ['rentals.commands', 'car'],
      ['dead-letters', 'other'],
      ['dead-letters', 'car'],
    ]);
  });
});
