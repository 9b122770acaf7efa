import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { deadLetters } from '../../../../shared/contracts/platform/platform.ts';
import { lettersIn } from '../../../../shared/runtime/dead-letters/dead-letters.ts';
import { draftsOf } from '../../../../shared/runtime/operations/drafts.ts';

describe('what a message held that could not be read', () => {
  it('becomes a dead letter like that of a record that could not be handled', () => {
    const record = {
      topic: 'cars.events',
      partition: 2,
      offset: 42,
      timestamp: 5,
      consumer: 'vehicles-consumer',
    };
    const from = {
      operation: 'op',
      source: '/test',
      time: '2026-01-31T09:00:00.000Z',
      traceparent: '',
      record,
    };
    const output = { to: 'dead-letters', key: 'car', value: '{"seq":1}', detail: 'it has no data' } as const;

    const [draft] = draftsOf([output], from);

    expect(draft).toMatchObject({ to: 'topic', topic: deadLetters.name, key: 'car' });
    const value = Buffer.from(draft?.to === 'topic' ? draft.value : '');
    expect(JSON.parse(value.toString())).toMatchObject({ reason: 'UNDECODABLE', detail: 'it has no data' });
    expect(lettersIn({ topic: deadLetters.name, value })).toEqual([
      {
        record: {
          topic: 'cars.events',
          partition: 2,
          offset: 42,
          timestamp: 5,
          key: Buffer.from('car'),
          value: Buffer.from('{"seq":1}'),
          headers: [],
        },
        consumer: 'vehicles-consumer',
        reason: 'UNDECODABLE',
        detail: 'it has no data',
      },
    ]);
  });
});
