import '../../shared/contracts/compile.ts';
import { type TSchema, Union } from 'typebox';
import { CarCommand, receipt } from '../../shared/contracts/car/car.ts';
import { Entitlement, Withdrawal } from '../../shared/contracts/car/entitlements.ts';
import { Revocations } from '../../shared/contracts/car/grant-exchange.ts';
import { messages } from '../../shared/contracts/catalogue.ts';
import type { CommandContract, Data, EventContract } from '../../shared/contracts/define.ts';
import { type Violation, violations } from '../../shared/contracts/validate.ts';
import { derivedId } from '../../shared/kernel/ids.ts';
import { instant, milliseconds } from '../../shared/kernel/time.ts';
import type {
  Constraint,
  Context,
  Decision,
  Domain,
  DomainEvent,
  Message,
  MessageOf,
  Output,
  Refusal,
  Timer,
} from '../../shared/runtime/domain.ts';
import { effectOf } from '../../shared/runtime/operations/effect.ts';
import type { WrittenItem } from '../../shared/runtime/operations/store.ts';
import { readIn } from '../../shared/runtime/read-model.ts';

/** What came of a message: the decision, or the refusal that a constraint made of it. */
export interface Outcome<Event extends DomainEvent> {
  readonly kind: 'accept' | 'refuse' | 'ignore';
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly Violation[];
  readonly reason?: string;
  readonly result?: unknown;
  readonly events: readonly Event[];
  readonly outputs: readonly Output[];
}

/** A room in memory, as the rules of the runtime have it: one decision at a time, constraints, timers, read models. */
export interface RoomUnderTest<State, In extends Message, Event extends DomainEvent> {
  now: string;
  readonly events: Event[];
  readonly constraints: Map<string, string>;
  /** What the constraints that count have counted. */
  readonly counts: Map<string, number>;
  state(aggregate: string): State;
  handle(message: In): Outcome<Event>;
  /** Decides as after the message's `expires`. */
  handleExpired(message: In): Outcome<Event>;
  /** Decides, and gives the function that commits: `stale` when the state has changed in between. */
  prepare(message: In): () => Outcome<Event> | 'stale';
  /** The timers that the states want. */
  timers(): readonly Timer[];
  /** Moves the time and handles every timer that is due, the earliest first. */
  advanceTo(time: string, told?: (message: In, before: State, outcome: Outcome<Event>) => void): void;
  item(key: string): WrittenItem | undefined;
  /** The state made of nothing but the events. */
  rebuilt(aggregate: string): State;
}

type Counting = Extract<Constraint, { count: string }>;

let handed = 0;

/** A message with an id of its own, or the given one. */
export function message<Contract extends CommandContract | EventContract>(
  contract: Contract,
  data: Data<Contract>,
  more: Pick<Partial<Message>, 'id' | 'time' | 'principal'> = {},
): MessageOf<Contract> {
  handed += 1;
  const made = {
    type: contract.type,
    id: `msg_${handed}`,
    time: '2026-01-31T09:00:00.000Z',
    data,
    ...more,
  };
  return made as unknown as MessageOf<Contract>;
}

