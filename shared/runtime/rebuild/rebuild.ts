import type { TopicContract } from '../../contracts/define.ts';
import { type Envelope, Envelope as EnvelopeSchema } from '../../contracts/envelope.ts';
import { violations } from '../../contracts/validate.ts';
import { DAY_SECONDS, milliseconds } from '../../kernel/time.ts';
import { ENVELOPE_CHECK } from '../check-names.ts';
import type { Domain, DomainEvent, Message } from '../domain.ts';
import { RuntimeFailure } from '../failure.ts';
import type { KafkaRecord } from '../kafka/records.ts';
import type { Held } from '../operations/constraints.ts';
import type { Delivery } from '../operations/delivery.ts';
import type { Outcome } from '../operations/outcome.ts';
import { changedReadModels, KEEP_MARGIN_SECONDS } from '../operations/plan.ts';
import {
  nothing,
  type OperationRecord,
  type StoredAggregate,
  type WrittenItem,
} from '../operations/store.ts';
import { type DueItem, dueItem } from '../operations/timers.ts';
import type { ReadModelItem } from '../read-model.ts';
import type { RoomDeclaration } from '../room.ts';

/**
 * Rebuilds a room's table from its events topic. The table must be new, and nothing else may write it meanwhile. The
 * rebuild may be stopped at any point and started again from the beginning of the topic.
 */

/** A record of the events topic. */
export interface Occurrence {
  readonly envelope: Envelope;
  readonly delivery: Delivery;
}

