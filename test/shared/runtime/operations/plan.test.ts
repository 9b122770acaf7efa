import { describe, expect, it } from 'vitest';
import type { Message } from '../../../../shared/runtime/domain.ts';
import type { Incoming } from '../../../../shared/runtime/operations/messages.ts';
import { type CommitPlan, type Plan, planOf } from '../../../../shared/runtime/operations/plan.ts';
import { nothing, type StoredAggregate } from '../../../../shared/runtime/operations/store.ts';
import { ownItem, reference } from '../../../../shared/runtime/read-model.ts';
import { CAR, incoming, NOW, TRACE } from '../toy-message.ts';
import { room, type ToyMessage, toyDomain, toyTakings } from './model/toy-room.ts';

/** What a decision becomes: the record, the change, and what leaves. */

const toy = toyDomain();
type ToyDomain = typeof toy;
const planning = { room: 'toy', region: 'eu-west-1', eventsTopic: room.events?.name, domain: toy };

function committing(plan: Plan): CommitPlan {
  if (plan.kind !== 'commit') throw new Error(`ignored: ${plan.reason}`);
  return plan;
}

const planned = (
  more: Partial<Incoming<ToyMessage>> = {},
  stored: StoredAggregate = nothing,
  domain: ToyDomain = toy,
  items: ReadonlyMap<string, unknown> = new Map(),
): Plan =>
  planOf(
    { ...planning, domain },
    incoming(more),
    `car/${CAR}`,
    { aggregate: stored, items, counts: new Map() },
    NOW,
  );

const json = (text: string | undefined): Record<string, unknown> =>
  JSON.parse(text ?? '') as Record<string, unknown>;

