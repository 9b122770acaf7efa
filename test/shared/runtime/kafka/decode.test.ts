import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import { carEvent, carsEvents } from '../../../../shared/contracts/car/car.ts';
import { rentalsCommands, reserve } from '../../../../shared/contracts/rentals/rentals.ts';
import { registered, vehiclesEvents } from '../../../../shared/contracts/vehicles/vehicles.ts';
import { decoder } from '../../../../shared/runtime/kafka/decode.ts';
import { type KafkaEvent, type KafkaRecord, recordsOf } from '../../../../shared/runtime/kafka/records.ts';
import { commandRecord } from '../../../../shared/runtime/operations/envelopes.ts';
import event from '../events/msk.json' with { type: 'json' };

const VIN = 'WRS00001X0T000001';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const decode = decoder([
  { topic: rentalsCommands, messages: [reserve] },
  { topic: vehiclesEvents, messages: [registered] },
  { topic: carsEvents, messages: [carEvent] },
]);

function record(
  topic: string,
  key: string,
  value: unknown,
  headers: Record<string, string> = {},
): KafkaRecord {
  return {
    topic,
    partition: 1,
    offset: 42,
    timestamp: Date.parse('2026-01-31T09:30:00.500Z'),
    key: Buffer.from(key),
    value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers: Object.entries(headers).map(([name, text]) => ({ name, value: Buffer.from(text) })),
  };
}

const command = JSON.parse(
  commandRecord({
    id: 'op_rentals_1',
    contract: reserve,
    data: reserve.example,
    source: '/roadstream/eu-west-1/rentals',
    time: '2026-01-31T09:30:00.000Z',
    traceparent: TRACE,
    principal: { kind: 'rider', id: 'ana' },
    fingerprint: 'print',
  }).value,
) as Record<string, unknown>;

describe('a record of a room’s topic', () => {
  it('becomes a message for the domain, with the data for the runtime', () => {
    expect(decode(record('rentals.commands', VIN, command))).toEqual({
      kind: 'message',
      incoming: {
        message: {
          type: 'rentals.reserve.v1',
          id: 'op_rentals_1',
          time: '2026-01-31T09:30:00.000Z',
          data: reserve.example,
          principal: { kind: 'rider', id: 'ana' },
        },
        key: VIN,
        topic: 'rentals.commands',
        partition: 1,
        offset: 42,
        origin: 42,
        arrivalTime: '2026-01-31T09:30:00.500Z',
        expires: '2026-01-31T09:30:10.000Z',
        fingerprint: 'print',
        traceparent: TRACE,
        blocking: true,
        retentionDays: 14,
      },
    });
  });

  it('never expires when it is an event, even if its envelope has a time', () => {
    const value = {
      ...command,
      type: registered.type,
      data: registered.example,
      expires: '2020-01-01T00:00:00Z',
    };
    const decoded = decode(record('vehicles.events', VIN, value));
    expect(decoded.kind === 'message' && decoded.incoming).not.toHaveProperty('expires');
    expect(decoded.kind === 'message' && decoded.incoming).not.toHaveProperty('fingerprint');
  });

  it('of another type is ignored', () => {
    expect(decode(record('rentals.commands', VIN, { ...command, type: 'rentals.other.v1' }))).toEqual({
      kind: 'passed',
    });
  });

  it.each([
    ['is no JSON', '{"id":', 'the value is not JSON'],
    ['is no CloudEvent', { hello: 'world' }, 'the envelope does not follow its contract'],
    ['has other data', { ...command, data: { vin: VIN } }, 'data does not follow its contract'],
    ['has another key', { ...command, subject: 'x' }, 'the subject is not the key of the record'],
  ])('that %s is undecodable', (_what, value, detail) => {
    const decoded = decode(record('rentals.commands', VIN, value));
    expect(decoded).toMatchObject({ kind: 'undecodable', detail: expect.stringContaining(detail) as string });
  });

  it('says what is wrong without repeating values, which may be personal', () => {
    const decoded = decode(
      record('rentals.commands', VIN, { ...command, data: { vin: 'Ana Font', riderId: '' } }),
    );
    expect(JSON.stringify(decoded)).not.toContain('Ana Font');
  });

  it('without key or value is undecodable', () => {
    const { key: _, ...keyless } = record('rentals.commands', VIN, command);
    expect(decode({ ...keyless, key: undefined }).kind).toBe('undecodable');
    expect(decode({ ...record('rentals.commands', VIN, command), value: undefined }).kind).toBe(
      'undecodable',
    );
  });

  it('keeps its first offset after a redrive', () => {
    const again = decode(record('rentals.commands', VIN, command, { redriven: '2', origin: '7' }));
    expect(again.kind === 'message' && again.incoming.origin).toBe(7);
    expect(
      decode({
        ...record('rentals.commands', VIN, '', { discarded: 'true', origin: '7' }),
        value: undefined,
      }),
    ).toEqual({
      kind: 'discarded',
    });
  });
});

