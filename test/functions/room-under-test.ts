import type { CommandContract } from '../../shared/contracts/define.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { instant, milliseconds } from '../../shared/kernel/time.ts';
import type {
  Context,
  Decision,
  Document,
  Domain,
  Fact,
  Message,
  Output,
  Refusal,
  Timer,
} from '../../shared/runtime/domain.ts';

/** What came of a message: the decision, or the refusal that a claim made of it. */
export interface Outcome<Event extends Fact> {
  readonly kind: 'accept' | 'refuse' | 'ignore';
  readonly code?: string;
  readonly detail?: string;
  readonly reason?: string;
  readonly result?: unknown;
  readonly events: readonly Event[];
  readonly outputs: readonly Output[];
}

/** A room in memory, as the rules of the runtime have it: one decision at a time, claims, timers, documents. */
export interface RoomUnderTest<State, In extends Message, Event extends Fact> {
  now: string;
  readonly events: Event[];
  readonly claims: Map<string, string>;
  state(aggregate: string): State;
  handle(message: In): Outcome<Event>;
  /** Decides as after the message's `expires`. */
  handleExpired(message: In): Outcome<Event>;
  /** The timers that the states want. */
  timers(): readonly Timer[];
  /** Moves the time and handles every timer that is due, the earliest first. */
  advanceTo(time: string): void;
  document(key: string): Document | undefined;
  /** The state made of nothing but the events. */
  rebuilt(aggregate: string): State;
}

let messages = 0;

/** A message with an id of its own, or the given one. */
export function message<Type extends string, Data>(
  contract: { readonly type: Type },
  data: Data,
  more: Partial<Message<Type, Data>> = {},
): Message<Type, Data> {
  messages += 1;
  return {
    type: contract.type,
    id: `msg_${messages}`,
    time: '2026-01-31T09:00:00.000Z',
    data,
    ...more,
  };
}

export function roomUnderTest<State, In extends Message, Event extends Fact>(
  domain: Domain<State, In, Event>,
  start = '2026-01-31T09:00:00.000Z',
): RoomUnderTest<State, In, Event> {
  const states = new Map<string, State>();
  const documents = new Map<string, Document>();
  const claims = new Map<string, string>();
  const events: Event[] = [];
  const fired = new Set<string>();

  const state = (aggregate: string): State => states.get(aggregate) ?? domain.initial(aggregate);

  function context(message: In): Context {
    return {
      now: room.now,
      operation: message.id,
      id: (prefix, ...parts) => derivedId(prefix, message.id, ...parts),
      source: {
        topic: 'test',
        partition: 0,
        offset: '0',
        eventTime: message.time,
        arrivalTime: room.now,
      },
      traceparent: undefined,
    };
  }

  function claimsRefused(happened: readonly Event[]): Refusal | undefined {
    const wanted = happened.flatMap((event) => domain.claims?.(event) ?? []);
    for (const claim of wanted) {
      if ('take' in claim && (claims.get(claim.take) ?? claim.holder) !== claim.holder) return claim.refusal;
      if ('require' in claim && !claims.has(claim.require)) return claim.refusal;
    }
    for (const claim of wanted) {
      if ('take' in claim) claims.set(claim.take, claim.holder);
      if ('release' in claim && claims.get(claim.release) === claim.holder) claims.delete(claim.release);
    }
    return undefined;
  }

  function settle(aggregate: string, decide: (before: State) => Decision<Event>): Outcome<Event> {
    const before = state(aggregate);
    const decision = decide(before);
    if (decision.kind === 'ignore') {
      return { kind: 'ignore', reason: decision.reason, events: [], outputs: decision.outputs ?? [] };
    }
    const happened = decision.events ?? [];
    const refused = claimsRefused(happened);
    if (refused !== undefined) return { kind: 'refuse', ...refused, events: [], outputs: [] };
    const after = happened.reduce((current, event) => domain.evolve(current, event), before);
    states.set(aggregate, after);
    for (const document of domain.documents?.(after) ?? []) documents.set(document.key, document);
    events.push(...happened);
    return { ...decision, events: happened, outputs: decision.outputs ?? [] };
  }

  function aggregateOf(message: In): string {
    const aggregate = domain.aggregateOf(message);
    if (aggregate === undefined) throw new Error(`${message.type} is of no concern to this room`);
    return aggregate;
  }

  const timers = (): readonly Timer[] =>
    [...states.values()].flatMap((state) => domain.timers?.(state) ?? []);

  function nextDue(until: string): Timer | undefined {
    return timers()
      .filter(
        (timer) => !fired.has(`${timer.id}@${timer.at}`) && milliseconds(timer.at) <= milliseconds(until),
      )
      .sort((a, b) => milliseconds(a.at) - milliseconds(b.at))[0];
  }

  const room: RoomUnderTest<State, In, Event> = {
    now: start,
    events,
    claims,
    state,
    handle: (message) =>
      settle(aggregateOf(message), (before) => domain.decide(before, message, context(message))),
    handleExpired: (message) =>
      settle(aggregateOf(message), (before) => {
        if (domain.decideExpired !== undefined)
          return domain.decideExpired(before, message, context(message));
        return { kind: 'refuse', code: 'EXPIRED', detail: 'Decided too late.' };
      }),
    timers,
    advanceTo(time) {
      for (let timer = nextDue(time); timer !== undefined; timer = nextDue(time)) {
        fired.add(`${timer.id}@${timer.at}`);
        room.now = instant(Math.max(milliseconds(room.now), milliseconds(timer.at)));
        room.handle(timerMessage(timer.contract, timer) as In);
      }
      room.now = time;
    },
    document: (key) => documents.get(key),
    rebuilt: (aggregate) =>
      events
        .filter((event) => domain.aggregateOfEvent(event) === aggregate)
        .reduce((current, event) => domain.evolve(current, event), domain.initial(aggregate)),
  };
  return room;
}

function timerMessage(contract: CommandContract, timer: Timer): Message {
  return { type: contract.type, id: `timer/${timer.id}@${timer.at}`, time: timer.at, data: timer.data };
}
