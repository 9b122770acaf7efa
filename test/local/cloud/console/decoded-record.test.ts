import { expect, it } from 'vitest';
import { decodedRecord, decodedValue } from '../../../../local/cloud/console/decoded-record.ts';

it.each([
  ['JSON', Buffer.from('{"a":1}'), { kind: 'json', json: { a: 1 } }],
  ['text', Buffer.from('grüezi\n'), { kind: 'text', text: 'grüezi\n' }],
  ['no UTF-8', Buffer.from([0xff, 0xfe]), { kind: 'binary', bytes: 2, base64: '//4=' }],
  ['UTF-8 by chance', Buffer.from([0x01, 0x41]), { kind: 'binary', bytes: 2, base64: 'AUE=' }],
  ['a tombstone', null, { kind: 'null' }],
])('tells %s as such', (_, value, decoded) => {
  expect(decodedValue(value)).toEqual(decoded);
});

it('names where a record lies, with its key and headers as text', () => {
  const record = decodedRecord({
    topic: 'cars.events',
    partition: 2,
    offset: 7,
    timestamp: Date.parse('2026-01-31T09:30:00Z'),
    timestampType: 'CREATE_TIME',
    key: Buffer.from('WRSDEMCR3T0000001'),
    value: null,
    headers: [
      { name: 'traceparent', value: Buffer.from('00-1-2-01') },
      { name: 'raw', value: Buffer.from([0xff]) },
    ],
  });
  expect(record).toEqual({
    topic: 'cars.events',
    partition: 2,
    offset: 7,
    time: '2026-01-31T09:30:00.000Z',
    key: 'WRSDEMCR3T0000001',
    headers: { traceparent: '00-1-2-01', raw: '/w==' },
    value: { kind: 'null' },
  });
});