export function roomUnderTest<State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
  start = '2026-01-31T09:00:00.000Z',
): RoomUnderTest<State, In, Event> {
  const states = new Map<string, State>();
  const items = new Map<string, WrittenItem>();
  const constraints = new Map<string, string>();
  const counts = new Map<string, number>();
  const events: Event[] = [];
  const fired = new Set<string>();

  function state(aggregate: string): State {
    const known = states.get(aggregate) ?? domain.initial(aggregate);
    states.set(aggregate, known);
    return known;
  }

  function contextOf(message: In, counted: ReadonlyMap<string, number>): Context {
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
      read: (model, key) =>
        readIn(
          new Map((domain.reads?.(message) ?? []).map((read) => [read.key, items.get(read.key)?.body])),
          model,
          key,
        ),
      counted: (constraint) => counted.get(constraint),
      traceparent: undefined,
    };
  }

  /** What is counted together, by the key. */
  function countsIn(wanted: readonly Constraint[]): ReadonlyMap<string, readonly Counting[]> {
    return Map.groupBy(
      wanted.filter((constraint) => 'count' in constraint),
      ({ count }) => count,
    );
  }

  /** The counts that leave no room for what happened. */
  function countsAtLimit(happened: readonly Event[]): readonly string[] {
    const wanted = happened.flatMap((event) => domain.constraints?.(event) ?? []);
    return [...countsIn(wanted)].flatMap(([key, all]) => {
      const add = all.reduce((sum, one) => sum + one.add, 0);
      const most = Math.min(...all.map((one) => one.most));
      return add > 0 && (counts.get(key) ?? 0) + add > most ? [key] : [];
    });
  }

  function constraintsRefused(happened: readonly Event[]): Refusal | undefined {
    const wanted = happened.flatMap((event) => domain.constraints?.(event) ?? []);
    const counting = countsIn(wanted);
    for (const [key, [first, ...more]] of counting) {
      if (first === undefined) continue;
      const add = more.reduce((sum, one) => sum + one.add, first.add);
      const most = Math.min(first.most, ...more.map((one) => one.most));
      if (add > 0 && (counts.get(key) ?? 0) + add > most) return first.refusal;
    }
    for (const constraint of wanted) {
      if (
        'take' in constraint &&
        (constraints.get(constraint.take) ?? constraint.holder) !== constraint.holder
      )
        return constraint.refusal;
      if ('require' in constraint && !constraints.has(constraint.require)) return constraint.refusal;
    }
    for (const constraint of wanted) {
      if ('take' in constraint) constraints.set(constraint.take, constraint.holder);
      if ('release' in constraint && constraints.get(constraint.release) === constraint.holder)
        constraints.delete(constraint.release);
    }
    for (const [key, all] of counting) {
      const now = all.reduce((sum, one) => sum + one.add, counts.get(key) ?? 0);
      if (now < 0) throw new Error(`${key} gave back what it had not counted`);
      counts.set(key, now);
    }
    return undefined;
  }

  /** Decides now; what comes of it happens when the given function is called, unless the state has changed by then. */
  function prepare(
    message: In,
    expired = false,
    counted: ReadonlyMap<string, number> = new Map(),
  ): () => Outcome<Event> | 'stale' {
    const aggregate = domain.aggregateOf(message);
    if (aggregate === undefined) throw new Error(`${message.type} is of no concern to this room`);
    const before = state(aggregate);
    const context = contextOf(message, counted);
    const decision = decide(before, message, context, expired);
    return () => {
      if (decision.kind === 'ignore') {
        for (const output of decision.outputs ?? []) outputMustFollowContract(output);
        return { kind: 'ignore', reason: decision.reason, events: [], outputs: decision.outputs ?? [] };
      }
      if (state(aggregate) !== before) return 'stale';
      const atLimit = 'decidedAgain' in decision ? countsAtLimit(decision.events) : [];
      if (atLimit.length > 0) {
        const left = atLimit.map((key) => [key, counts.get(key) ?? 0] as const);
        return prepare(message, expired, new Map([...counted, ...left]))();
      }
      return commit(aggregate, before, decision, context);
    };
  }

  function decide(before: State, message: In, context: Context, expired: boolean): Decision<Event, State> {
    if (!expired) return domain.decide(before, message, context);
    return (
      domain.decideExpired?.(before, message, context) ?? {
        kind: 'refuse',
        code: 'EXPIRED',
        detail: 'Decided too late.',
      }
    );
  }

  function commit(
    aggregate: string,
    before: State,
    decision: Exclude<Decision<Event, State>, { kind: 'ignore' }>,
    context: Context,
  ): Outcome<Event> {
    const { events: happened, outputs, after, result } = effectOf(domain, before, decision, context);
    for (const event of happened) eventMustFollowContract(event);
    for (const output of outputs) outputMustFollowContract(output);
    const refused = constraintsRefused(happened);
    if (refused !== undefined) {
      return decision.kind === 'accept' && decision.otherwise !== undefined
        ? commit(aggregate, before, decision.otherwise, context)
        : { kind: 'refuse', ...refused, events: [], outputs: [] };
    }
    if (happened.length > 0) states.set(aggregate, after);
    for (const { command } of domain.timers?.(after) ?? []) outputMustFollowContract(command);
    const written = [
      ...happened.flatMap((event) => domain.entries?.(event) ?? []),
      ...(domain.readModels?.(after) ?? []),
    ];
    for (const { model, ...item } of written) {
      mustFollow(model.path, model.body, item.body);
      items.set(item.key, item);
    }
    events.push(...happened);
    return outcomeOf(decision, { events: happened, outputs, ...(result === undefined ? {} : { result }) });
  }

  function settle(message: In, expired: boolean): Outcome<Event> {
    const outcome = prepare(message, expired)();
    if (outcome === 'stale') throw new Error('Nothing can have changed in between');
    return outcome;
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
    constraints,
    counts,
    state,
    handle: (message) => settle(message, false),
    handleExpired: (message) => settle(message, true),
    prepare,
    timers,
    advanceTo(time, told) {
      for (let timer = nextDue(time); timer !== undefined; timer = nextDue(time)) {
        fired.add(`${timer.id}@${timer.at}`);
        room.now = instant(Math.max(milliseconds(room.now), milliseconds(timer.at)));
        const message = timerMessage(timer) as In;
        const before = state(domain.aggregateOf(message) ?? '');
        const outcome = room.handle(message);
        told?.(message, before, outcome);
      }
      room.now = time;
    },
    item: (key) => items.get(key),
    rebuilt: (aggregate) =>
      events
        .filter((event) => domain.aggregateOfEvent(event) === aggregate)
        .reduce((current, event) => domain.evolve(current, event), domain.initial(aggregate)),
  };
  return room;
}

