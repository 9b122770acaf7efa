import type { EventContract, MessageContract } from '../contracts/define.ts';
import type { Domain, DomainEvent, Message } from './domain.ts';

/** A room with several kinds of aggregates: each kind has a domain of its own, and here they become one. */

interface StateOfKind {
  readonly kind: string;
}

export interface AggregateDomain<
  State extends StateOfKind = StateOfKind,
  In extends Message = Message,
  Event extends DomainEvent = DomainEvent,
> extends Domain<State, In, Event> {
  /** What the names of its aggregates begin with, before the first slash. Its states have one of them as `kind`. */
  readonly kinds: readonly State['kind'][];
  /** What is decided on them. */
  readonly messages: readonly Pick<MessageContract, 'type'>[];
  /** What happens to them. An event belongs to one kind. */
  readonly events: readonly Pick<EventContract, 'type'>[];
}

type StateIn<Part> = Part extends AggregateDomain<infer State, infer _In, infer _Event> ? State : never;
type MessageIn<Part> = Part extends AggregateDomain<infer _State, infer In, infer _Event> ? In : never;
type EventIn<Part> = Part extends AggregateDomain<infer _State, infer _In, infer Event> ? Event : never;

/** A message that several parts take is decided by the first one. Throws when two parts have one kind or event. */
export function domainOf<const Parts extends readonly AggregateDomain[]>(
  ...parts: Parts
): Domain<StateIn<Parts[number]>, MessageIn<Parts[number]>, EventIn<Parts[number]>> {
  const byKind = once(parts, ({ kinds }) => kinds);
  const byEvent = once(parts, ({ events }) => events.map(({ type }) => type));
  const byMessage = new Map(
    parts.toReversed().flatMap((part) => part.messages.map(({ type }) => [type, part] as const)),
  );
  const found = (map: ReadonlyMap<string, AggregateDomain>, name: string): AggregateDomain => {
    const part = map.get(name);
    if (part === undefined) throw new Error(`No aggregate of this room has anything to do with ${name}`);
    return part;
  };
  const ofState = ({ kind }: StateOfKind) => found(byKind, kind);
  const ofMessage = ({ type }: Message) => found(byMessage, type);
  const ofEvent = ({ type }: DomainEvent) => found(byEvent, type);
  const domain: Domain<StateOfKind> = {
    aggregateOf: (message) => ofMessage(message).aggregateOf(message),
    aggregateOfEvent: (event) => ofEvent(event).aggregateOfEvent(event),
    initial: (aggregate) => found(byKind, aggregate.slice(0, aggregate.indexOf('/'))).initial(aggregate),
    reads: (message) => ofMessage(message).reads?.(message) ?? [],
    decide: (state, message, context) => ofMessage(message).decide(state, message, context),
    decideExpired: (state, message, context) => ofMessage(message).decideExpired?.(state, message, context),
    evolve: (state, event) => {
      const part = ofEvent(event);
      return part.kinds.includes(state.kind) ? part.evolve(state, event) : state;
    },
    consequences: (before, after, events, context) =>
      ofState(after).consequences?.(before, after, events, context) ?? {},
    constraints: (event) => ofEvent(event).constraints?.(event) ?? [],
    timers: (state) => ofState(state).timers?.(state) ?? [],
    entries: (event) => ofEvent(event).entries?.(event) ?? [],
    readModels: (state) => ofState(state).readModels?.(state) ?? [],
  };
  // Each part is only given what is its own.
  return domain as unknown as ReturnType<typeof domainOf<Parts>>;
}

function once(
  parts: readonly AggregateDomain[],
  namesOf: (part: AggregateDomain) => readonly string[],
): ReadonlyMap<string, AggregateDomain> {
  const map = new Map<string, AggregateDomain>();
  for (const part of parts) {
    for (const name of namesOf(part)) {
      if (map.has(name)) throw new Error(`Two aggregates of this room have ${name}`);
      map.set(name, part);
    }
  }
  return map;
}
