import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Instant } from '../../../../shared/kernel/time.ts';
import { addSeconds } from '../../../../shared/kernel/time.ts';
import { RuntimeFailure } from '../../../../shared/runtime/failure.ts';
import type { ConstraintChange } from '../../../../shared/runtime/operations/constraints.ts';
import type { Change, Commit, OperationRecord, Store } from '../../../../shared/runtime/operations/store.ts';
import { REFERENCE_SECONDS } from '../../../../shared/runtime/read-model.ts';
import type { RebuildStore } from '../../../../shared/runtime/rebuild/rebuild.ts';
import { RebuildTable } from '../../../../shared/runtime/rebuild/rebuild-table.ts';
import { TableStore } from '../../../../shared/runtime/table/table-store.ts';
import { ownName, sharedEngine } from '../../../engines/shared.ts';
import { MemoryStore } from '../operations/memory-store.ts';
import { makeRoomTable } from '../room-tables.ts';

/** What the protocol needs of a table: the same of the one in memory, which the model uses, and of DynamoDB. */

const NOW = '2026-01-31T09:00:00.000Z';
const refusal = { code: 'CAR_NOT_FREE', detail: 'taken' } as const;
let time: Instant = NOW;

let client: DynamoDBClient;

beforeAll(async () => {
  const engine = await sharedEngine('dynamodb');
  client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(() => {
  client.destroy();
});

async function newTable(): Promise<string> {
  const name = ownName('room');
  await makeRoomTable(client, name);
  return name;
}

function operation(id: string, more: Partial<OperationRecord> = {}): OperationRecord {
  return {
    id,
    aggregate: 'car/1',
    outcome: { kind: 'accepted', result: { b: 1, a: [2, null] } },
    time: NOW,
    fingerprint: 'print',
    events: [{ to: 'topic', topic: 'toy.events', key: '1', value: '{"id":"evt_1"}' }],
    outputs: [
      { to: 'car', topic: 'cars/1/commands', payload: 'a.b.c' },
      { to: 'port', port: 'bank', body: '{}' },
      { to: 'timer', at: NOW, body: '{"id":"t"}' },
    ],
    keepUntil: 1_800_000_000,
    ...more,
  };
}

function change(revision: number, more: Partial<Change> = {}): Change {
  return {
    revision,
    version: revision + 1,
    state: { n: revision + 1, nested: { z: 1, a: 'é' } },
    readModels: [],
    constraints: [],
    due: [],
    dueNoMore: [],
    ...more,
  };
}

const commit = (id: string, revision: number, more: Partial<Change> = {}): Commit => ({
  operation: operation(id),
  change: change(revision, more),
});

const hold = (
  key: string,
  holder: string,
  allowed: (string | undefined)[] = [undefined, holder],
): ConstraintChange => ({
  key,
  kind: 'hold',
  holder,
  allowed,
  refusal,
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const stores = {
  'in memory': async (): Promise<Store & { rebuild: RebuildStore }> => {
    const store = new MemoryStore(() => time);
    return Object.assign(store, { rebuild: store });
  },
  'in DynamoDB': async (): Promise<Store & { rebuild: RebuildStore }> => {
    const table = await newTable();
    const store = new TableStore(client, table, () => time);
    return Object.assign(store, { rebuild: new RebuildTable(client, table) });
  },
};

describe.each(Object.entries(stores))('a table %s', (_where, make) => {
  let store: Store & { rebuild: RebuildStore };
  beforeEach(async () => {
    time = NOW;
    store = await make();
  });

  it('returns what was committed', async () => {
    expect(await store.load('car/1', 'op_1')).toEqual({
      aggregate: { version: 0, revision: 0, state: undefined, undelivered: [] },
      operation: undefined,
      waiting: [],
      items: new Map(),
    });
    expect(await store.commit(commit('op_1', 0))).toEqual({ kind: 'committed' });

    const { aggregate, operation: record } = await store.load('car/1', 'op_1');
    expect(aggregate).toEqual({
      version: 1,
      revision: 1,
      state: { n: 1, nested: { z: 1, a: 'é' } },
      undelivered: ['op_1'],
    });
    expect(JSON.stringify(aggregate.state)).toBe(JSON.stringify(change(0).state));
    expect(record).toEqual(operation('op_1'));
    expect(await store.operation('op_1')).toEqual(operation('op_1'));
    expect(await store.aggregate('car/1')).toEqual(aggregate);
  });

  it('commits an operation once', async () => {
    await store.commit(commit('op_1', 0));
    expect(await store.commit(commit('op_1', 1))).toEqual({ kind: 'exists' });
    expect((await store.aggregate('car/1')).version).toBe(1);
  });

  it('commits nothing when the aggregate has changed since it was read', async () => {
    await store.commit(commit('op_1', 0));
    expect(await store.commit(commit('op_2', 0))).toEqual({ kind: 'stale' });
    expect(await store.operation('op_2')).toBeUndefined();
    expect(await store.commit(commit('op_2', 1))).toEqual({ kind: 'committed' });
  });

  it('reports an existing operation before a stale revision', async () => {
    await store.commit(commit('op_1', 0));
    expect(await store.commit(commit('op_1', 0))).toEqual({ kind: 'exists' });
  });

  it('stores an answer without a change and leaves the aggregate untouched', async () => {
    await store.commit(commit('op_1', 0));
    const refused = operation('op_2', { outcome: { kind: 'refused', ...refusal }, events: [], outputs: [] });
    expect(await store.commit({ operation: refused })).toEqual({ kind: 'committed' });
    expect((await store.operation('op_2'))?.outcome).toEqual({ kind: 'refused', ...refusal });
    expect((await store.aggregate('car/1')).revision).toBe(1);
  });

  it('accepts one of two concurrent commits on the same revision', async () => {
    await store.commit(commit('op_1', 0));
    const results = await Promise.all(
      ['op_2', 'op_3', 'op_4', 'op_5'].map((id) => store.commit(commit(id, 1))),
    );
    expect(results.map(({ kind }) => kind).sort((a, b) => (a < b ? -1 : 1))).toEqual([
      'committed',
      'stale',
      'stale',
      'stale',
    ]);
    expect((await store.aggregate('car/1')).revision).toBe(2);
  });

  it('lists undelivered operations in order, and removes only the oldest', async () => {
    await store.commit(commit('op_1', 0));
    await store.commit(commit('op_2', 1));
    await store.delivered('car/1', 'op_2');
    expect((await store.aggregate('car/1')).undelivered).toEqual(['op_1', 'op_2']);
    await store.delivered('car/1', 'op_1');
    await store.delivered('car/1', 'op_1');
    expect((await store.aggregate('car/1')).undelivered).toEqual(['op_2']);
    await store.delivered('car/1', 'op_2');
    expect((await store.aggregate('car/1')).undelivered).toEqual([]);
  });

  it('finds operations that were left behind, until they are delivered', async () => {
    await store.commit(commit('op_1', 0));
    const later = addSeconds(NOW, 60);
    expect(await all(store.undeliveredBefore(NOW))).toEqual([]);
    expect(await all(store.undeliveredBefore(later))).toEqual(['car/1']);
    time = later;
    await store.commit(commit('op_2', 1));
    await store.delivered('car/1', 'op_1');
    expect(await all(store.undeliveredBefore(later))).toEqual([]);
    expect(await all(store.undeliveredBefore(addSeconds(later, 1)))).toEqual(['car/1']);
    await store.delivered('car/1', 'op_2');
    expect(await all(store.undeliveredBefore(addSeconds(later, 1)))).toEqual([]);
  });

  it('gives a constraint to one holder', async () => {
    expect((await store.commit(commit('op_1', 0, { constraints: [hold('rider/a', '1')] }))).kind).toBe(
      'committed',
    );
    expect(
      await store.commit(commit('op_2', 1, { constraints: [hold('rider/b', '1'), hold('rider/a', '2')] })),
    ).toEqual({
      kind: 'unmet',
      keys: ['rider/a'],
    });
    expect((await store.aggregate('car/1')).revision).toBe(1);
    expect((await store.commit(commit('op_3', 1, { constraints: [hold('rider/a', '1')] }))).kind).toBe(
      'committed',
    );
    const free: ConstraintChange = { key: 'rider/a', kind: 'free', holder: '1' };
    expect((await store.commit(commit('op_4', 2, { constraints: [free] }))).kind).toBe('committed');
    expect((await store.commit(commit('op_5', 3, { constraints: [hold('rider/a', '2')] }))).kind).toBe(
      'committed',
    );
  });

  it('lets a constraint go only for its holder, and hands it over when told so', async () => {
    await store.commit(commit('op_1', 0, { constraints: [hold('rider/a', '1')] }));
    const free: ConstraintChange = { key: 'rider/a', kind: 'free', holder: '2' };
    expect(await store.commit(commit('op_2', 1, { constraints: [free] }))).toEqual({
      kind: 'unmet',
      keys: ['rider/a'],
    });
    const handover = hold('rider/a', '3', [undefined, '1', '3']);
    expect((await store.commit(commit('op_3', 1, { constraints: [handover] }))).kind).toBe('committed');
    expect(await all(store.rebuild.constraints())).toEqual([{ key: 'rider/a', held: '3' }]);
  });

  it('checks that a constraint is held', async () => {
    const check: ConstraintChange = { key: 'member/a', kind: 'check', refusal };
    expect(await store.commit(commit('op_1', 0, { constraints: [check] }))).toEqual({
      kind: 'unmet',
      keys: ['member/a'],
    });
    await store.rebuild.setConstraint('member/a', 'a');
    expect((await store.commit(commit('op_1', 0, { constraints: [check] }))).kind).toBe('committed');
  });

  it('counts up to a limit, and gives back', async () => {
    const count = (add: number, most = 3): ConstraintChange => ({
      key: 'budget',
      kind: 'count',
      add,
      most,
      refusal,
    });
    const counted = (revision: number, ...constraints: ConstraintChange[]) =>
      store.commit(commit(`op_${revision}_${JSON.stringify(constraints)}`, revision, { constraints }));
    expect((await counted(0, count(2))).kind).toBe('committed');
    expect(await counted(1, hold('rider/a', '1'), count(2))).toEqual({ kind: 'unmet', keys: ['budget'] });
    expect((await store.aggregate('car/1')).revision).toBe(1);
    expect((await counted(1, count(1))).kind).toBe('committed');
    expect((await counted(2, count(1, 4))).kind).toBe('committed');
    expect((await counted(3, count(-2))).kind).toBe('committed');
    expect(await all(store.rebuild.constraints())).toEqual([{ key: 'budget', held: 2 }]);
    await store.rebuild.setConstraint('budget', 3);
    expect((await counted(4, count(1))).kind).toBe('unmet');
    expect((await counted(4, count(0))).kind).toBe('committed');
  });

  it('counts an operation once, and never more than the limit of many at once', async () => {
    const raced = (n: number) =>
      store.commit({
        operation: operation(`op_${n}`, { aggregate: `car/${n}` }),
        change: change(0, { constraints: [{ key: 'budget', kind: 'count', add: 1, most: 3, refusal }] }),
      });
    const results = await Promise.all(Array.from({ length: 8 }, (_, n) => raced(n)));
    expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(3);
    expect(results.filter(({ kind }) => kind === 'unmet')).toHaveLength(5);
    const again = await Promise.all(Array.from({ length: 8 }, (_, n) => raced(n)));
    expect(again.filter(({ kind }) => kind === 'exists')).toHaveLength(3);
    expect(await all(store.rebuild.constraints())).toEqual([{ key: 'budget', held: 3 }]);
  });

  it('of many at once gives a constraint to one', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        store.commit({
          operation: operation(`op_${n}`, { aggregate: `car/${n}` }),
          change: change(0, { constraints: [hold('rider/a', String(n))] }),
        }),
      ),
    );
    expect(results.filter(({ kind }) => kind === 'committed')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'unmet')).toHaveLength(7);
  });

  it('keeps due items until they are removed or dropped', async () => {
    const at = addSeconds(NOW, 3_600);
    const item = (timer: string) => ({ aggregate: 'car/1', timer, at, body: `{"timer":"${timer}"}` });
    await store.commit(commit('op_1', 0, { due: [item('a@b'), item('c'), item('d')] }));
    expect(await all(store.dueBefore(at))).toEqual([]);
    const due = await all(store.dueBefore(addSeconds(at, 1)));
    expect(due.toSorted((a, b) => (a.timer < b.timer ? -1 : 1))).toEqual([item('a@b'), item('c'), item('d')]);
    await store.forgetDue(item('c'));
    await store.commit(commit('op_2', 1, { dueNoMore: [{ aggregate: 'car/1', timer: 'd', at }] }));
    expect(await all(store.dueBefore(addSeconds(at, 1)))).toEqual([item('a@b')]);
  });

  it('loads items with the aggregate, and reference data not each time', async () => {
    const item = (name: string, isReference: boolean) => ({ key: name, isReference });
    const reads = [item('zones', true), item('usage/1', false), item('usage/2', false)];
    const written = (n: number) => ({
      readModels: [
        { key: 'zones', body: { version: n } },
        { key: 'usage/1', body: { n } },
      ],
    });
    await store.commit(commit('op_1', 0, written(1)));
    expect((await store.load('car/1', 'op_2', { reads })).items).toEqual(
      new Map<string, unknown>([
        ['zones', { version: 1 }],
        ['usage/1', { n: 1 }],
        ['usage/2', undefined],
      ]),
    );
    await store.commit(commit('op_2', 1, written(2)));
    const { items } = await store.load('car/1', 'op_3', { reads });
    expect(items.get('usage/1')).toEqual({ n: 2 });
    if (store instanceof TableStore) expect(items.get('zones')).toEqual({ version: 1 });
    time = addSeconds(NOW, REFERENCE_SECONDS);
    expect((await store.load('car/1', 'op_3', { reads })).items.get('zones')).toEqual({ version: 2 });
  });

  it('stores which messages of a key are waited for', async () => {
    const key = { topic: 'toy.commands', key: 'car#1' };
    await store.wait(key, 5);
    await store.wait(key, 5);
    await store.wait(key, 7);
    expect((await store.load('car/1', 'op_1', { block: key })).waiting.toSorted((a, b) => a - b)).toEqual([
      5, 7,
    ]);
    expect((await store.load('car/1', 'op_1', { block: { ...key, key: 'other' } })).waiting).toEqual([]);
    await store.passed(key, 5);
    await store.passed(key, 7);
    await store.passed(key, 9);
    expect((await store.load('car/1', 'op_1', { block: key })).waiting).toEqual([]);
  });

  it('refuses for good what does not fit into a transaction', async () => {
    const readModels = Array.from({ length: 99 }, (_, n) => ({ key: `d${n}`, body: n }));
    const failure = store.commit(commit('op_1', 0, { readModels }));
    if (store instanceof MemoryStore) expect((await failure).kind).toBe('committed');
    else await expect(failure).rejects.toThrow(RuntimeFailure);
  });

  it('is restored aggregate by aggregate, also repeatedly', async () => {
    const restored = {
      aggregate: 'car/1',
      version: 3,
      state: { n: 3 },
      readModels: [{ key: 'car/1', body: { n: 3 }, index: { partition: 'free', sort: '1' } }],
      operations: [operation('op_1', { outputs: [] })],
      due: [{ aggregate: 'car/1', timer: 'late', at: NOW, body: '{}' }],
      dueNoMore: [],
    };
    await store.rebuild.restore(restored);
    await store.rebuild.restore(restored);
    expect((await store.rebuild.aggregates(['car/1', 'car/2'])).get('car/1')).toMatchObject({
      version: 3,
      state: { n: 3 },
      undelivered: [],
    });
    expect((await store.rebuild.aggregates(['car/2'])).get('car/2')?.version).toBe(0);
    expect(await store.operation('op_1')).toEqual(operation('op_1', { outputs: [] }));
    expect(await all(store.dueBefore(addSeconds(NOW, 1)))).toHaveLength(1);
    await store.rebuild.setConstraint('rider/a', '1');
    await store.rebuild.setConstraint('rider/b', '1');
    await store.rebuild.setConstraint('rider/a', undefined);
    expect(await all(store.rebuild.constraints())).toEqual([{ key: 'rider/b', held: '1' }]);
    const { revision } = await store.aggregate('car/1');
    expect((await store.commit(commit('op_2', revision))).kind).toBe('committed');
  });
});