function outcomeOf<Event extends DomainEvent>(
  decision: Exclude<Decision, { kind: 'ignore' }>,
  effect: Pick<Outcome<Event>, 'events' | 'outputs' | 'result'>,
): Outcome<Event> {
  if (decision.kind === 'accept') return { kind: 'accept', ...effect };
  const { kind, code, detail, errors } = decision;
  return { kind, code, detail, ...(errors === undefined ? {} : { errors }), ...effect };
}

const eventContracts = new Map(
  messages.filter(({ kind }) => kind === 'event').map((contract) => [contract.type, contract]),
);

/** What a room says that breaks its own contract reaches nobody: consumers refuse it. */
function eventMustFollowContract({ type, data }: DomainEvent): void {
  const contract = eventContracts.get(type);
  if (contract !== undefined) mustFollow(type, contract.data, data);
}

/** A command without the field that is signed into it lacks it here still. */
function outputMustFollowContract(output: Output): void {
  switch (output.to) {
    case 'room': {
      const { contract, data, signs } = output;
      const example = contract.example as Readonly<Record<string, unknown>>;
      const signed = signs === undefined ? {} : { [signs.field]: example[signs.field] };
      mustFollow(contract.type, contract.data, { ...(data as object), ...signed });
      break;
    }
    case 'port':
      mustFollow(output.port.check, output.port.request, output.request);
      break;
    case 'car':
      mustFollow(`cars.${output.topic}`, carPayloads[output.topic], output.payload);
      break;
    case 'trusted-keys':
    case 'dead-letters':
      break;
  }
}

const carPayloads = {
  commands: CarCommand,
  trust: Union([Revocations, Entitlement, Withdrawal]),
  receipts: receipt.payload,
};

function mustFollow(name: string, schema: TSchema, value: unknown): void {
  const [wrong] = violations(name, schema, value);
  if (wrong !== undefined)
    throw new Error(`${name} ${wrong.path}: ${wrong.message} in ${JSON.stringify(value)}`);
}

function timerMessage({ id, at, command: { contract, data } }: Timer): Message {
  return { type: contract.type, id: `timer/${id}@${at}`, time: at, data };
}
