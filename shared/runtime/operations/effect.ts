import type { Context, Decision, Domain, DomainEvent, Message, Output } from '../domain.ts';

/** What a decision comes to: with its consequences, and with the state that all its events make. */
export interface Effect<State, Event extends DomainEvent> {
  readonly events: readonly Event[];
  readonly outputs: readonly Output[];
  readonly after: State;
  /** What the caller is answered when it is accepted. */
  readonly result: unknown;
}

/** Folds each event once. `evolve` is the domain's, or one that checks more. */
export function effectOf<State, In extends Message, Event extends DomainEvent>(
  domain: Pick<Domain<State, In, Event>, 'consequences' | 'evolve'>,
  before: State,
  decision: Exclude<Decision<Event, State>, { kind: 'ignore' }>,
  context: Context,
): Effect<State, Event> {
  const { events = [], outputs = [] } = decision;
  const evolve = (state: State, event: Event): State => domain.evolve(state, event);
  const decided = events.reduce(evolve, before);
  const more = events.length === 0 ? undefined : domain.consequences?.(before, decided, events, context);
  const after = (more?.events ?? []).reduce(evolve, decided);
  return {
    events: [...events, ...(more?.events ?? [])],
    outputs: [...outputs, ...(more?.outputs ?? [])],
    after,
    result: decision.kind === 'accept' ? (decision.result ?? decision.resultAfter?.(after)) : undefined,
  };
}