describe('a record of the cars’ events', () => {
  const example = carEvent.example;

  it('has an id of VIN, lane, log and number, which is the same when the car resends it', () => {
    const one = decode(record('cars.events', VIN, example));
    const resent = decode({ ...record('cars.events', VIN, { ...example, lane: 'normal' }), offset: 50 });
    const other = decode(record('cars.events', VIN, { ...example, seq: 43 }));
    const idOf = (decoded: typeof one) =>
      decoded.kind === 'message' ? decoded.incoming.message.id : undefined;
    expect(idOf(one)).toMatch(/^msg_/);
    expect(idOf(resent)).toBe(idOf(one));
    expect(idOf(other)).not.toBe(idOf(one));
    expect(one.kind === 'message' && one.incoming.message).toMatchObject({
      type: 'cars.events',
      time: example.time,
      data: { vin: VIN, event: example },
    });
  });

  it('carries the trace of the command that it answers, else the rule’s', () => {
    const trace = { trace: '6fb74a9e-2f3c-4c1a-9a43-6d8a3f2f6b11' };
    const traceOf = (value: object) => {
      const decoded = decode(record('cars.events', VIN, value, trace));
      return decoded.kind === 'message' ? decoded.incoming.traceparent : undefined;
    };
    expect(traceOf({ ...example, traceparent: TRACE })).toBe(TRACE);
    expect(traceOf(example)).toBe('00-6fb74a9e2f3c4c1a9a436d8a3f2f6b11-6fb74a9e2f3c4c1a-01');
  });

  it('is undecodable when its key is not a VIN, or it has no number', () => {
    expect(decode(record('cars.events', 'nobody', example)).kind).toBe('undecodable');
    expect(decode(record('cars.events', VIN, [example])).kind).toBe('undecodable');
    for (const numbers of [
      { seq: 0 },
      { seq: 1.5 },
      { seq: '42' },
      { log: null },
      { log: 2 ** 48 + 1 },
      { lane: 'fast' },
    ]) {
      expect(
        decode(record('cars.events', VIN, { ...example, ...numbers })).kind,
        JSON.stringify(numbers),
      ).toBe('undecodable');
    }
  });

  it.each([
    ['no type', { type: undefined }],
    ['no data', { data: null }],
    ['a bad status', { data: { status: { chargePercent: 100.4 } } }],
    ['members of newer firmware', { mood: 'good', data: { status: { hoodClosed: true } } }],
    ['a trace that is none', { traceparent: 5 }],
    ['an empty lane', { lane: null }],
  ])('with %s is for the domain to judge, since its number counts', (_, members) => {
    const sent = { ...example, ...members };
    const decoded = decode(record('cars.events', VIN, sent));
    expect(decoded.kind === 'message' && decoded.incoming.message.data).toEqual({
      vin: VIN,
      event: JSON.parse(JSON.stringify(sent)) as unknown,
    });
  });

  it('has the time of its arrival when it names none that exists', () => {
    for (const time of [undefined, null, 5, '2026-02-30T10:00:00Z', 'noon']) {
      const decoded = decode(record('cars.events', VIN, { ...example, time }));
      expect(decoded.kind === 'message' && decoded.incoming.message.time).toBe('2026-01-31T09:30:00.500Z');
    }
  });
});

describe('an MSK event', () => {
  it('holds records of several partitions, keys and headers as bytes, and tombstones', () => {
    const records = recordsOf(event as unknown as KafkaEvent);
    expect(records.map(({ topic, partition, offset }) => `${topic}-${partition}@${offset}`)).toEqual([
      'cars.events-0@15',
      'cars.events-0@16',
      'cars.events-2@3',
    ]);
    expect(records[0]?.key?.toString()).toBe(VIN);
    expect(records[0]?.headers.map(({ name, value }) => [name, value.toString()])).toEqual([
      ['received', '1769851800123'],
      ['client', 'é'],
    ]);
    expect(decode(records[0] as KafkaRecord).kind).toBe('message');
    expect(records[1]?.value).toBeUndefined();
    expect(records[2]?.value).toBeUndefined();
  });
});
