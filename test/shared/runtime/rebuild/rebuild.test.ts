import '../../../../shared/contracts/compile.ts';
import { describe, expect, it } from 'vitest';
import {
  occurrenceOf,
  type RebuildStore,
  rebuild,
  recordKeeping,
} from '../../../../shared/runtime/rebuild/rebuild.ts';
import { MemoryStore } from '../operations/memory-store.ts';
import { room, toyDomain } from '../operations/model/toy-room.ts';

const NOW = '2026-01-31T09:00:00.000Z';
const SECONDS = Date.parse(NOW) / 1000;
const domain = toyDomain();

interface Sketch {
  readonly aggregate: string;
  readonly version: number;
  readonly type: string;
  readonly data: object;
  readonly operation: string;
  /** Whether it is its operation's last event. */
  readonly last?: boolean;
}

function record({ aggregate, version, type, data, operation, last = true }: Sketch) {
  const key = aggregate.slice(aggregate.indexOf('/') + 1);
  const envelope = {
    specversion: '1.0',
    id: `evt_${aggregate}_${version}`,
    type,
    source: '/roadstream/test/toy',
    subject: key,
    time: NOW,
    data,
    aggregate,
    aggregateversion: version,
    operationid: operation,
    ...(last ? { outcome: '{"kind":"accepted"}', fingerprint: 'print' } : {}),
  };
  return {
    topic: 'toy.events',
    partition: 0,
    offset: 0,
    timestamp: 0,
    key: Buffer.from(key),
    value: Buffer.from(JSON.stringify(envelope)),
    headers: [],
  };
}

const joined = (rider: string) => ({
  aggregate: `rider/${rider}`,
  version: 1,
  type: 'toy.joined.v1',
  data: { rider },
  operation: `op_toy_join_${rider}`,
});
const taken = (car: string, version: number, rider: string, n: number) => ({
  aggregate: `car/${car}`,
  version,
  type: 'toy.taken.v1',
  data: { car, rider, n, until: '2026-01-31T10:00:00.000Z' },
  operation: `op_toy_take_${car}_${version}`,
});
const given = (car: string, version: number, rider: string, n: number) => ({
  aggregate: `car/${car}`,
  version,
  type: 'toy.given.v1',
  data: { car, rider, n },
  operation: `op_toy_give_${car}_${version}`,
});

async function rebuilt(
  sketches: readonly Sketch[],
  store: RebuildStore = new MemoryStore(() => NOW),
  chunk = 3,
) {
  async function* events() {
    for (const sketch of sketches) yield occurrenceOf(record(sketch));
  }
  const counts = await rebuild({
    domain,
    events: events(),
    store,
    keepUntil: recordKeeping(room),
    nowSeconds: SECONDS,
    chunk,
  });
  return { store: store as MemoryStore, counts };
}

const log: Sketch[] = [
  joined('ana'),
  taken('1', 1, 'ana', 1),
  given('1', 2, 'ana', 1),
  taken('2', 1, 'ana', 1),
  taken('2', 1, 'ana', 1),
  given('2', 2, 'ana', 1),
  taken('1', 3, 'ana', 2),
];

describe('a rebuild', () => {
  it('makes states, read models, constraints, timers and operation records of the events', async () => {
    const { store, counts } = await rebuilt(log);
    expect(counts).toEqual({ events: 6, repeated: 1, aggregates: 3, constraints: 3 });
    expect((await store.aggregate('car/1')).state).toMatchObject({
      takings: 2,
      taken: { rider: 'ana', n: 2 },
    });
    expect((await store.aggregate('car/1')).version).toBe(3);
    expect([...store.held]).toEqual([
      ['fuel', 7],
      ['member/ana', 'ana'],
      ['rider/ana', '1'],
    ]);
    expect(store.readModels.get('car/2')?.body).toEqual({ takings: 1 });
    expect(store.readModels.get('taking/2/1')?.body).toMatchObject({ rider: 'ana', n: 1 });
    expect([...store.due.values()].map(({ timer }) => timer)).toEqual(['give-back/2']);
    expect(store.operations.get('op_toy_take_1_3')).toMatchObject({
      aggregate: 'car/1',
      outcome: { kind: 'accepted' },
      fingerprint: 'print',
      outputs: [],
    });
  });

  it('gives a constraint to its last holder, in whatever order the cars are read', async () => {
    const byCar = [...log].sort((a, b) =>
      a.aggregate < b.aggregate ? 1 : a.aggregate > b.aggregate ? -1 : 0,
    );
    const { store } = await rebuilt(byCar);
    expect(store.held.get('rider/ana')).toBe('1');
  });

  it('may be repeated on its own result, and after it was stopped at any point', async () => {
    const { store: whole } = await rebuilt(log);
    for (let stop = 0; stop < 12; stop++) {
      const store = new MemoryStore(() => NOW);
      let calls = 0;
      const stopping: RebuildStore = {
        aggregates: (ids) => store.aggregates(ids),
        constraints: () => store.constraints(),
        restore: async (restored) => {
          if (calls++ === stop) throw new Error('stopped');
          await store.restore(restored);
        },
        setConstraint: async (key, holder) => {
          if (calls++ === stop) throw new Error('stopped');
          await store.setConstraint(key, holder);
        },
      };
      await rebuilt(log, stopping, 2).catch((error: unknown) => expect(String(error)).toMatch(/stopped/));
      await rebuilt(log, store, 2);
      expect(new Map(store.items)).toEqual(new Map(whole.items));
      expect(new Map(store.held)).toEqual(new Map(whole.held));
      expect(new Map(store.readModels)).toEqual(new Map(whole.readModels));
      expect(new Map(store.operations)).toEqual(new Map(whole.operations));
      expect(new Map(store.due)).toEqual(new Map(whole.due));
    }
  });

  it('writes an operation’s events together, wherever a chunk ends', async () => {
    const two = { ...taken('1', 1, 'ana', 1), last: false };
    const { store } = await rebuilt(
      [joined('ana'), two, { ...given('1', 2, 'ana', 1), operation: two.operation }],
      undefined,
      2,
    );
    expect(store.operations.get(two.operation)?.events).toHaveLength(2);
    expect((await store.aggregate('car/1')).version).toBe(2);
  });

  it.each([
    ['a version is missing', [taken('1', 1, 'ana', 1), taken('1', 3, 'ana', 2)], /from version 1 to 3/],
    ['an operation has no end', [{ ...taken('1', 1, 'ana', 1), last: false }], /ends within an operation/],
    ['a count gives back what was never counted', [given('1', 1, 'ana', 1)], /fuel counts -1/],
    [
      'a constraint has two holders',
      [taken('1', 1, 'ana', 1), taken('2', 1, 'ana', 1)],
      /is held by 1 and by 2/,
    ],
  ])('refuses a log in which %s', async (_what, sketches, message) => {
    await expect(rebuilt(sketches)).rejects.toThrow(message);
  });

  it('keeps a command’s record as long as its topic, and other records as long as the longest topic', () => {
    const days = (operation: string) => (recordKeeping(room)(operation, 0) - 7 * 86_400) / 86_400;
    expect(days('op_toy_1')).toBe(14);
    expect(days('msg_1')).toBe(14);
  });

  it('refuses a record that is not an event', () => {
    expect(() => occurrenceOf({ ...record(joined('ana')), value: Buffer.from('{}') })).toThrow(
      /no CloudEvent/,
    );
  });
});
