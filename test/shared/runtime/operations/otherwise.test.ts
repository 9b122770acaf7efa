import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../../../shared/runtime/operations/delivery.ts';
import { operations } from '../../../../shared/runtime/operations/operations.ts';
import { CAR, incoming, NOW } from '../toy-message.ts';
import { MemoryStore } from './memory-store.ts';
import { room, type ToyMessage, toyDomain } from './model/toy-room.ts';

/** What is decided for the case that a constraint does not hold. */

const moved = { type: 'toy.moved.v1', data: { car: CAR, lane: 'normal', log: 1, seq: 1 } } as const;

/** A room where whoever takes a car without being a member has it moved instead. */
async function taken(isMember: boolean): Promise<{ outcome: unknown; delivered: string[] }> {
  const toy = toyDomain();
  const store = new MemoryStore(() => NOW);
  if (isMember) store.held.set('member/ana', 'ana');
  const delivered: Delivery[] = [];
  const engine = operations({
    room: 'toy',
    region: 'model',
    eventsTopic: room.events?.name,
    domain: {
      ...toy,
      decide: (state, message: ToyMessage, context) => {
        const decision = toy.decide(state, message, context);
        return decision.kind === 'accept'
          ? { ...decision, outputs: [], otherwise: { kind: 'accept', events: [moved], result: 'moved' } }
          : decision;
      },
    },
    store,
    outbox: {
      deliver: (some) => {
        delivered.push(...some);
        return Promise.resolve();
      },
    },
    now: () => NOW,
    pause: () => Promise.resolve(),
  });
  const handled = await engine.handle(incoming());
  return {
    outcome: handled.kind === 'decided' ? handled.outcome : undefined,
    delivered: delivered.flatMap((one) =>
      one.to === 'topic' ? [(JSON.parse(one.value ?? '') as { type: string }).type] : [],
    ),
  };
}

describe('what is decided otherwise', () => {
  it('happens instead, whole, when a constraint does not hold', async () => {
    expect(await taken(false)).toEqual({
      outcome: { kind: 'accepted', result: 'moved' },
      delivered: ['toy.moved.v1'],
    });
  });

  it('does not happen when the constraints hold', async () => {
    const { outcome, delivered } = await taken(true);
    expect(outcome).toMatchObject({ kind: 'accepted', result: { rider: 'ana' } });
    expect(delivered).toContain('toy.taken.v1');
    expect(delivered).not.toContain('toy.moved.v1');
  });
});
