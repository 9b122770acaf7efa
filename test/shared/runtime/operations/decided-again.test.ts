import { expect, it } from 'vitest';
import type { Decision } from '../../../../shared/runtime/domain.ts';
import { operations } from '../../../../shared/runtime/operations/operations.ts';
import { incoming, NOW } from '../toy-message.ts';
import { MemoryStore } from './memory-store.ts';
import { room, type ToyEvent, type ToyMessage, take, toyDomain } from './model/toy-room.ts';

/** What is decided again when a count is at its limit: it gets what is left. */

const MOST = 5;
const WANTED = 3;
const BUDGET = 'budget';

/** Everyone who takes a car wants three of a budget of five. */
function budgetRoom(store: MemoryStore) {
  const toy = toyDomain();
  return operations({
    room: 'toy',
    region: 'model',
    eventsTopic: room.events?.name,
    domain: {
      ...toy,
      decide: (_, message: ToyMessage, context): Decision<ToyEvent> => {
        const car = toy.aggregateOf(message)?.slice('car/'.length) ?? '';
        const seq = Math.min(WANTED, MOST - (context.counted(BUDGET) ?? 0));
        const moved = { type: 'toy.moved.v1', data: { car, lane: 'normal', log: 1, seq } } as const;
        return { kind: 'accept', events: seq === 0 ? [] : [moved], result: seq, decidedAgain: true };
      },
      consequences: () => ({}),
      constraints: (event) =>
        event.type === 'toy.moved.v1'
          ? [
              {
                count: BUDGET,
                add: event.data.seq,
                most: MOST,
                refusal: { code: 'FORBIDDEN', detail: 'It is never refused.' },
              },
            ]
          : [],
      timers: () => [],
      entries: () => [],
      readModels: () => [],
    },
    store,
    outbox: { deliver: () => Promise.resolve() },
    now: () => NOW,
    pause: () => Promise.resolve(),
  });
}

async function taken(engine: ReturnType<typeof budgetRoom>, n: number): Promise<unknown> {
  const car = `WRS00001X0T00000${n}`;
  const message = { type: take.type, id: `op_${n}`, time: NOW, data: { car, rider: 'ana' } } as const;
  const handled = await engine.handle(incoming({ key: car, message, offset: n, origin: n }));
  return handled.kind === 'decided' && handled.outcome.kind === 'accepted' ? handled.outcome.result : handled;
}

it('gives the last one what is left, and those after it nothing', async () => {
  const store = new MemoryStore(() => NOW);
  const engine = budgetRoom(store);
  expect([await taken(engine, 1), await taken(engine, 2), await taken(engine, 3)]).toEqual([3, 2, 0]);
  expect(store.held.get(BUDGET)).toBe(MOST);
});

it('never gives more than there is when all want it at the same moment', async () => {
  const store = new MemoryStore(() => NOW);
  const engine = budgetRoom(store);
  const got = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => taken(engine, n)));
  expect(got.map(Number).reduce((sum, one) => sum + one, 0)).toBe(MOST);
  expect(store.held.get(BUDGET)).toBe(MOST);
});

it('is refused by what holds no number', async () => {
  const store = new MemoryStore(() => NOW);
  // Any other constraint makes its refusal, as always.
  const engine = operations({
    room: 'toy',
    region: 'model',
    eventsTopic: room.events?.name,
    domain: {
      ...toyDomain(),
      decide: (state, message, context) => {
        const decision = toyDomain().decide(state, message, context);
        return decision.kind === 'accept' ? { ...decision, outputs: [], decidedAgain: true } : decision;
      },
    },
    store,
    outbox: { deliver: () => Promise.resolve() },
    now: () => NOW,
    pause: () => Promise.resolve(),
  });
  expect(await engine.handle(incoming())).toMatchObject({ kind: 'decided', outcome: { kind: 'refused' } });
});
