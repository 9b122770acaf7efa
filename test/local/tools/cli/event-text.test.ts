import { expect, it } from 'vitest';
import type { DecodedValue } from '../../../../local/cloud/console/decoded-record.ts';
import { eventText } from '../../../../local/tools/cli/event-text.ts';

function shown(value: DecodedValue, key: string | null = 'WRSDEMCR3T0000001'): string {
  return eventText({
    topic: 'vehicles.events',
    partition: 2,
    offset: 7,
    time: '2026-01-31T09:30:00.250Z',
    key,
    headers: { traceparent: '00-1-2-01' },
    value,
  });
}

it('prints a CloudEvent’s type and data first, and its headers and ids last', () => {
  const json = {
    specversion: '1.0',
    id: 'evt_1',
    type: 'vehicles.registered.v1',
    source: '/roadstream',
    data: { model: 'Roadster E' },
  };
  expect(shown({ kind: 'json', json }).split('\n')).toEqual([
    '09:30:00.250 vehicles.events 2@7 WRSDEMCR3T0000001 vehicles.registered.v1',
    '    {"model":"Roadster E"}',
    '    id=evt_1 source=/roadstream traceparent=00-1-2-01',
  ]);
});

it.each<[DecodedValue, string]>([
  [{ kind: 'json', json: [1] }, '[1]'],
  [{ kind: 'text', text: 'one\ntwo' }, 'one\n    two'],
  [{ kind: 'text', text: '\u001b[2J' }, String.raw`\x1b[2J`],
  [{ kind: 'null' }, 'no value (a tombstone)'],
  [{ kind: 'binary', bytes: 2, base64: '//4=' }, '2 bytes, neither JSON nor text: fffe'],
])('prints the value %o', (value, text) => {
  expect(shown(value, null).split('\n').slice(1, -1).join('\n')).toBe(`    ${text}`);
});