describe('a decision', () => {
  it('gives what operators count of it, and keeps that out of the record', () => {
    const counts = { ValuesRefused: 2 };
    const counting: ToyDomain = {
      ...toy,
      decide: (state, message, context) => {
        const decision = toy.decide(state, message, context);
        return decision.kind === 'accept' ? { ...decision, counts } : decision;
      },
    };
    const plan = committing(planned({}, nothing, counting));
    expect(plan.counts).toEqual(counts);
    expect(plan.record).toEqual(committing(planned()).record);
    expect(committing(planned())).not.toHaveProperty('counts');
  });

  it('becomes a record with its events in their envelopes, and a change on the revision that was read', () => {
    const { record, change, drafts } = committing(planned({}, { ...nothing, revision: 7, version: 4 }));
    expect(record).toMatchObject({
      id: 'op_toy_1',
      aggregate: `car/${CAR}`,
      outcome: { kind: 'accepted', result: { car: CAR, rider: 'ana', n: 1 } },
      time: NOW,
      fingerprint: 'print',
      keepUntil: Date.parse(NOW) / 1000 + (14 + 7) * 86_400,
    });
    expect(record.events).toHaveLength(1);
    const [event] = record.events;
    expect(event).toMatchObject({ to: 'topic', topic: 'toy.events', key: CAR });
    expect(json(event?.to === 'topic' ? event.value : '')).toMatchObject({
      specversion: '1.0',
      type: 'toy.taken.v1',
      source: '/roadstream/eu-west-1/toy',
      subject: CAR,
      time: NOW,
      aggregate: `car/${CAR}`,
      aggregateversion: 5,
      operationid: 'op_toy_1',
      outcome: JSON.stringify(record.outcome),
      fingerprint: 'print',
    });
    expect(change).toMatchObject({
      revision: 7,
      version: 5,
      constraints: [
        { key: 'member/ana', kind: 'check' },
        { key: 'rider/ana', kind: 'hold', holder: CAR },
        { key: 'fuel', kind: 'count', add: 3 },
      ],
      readModels: [{ key: `taking/${CAR}/1` }, { key: `car/${CAR}` }],
      due: [{ timer: 'give-back/1' }],
    });
    expect(drafts.map(({ to }) => to)).toEqual(['topic', 'signature']);
  });

  it('reads the items that it names, and no others', () => {
    const before = { rider: 'bea', n: 1, until: NOW };
    const read: unknown[] = [];
    const curious: ToyDomain = {
      ...toy,
      reads: () => [ownItem(toyTakings, { id: CAR, n: 1 }), reference(toyTakings, { id: 'other', n: 1 })],
      decide: (_, __, context) => {
        read.push(
          context.read(toyTakings, { id: CAR, n: 1 }),
          context.read(toyTakings, { id: 'other', n: 1 }),
        );
        return { kind: 'ignore', reason: 'It only reads.' };
      },
    };
    const items = new Map<string, unknown>([
      [`taking/${CAR}/1`, before],
      ['taking/other/1', undefined],
    ]);
    planned({}, nothing, curious, items);
    expect(read).toEqual([before, undefined]);
    expect(() => planned({}, nothing, curious, new Map())).toThrow(/`reads` does not name/);
  });

  it('writes an item once: what the state shows goes before an entry', () => {
    const twice: ToyDomain = {
      ...toy,
      entries: () => [toyTakings({ id: CAR, n: 1 }, { rider: 'x', n: 1, until: NOW })],
      readModels: () => [toyTakings({ id: CAR, n: 1 }, { rider: 'y', n: 1, until: NOW })],
    };
    const { change } = committing(planned({}, nothing, twice));
    expect(change?.readModels).toMatchObject([{ key: `taking/${CAR}/1`, body: { rider: 'y' } }]);
  });

  it('is committed with what follows from it: the last event of both ends the operation', () => {
    const consequence: ToyDomain = {
      ...toy,
      consequences: (_, { id, taken: held }) => ({
        events:
          held === undefined ? [] : [{ type: 'toy.given.v1', data: { car: id, rider: held.rider, n: 1 } }],
      }),
    };

    const { record, change } = committing(planned({}, nothing, consequence));

    const envelopes = record.events.map((delivery) => json(delivery.to === 'topic' ? delivery.value : ''));
    expect(envelopes).toMatchObject([
      { type: 'toy.taken.v1', aggregateversion: 1 },
      { type: 'toy.given.v1', aggregateversion: 2, outcome: expect.any(String) },
    ]);
    expect(envelopes[0]).not.toHaveProperty('outcome');
    expect(change).toMatchObject({ version: 2, state: { takings: 1 } });
    expect(change?.state).not.toHaveProperty('taken');
  });

  it('is the same when it is made again', () => {
    expect(planned()).toEqual(planned());
  });

  it('goes on in the trace of its message', () => {
    const [command] = committing(planned()).drafts;
    const { traceparent } = json(command?.to === 'topic' ? command.value : '');
    expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(traceparent).not.toBe(TRACE);
  });

  it('makes ids that nobody can tell from the operation alone', () => {
    const cmd = (traceparent: string) => {
      const draft = committing(planned({ traceparent })).drafts.find(({ to }) => to === 'signature');
      return draft?.to === 'signature' ? draft.payload : undefined;
    };
    expect(cmd(TRACE)).toBe(cmd(TRACE.replace('b7ad', 'aaaa')));
    expect(cmd(TRACE)).not.toBe(cmd(TRACE.replace('0af7', 'aaaa')));
  });

  it('that refuses needs no more than its record', () => {
    const taken = {
      id: CAR,
      joined: false,
      takings: 1,
      lanes: {},
      taken: { rider: 'bea', n: 1, until: NOW },
    };
    const plan = committing(planned({}, { version: 1, revision: 1, state: taken, undelivered: [] }));
    expect(plan.record.outcome).toEqual({ kind: 'refused', code: 'CAR_NOT_FREE', detail: 'taken' });
    expect(plan.change).toBeUndefined();
    expect(plan.drafts).toEqual([]);
  });

  it('after the message’s time is EXPIRED, and nothing changes', () => {
    const { record, change } = committing(planned({ expires: '2026-01-31T08:59:59.999Z' }));
    expect(record.outcome).toMatchObject({ kind: 'refused', code: 'EXPIRED' });
    expect(change).toBeUndefined();
    expect(committing(planned({ expires: NOW })).record.outcome.kind).toBe('accepted');
  });

  it('after the message’s time is the domain’s, if it has something to say', () => {
    const domain: ToyDomain = {
      ...toy,
      decideExpired: () => ({
        kind: 'refuse',
        code: 'EXPIRED',
        detail: 'told',
        events: [{ type: 'toy.moved.v1', data: { car: CAR, lane: 'normal', log: 1, seq: 1 } }],
      }),
    };
    const { record, change } = committing(planned({ expires: '2026-01-31T08:00:00Z' }, nothing, domain));
    expect(record.outcome).toEqual({ kind: 'refused', code: 'EXPIRED', detail: 'told' });
    expect(change?.version).toBe(1);
  });

  it.each<[string, Partial<ToyDomain>]>([
    [
      'throws',
      {
        decide: () => {
          throw new Error('bug');
        },
      },
    ],
    [
      'cannot fold its own event',
      {
        evolve: () => {
          throw new Error('bug');
        },
      },
    ],
    ['says an event of another aggregate', { aggregateOfEvent: () => 'car/other' }],
  ])('of a domain that %s can never be made', (_what, broken) => {
    expect(() => planned({}, nothing, { ...toy, ...broken })).toThrow(
      expect.objectContaining({ code: 'DOMAIN_FAILED', transient: false }) as Error,
    );
  });

  it('of events without an events topic can never be made', () => {
    const silent: Message = incoming().message;
    expect(() =>
      planOf(
        { ...planning, eventsTopic: undefined },
        incoming({ message: silent as ToyMessage }),
        `car/${CAR}`,
        { aggregate: nothing, items: new Map(), counts: new Map() },
        NOW,
      ),
    ).toThrow(/declares no events topic/);
  });
});
