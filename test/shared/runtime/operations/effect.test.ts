import { describe, expect, it } from 'vitest';
import type { Context, Decision } from '../../../../shared/runtime/domain.ts';
import { effectOf } from '../../../../shared/runtime/operations/effect.ts';

/** What a decision comes to: its events folded once, with what follows from the new state. */

type Event = { readonly type: string; readonly data: unknown };
type Committed = Exclude<Decision<Event, readonly string[]>, { kind: 'ignore' }>;

const event = (type: string): Event => ({ type, data: {} });
const [emptied, filled, closed] = ['emptied', 'filled', 'closed'].map(event) as [Event, Event, Event];
const notice = { to: 'trusted-keys', vin: 'WRS00001X0T000001', after: 1 } as const;

/** A state is the types of its events; one that became `emptied` closes. */
function effect(decision: Committed) {
  const folded: string[] = [];
  const context = { now: '2026-01-31T09:00:00.000Z' } as Context;
  const domain = {
    evolve: (state: readonly string[], { type }: Event) => {
      folded.push(type);
      return [...state, type];
    },
    consequences: (before: readonly string[], after: readonly string[]) =>
      after.includes('emptied') && !before.includes('emptied') ? { events: [closed], outputs: [notice] } : {},
  };
  return { folded, ...effectOf(domain, ['opened'], decision, context) };
}

describe('the effect of a decision', () => {
  it('has what follows from the change of state behind what was decided', () => {
    expect(effect({ kind: 'accept', events: [filled, emptied] })).toMatchObject({
      events: [filled, emptied, closed],
      outputs: [notice],
      after: ['opened', 'filled', 'emptied', 'closed'],
    });
  });

  it('folds each event once', () => {
    expect(effect({ kind: 'accept', events: [filled, emptied] }).folded).toEqual([
      'filled',
      'emptied',
      'closed',
    ]);
  });

  it('follows from a refusal with events, too', () => {
    const refusal = { kind: 'refuse', code: 'EXPIRED', detail: 'Too late.', events: [emptied] } as const;

    expect(effect(refusal)).toMatchObject({ events: [emptied, closed], result: undefined });
  });

  it('is nothing without an event', () => {
    expect(effect({ kind: 'accept', events: [] })).toMatchObject({
      events: [],
      outputs: [],
      after: ['opened'],
    });
  });

  it('answers the caller from the state after all events', () => {
    const decision: Committed = {
      kind: 'accept',
      events: [emptied],
      resultAfter: (after) => after.at(-1),
    };

    expect(effect(decision).result).toBe('closed');
  });
});