/** Throws LOG_BROKEN for a record that is not an event of ours. */
export function occurrenceOf({ topic, partition, offset, key, value }: KafkaRecord): Occurrence {
  const text = value?.toString('utf8') ?? '';
  const envelope = parsed(text);
  if (violations(ENVELOPE_CHECK, EnvelopeSchema, envelope).length > 0) {
    throw broken(`${topic}-${partition}@${offset} is no CloudEvent`);
  }
  const delivery = { to: 'topic', topic, key: key?.toString('utf8') ?? '', value: text } as const;
  return { envelope: envelope as Envelope, delivery };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As long as the records of live operations: longer than the message can come again. */
export function recordKeeping(room: RoomDeclaration): Rebuilding<never, DomainEvent>['keepUntil'] {
  const retention = (topics: readonly (TopicContract | undefined)[]): number =>
    Math.max(0, ...topics.map((topic) => topic?.retentionDays ?? 0));
  const commands = retention([room.commands]);
  const all = retention(room.functions.flatMap(({ consumes = [] }) => consumes.map(({ topic }) => topic)));
  return (operation, decidedSeconds) =>
    decidedSeconds + (operation.startsWith('op_') ? commands : all) * DAY_SECONDS + KEEP_MARGIN_SECONDS;
}

/** What the rebuild writes for one aggregate. */
export interface Restored {
  readonly aggregate: string;
  readonly version: number;
  readonly state: unknown;
  readonly readModels: readonly WrittenItem[];
  readonly operations: readonly OperationRecord[];
  /** All timers of the state. Those that have already fired fire again, and are ignored. */
  readonly due: readonly DueItem[];
  readonly dueNoMore: readonly DueItem[];
}

export interface RebuildStore {
  aggregates(ids: readonly string[]): Promise<ReadonlyMap<string, StoredAggregate>>;
  /** Writes the aggregate's own item last, so that an incomplete write is repeated. */
  restore(restored: Restored): Promise<void>;
  constraints(): AsyncIterable<{ readonly key: string; readonly held: Held }>;
  setConstraint(key: string, held: Held | undefined): Promise<void>;
}

export interface Rebuilding<State, Event extends DomainEvent> {
  readonly domain: Domain<State, never, Event>;
  /** The records of the events topic from the beginning, those of a key in order, keys in any order. */
  readonly events: AsyncIterable<Occurrence>;
  readonly store: RebuildStore;
  /** The time until which the record of an operation decided at this time is kept, seconds since 1970. */
  readonly keepUntil: (operation: string, decidedSeconds: number) => number;
  readonly nowSeconds: number;
  /** Events between two writes. */
  readonly chunk?: number;
}

export interface Rebuilt {
  readonly events: number;
  /** Events that the topic holds more than once. */
  readonly repeated: number;
  readonly aggregates: number;
  readonly constraints: number;
}

const CHUNK = 2_000;

/** Throws LOG_BROKEN when versions are missing, or a constraint has two holders or less than nothing at the end. */
export async function rebuild<State, Event extends DomainEvent>(
  rebuilding: Rebuilding<State, Event>,
): Promise<Rebuilt> {
  const { domain, store } = rebuilding;
  const versions = new Map<string, number>();
  const constraints: Constraints = { holders: new Map(), counts: new Map() };
  let waiting = new Map<string, Occurrence[]>();
  let [events, repeated, pending] = [0, 0, 0];

  for await (const occurrence of rebuilding.events) {
    const { aggregate, version } = placeOf(occurrence.envelope);
    const seen = versions.get(aggregate) ?? 0;
    if (version <= seen) {
      repeated += 1;
      continue;
    }
    if (version > seen + 1) throw broken(`${aggregate} goes from version ${seen} to ${version}`);
    versions.set(aggregate, version);
    constraint(constraints, domain, eventOf(occurrence.envelope) as Event);
    waiting.set(aggregate, [...(waiting.get(aggregate) ?? []), occurrence]);
    events += 1;
    pending += 1;
    if (pending >= (rebuilding.chunk ?? CHUNK)) {
      waiting = await written(rebuilding, waiting);
      pending = 0;
    }
  }
  const unfinished = await written(rebuilding, waiting);
  for (const [aggregate] of unfinished) throw broken(`${aggregate} ends within an operation`);
  return {
    events,
    repeated,
    aggregates: versions.size,
    constraints: await writeConstraints(store, constraints),
  };
}

/** Writes the aggregates up to their last whole operation. Returns what is left: operations not yet read to their end. */
async function written<State, Event extends DomainEvent>(
  rebuilding: Rebuilding<State, Event>,
  waiting: ReadonlyMap<string, readonly Occurrence[]>,
): Promise<Map<string, Occurrence[]>> {
  const left = new Map<string, Occurrence[]>();
  const before = await rebuilding.store.aggregates([...waiting.keys()]);
  for (const [aggregate, occurrences] of waiting) {
    const end = occurrences.findLastIndex(({ envelope }) => envelope.outcome !== undefined) + 1;
    if (end < occurrences.length) left.set(aggregate, occurrences.slice(end));
    const restored = restoredBy(
      rebuilding,
      aggregate,
      before.get(aggregate) ?? nothing,
      occurrences.slice(0, end),
    );
    if (restored !== undefined) await rebuilding.store.restore(restored);
  }
  return left;
}

/** Undefined when an earlier run has written all of it. */
function restoredBy<State, Event extends DomainEvent>(
  { domain, keepUntil, nowSeconds }: Rebuilding<State, Event>,
  aggregate: string,
  stored: StoredAggregate,
  occurrences: readonly Occurrence[],
): Restored | undefined {
  const fresh = occurrences.filter(({ envelope }) => placeOf(envelope).version > stored.version);
  const last = fresh.at(-1);
  if (last === undefined) return undefined;
  const known = stored.state !== undefined;
  const before = known ? (stored.state as State) : domain.initial(aggregate);
  const shown = known ? (domain.readModels?.(before) ?? []) : [];
  const operations = operationsOf(fresh);
  const { state: after, readModels } = folded(domain, before, shown, operations);
  const timersBefore = known ? (domain.timers?.(before) ?? []) : [];
  const timers = domain.timers?.(after) ?? [];
  const names = new Set(timers.map(({ id, at }) => `${id}@${at}`));
  return {
    aggregate,
    version: placeOf(last.envelope).version,
    state: after,
    readModels,
    operations: operations
      .map((parts) => operationIn(aggregate, parts, keepUntil))
      .filter((record) => record.keepUntil > nowSeconds),
    due: timers.map((timer) => dueItem(timer, aggregate)),
    dueNoMore: timersBefore
      .filter(({ id, at }) => !names.has(`${id}@${at}`))
      .map(({ id, at }) => ({ aggregate, timer: id, at })),
  };
}

/**
 * What the events make of a state, and the items of read models that were written on the way: a state may forget what
 * it has shown, and the items stay.
 */
function folded<State, Event extends DomainEvent>(
  domain: Domain<State, never, Event>,
  before: State,
  shownBefore: readonly ReadModelItem[],
  operations: readonly (readonly Occurrence[])[],
): { readonly state: State; readonly readModels: readonly ReadModelItem[] } {
  const written = new Map<string, ReadModelItem>();
  let state = before;
  let shown = shownBefore;
  for (const parts of operations) {
    const events = parts.map(({ envelope }) => eventOf(envelope) as Event);
    state = events.reduce((so, event) => domain.evolve(so, event), state);
    for (const item of events.flatMap((event) => domain.entries?.(event) ?? [])) written.set(item.key, item);
    const shows = domain.readModels?.(state) ?? [];
    for (const item of changedReadModels(shown, shows)) written.set(item.key, item);
    shown = shows;
  }
  return { state, readModels: [...written.values()] };
}

const operationsOf = (occurrences: readonly Occurrence[]): readonly (readonly Occurrence[])[] => [
  ...Map.groupBy(occurrences, ({ envelope }) => envelope.operationid ?? envelope.id).values(),
];

function operationIn(
  aggregate: string,
  parts: readonly Occurrence[],
  keepUntil: Rebuilding<never, DomainEvent>['keepUntil'],
): OperationRecord {
  const { id, operationid, outcome, fingerprint, time } = (parts.at(-1) as Occurrence).envelope;
  const operation = operationid ?? id;
  return {
    id: operation,
    aggregate,
    outcome: JSON.parse(outcome ?? '') as Outcome,
    time,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    events: parts.map(({ delivery }) => delivery),
    outputs: [],
    keepUntil: keepUntil(operation, Math.ceil(milliseconds(time) / 1000)),
  };
}

interface Constraints {
  readonly holders: Map<string, Set<string>>;
  readonly counts: Map<string, number>;
}

/**
 * Aggregates are read beside each other, so who takes a constraint may be read before who gave it back: each holder's
 * takings and givings are counted alone, and at the end one holder at most is left. What counts is a sum in any order.
 */
function constraint<State, Event extends DomainEvent>(
  { holders, counts }: Constraints,
  domain: Domain<State, Message, Event>,
  event: Event,
): void {
  for (const change of domain.constraints?.(event) ?? []) {
    if ('take' in change) {
      holders.set(change.take, (holders.get(change.take) ?? new Set()).add(change.holder));
    } else if ('release' in change) {
      holders.get(change.release)?.delete(change.holder);
    } else if ('count' in change) {
      counts.set(change.count, (counts.get(change.count) ?? 0) + change.add);
    }
  }
}

async function writeConstraints(store: RebuildStore, { holders, counts }: Constraints): Promise<number> {
  const held = new Map<string, Held>(counts);
  for (const [key, counted] of counts) if (counted < 0) throw broken(`${key} counts ${counted}`);
  for (const [key, [holder, another]] of holders) {
    if (another !== undefined) throw broken(`${key} is held by ${holder} and by ${another}`);
    if (holder !== undefined) held.set(key, holder);
  }
  for await (const { key, held: before } of store.constraints()) {
    if (held.get(key) !== before) await store.setConstraint(key, undefined);
  }
  for (const [key, now] of held) await store.setConstraint(key, now);
  return held.size;
}

function placeOf({ id, aggregate, aggregateversion }: Envelope): { aggregate: string; version: number } {
  if (aggregate === undefined || aggregateversion === undefined)
    throw broken(`${id} says no aggregate and version`);
  return { aggregate, version: aggregateversion };
}

const eventOf = ({ type, data }: Envelope): DomainEvent => ({ type, data });

const broken = (what: string): RuntimeFailure =>
  new RuntimeFailure('LOG_BROKEN', `The events topic is not the truth: ${what}`);
