import { derivedId } from '../../kernel/ids.ts';
import { addSeconds, DAY_SECONDS, type Instant, isBefore, milliseconds } from '../../kernel/time.ts';
import type { Context, Counts, Decision, Domain, DomainEvent, Message, Refusal } from '../domain.ts';
import { RuntimeFailure } from '../failure.ts';
import { type ReadModelItem, readIn } from '../read-model.ts';
import { childTraceparent } from '../trace-context.ts';
import { constraintChanges } from './constraints.ts';
import type { Draft } from './drafts.ts';
import { draftsOf } from './drafts.ts';
import { effectOf } from './effect.ts';
import { eventRecord, sourceOf } from './envelopes.ts';
import type { Incoming } from './messages.ts';
import type { Outcome } from './outcome.ts';
import type { Change, Loaded, OperationRecord, StoredAggregate } from './store.ts';
import { timerChanges } from './timers.ts';

/** Records are kept longer than their message can come again: a margin over the retention of its topic. */
export const KEEP_MARGIN_SECONDS = 7 * DAY_SECONDS;

/** What the planning of a room's operations needs beside message and state. */
export interface Planning<State, In extends Message, Event extends DomainEvent> {
  readonly room: string;
  readonly region: string;
  /** Name of the room's events topic. */
  readonly eventsTopic: string | undefined;
  readonly domain: Domain<State, In, Event>;
}

/** A commit that still lacks its signatures. */
export interface CommitPlan {
  readonly kind: 'commit';
  readonly record: Omit<OperationRecord, 'outputs'>;
  readonly drafts: readonly Draft[];
  readonly change?: Change;
  /** What is committed instead when a constraint does not hold. */
  readonly otherwise?: CommitPlan;
  /** Whether it is decided again when a count is at its limit. */
  readonly decidedAgain?: true;
  readonly counts?: Counts;
}

/** A commit, or nothing to commit. */
export type Plan =
  | CommitPlan
  | { readonly kind: 'ignore'; readonly reason: string; readonly drafts: readonly Draft[] };

/**
 * Decides a message on an aggregate and works out everything that the decision changes and sends. Pure, up to the
 * domain. Throws DOMAIN_FAILED when the domain throws.
 */
export function planOf<State, In extends Message, Event extends DomainEvent>(
  planning: Planning<State, In, Event>,
  incoming: Incoming<In>,
  aggregate: string,
  loaded: Pick<Loaded, 'aggregate' | 'items' | 'counts'>,
  now: Instant,
): Plan {
  try {
    return plan(planning, incoming, aggregate, loaded, now);
  } catch (cause) {
    if (cause instanceof RuntimeFailure) throw cause;
    throw new RuntimeFailure(
      'DOMAIN_FAILED',
      `${planning.room} failed on ${incoming.message.type} ${incoming.message.id} for ${aggregate}: ${String(cause)}`,
      { cause },
    );
  }
}

/** The plan when a constraint does not hold: what was decided for that, or the constraint's refusal and nothing else. */
export function refusedPlan(plan: CommitPlan, refusal: Refusal): CommitPlan {
  return (
    plan.otherwise ?? {
      kind: 'commit',
      record: {
        ...plan.record,
        outcome: refused(refusal),
        events: [],
      },
      drafts: [],
    }
  );
}

const refused = ({ code, detail, errors }: Refusal): Outcome => ({
  kind: 'refused',
  code,
  detail,
  ...(errors === undefined ? {} : { errors }),
});

function plan<State, In extends Message, Event extends DomainEvent>(
  planning: Planning<State, In, Event>,
  incoming: Incoming<In>,
  aggregate: string,
  { aggregate: stored, items, counts }: Pick<Loaded, 'aggregate' | 'items' | 'counts'>,
  now: Instant,
): Plan {
  const { domain } = planning;
  const { message } = incoming;
  const before = stored.state === undefined ? domain.initial(aggregate) : (stored.state as State);
  const traceparent = childTraceparent(incoming.traceparent, message.id);
  const from = {
    operation: message.id,
    source: sourceOf(planning.region, planning.room),
    time: now,
    traceparent,
    record: {
      topic: incoming.topic,
      partition: incoming.partition,
      offset: incoming.offset,
      timestamp: milliseconds(incoming.arrivalTime),
      consumer: `${planning.room}-consumer`,
    },
  };
  const context = contextOf(incoming, { items, counts }, now, traceparent);
  const decision = decisionOf(domain, before, incoming, context, now);
  if (decision.kind === 'ignore') {
    return { kind: 'ignore', reason: decision.reason, drafts: draftsOf(decision.outputs ?? [], from) };
  }
  return commitOf(planning, incoming, { aggregate, stored, before, context, from }, decision);
}

/** What a message is decided on, and what everything that comes of it names. */
interface Basis<State> {
  readonly aggregate: string;
  readonly stored: StoredAggregate;
  readonly before: State;
  readonly context: Context;
  readonly from: Parameters<typeof draftsOf>[1];
}

function commitOf<State, In extends Message, Event extends DomainEvent>(
  planning: Planning<State, In, Event>,
  incoming: Incoming<In>,
  basis: Basis<State>,
  decision: Exclude<Decision<Event, State>, { kind: 'ignore' }>,
): CommitPlan {
  const { domain } = planning;
  const { message } = incoming;
  const { aggregate, stored, before, context, from } = basis;
  const { time: now, traceparent } = from;
  const otherwise =
    decision.kind === 'accept' && decision.otherwise !== undefined
      ? { otherwise: commitOf(planning, incoming, basis, decision.otherwise) }
      : {};
  const { events, outputs, after, result } = effectOf(
    { ...domain, evolve: (state, event) => evolved(domain, state, event, aggregate) },
    before,
    decision,
    context,
  );
  const outcome: Outcome =
    decision.kind === 'accept'
      ? { kind: 'accepted', ...(result === undefined ? {} : { result }) }
      : refused(decision);
  const record = {
    id: message.id,
    aggregate,
    outcome,
    time: now,
    ...(incoming.fingerprint === undefined ? {} : { fingerprint: incoming.fingerprint }),
    keepUntil: keepUntil(incoming, now),
    events: events.map((event, n) =>
      eventRecord({
        id: derivedId('evt', message.id, n),
        topic: eventsTopicOf(planning),
        event,
        ...from,
        aggregate,
        version: stored.version + n + 1,
        ...(n === events.length - 1 ? { last: { outcome, fingerprint: incoming.fingerprint } } : {}),
      }),
    ),
  };
  const constraints = constraintChanges(events.flatMap((event) => domain.constraints?.(event) ?? []));
  if ('refusal' in constraints) {
    return refusedPlan({ kind: 'commit', record, drafts: [], ...otherwise }, constraints.refusal);
  }
  const timers = timerChanges(
    stored.state === undefined ? [] : (domain.timers?.(before) ?? []),
    events.length === 0 && stored.state === undefined ? [] : (domain.timers?.(after) ?? []),
    aggregate,
    now,
    traceparent,
  );
  const drafts = [...draftsOf(outputs, from), ...timers.soon];
  // An answer that changes and sends nothing needs no more than its record.
  if (events.length === 0 && drafts.length === 0) return { kind: 'commit', record, drafts };
  return {
    kind: 'commit',
    record,
    drafts,
    ...otherwise,
    ...(decision.kind === 'accept' && 'decidedAgain' in decision ? { decidedAgain: true } : {}),
    ...(decision.kind === 'accept' && decision.counts !== undefined ? { counts: decision.counts } : {}),
    change: {
      revision: stored.revision,
      version: stored.version + events.length,
      state: events.length === 0 ? stored.state : after,
      readModels: onceEach([
        ...events.flatMap((event) => domain.entries?.(event) ?? []),
        ...changedReadModels(
          stored.state === undefined ? [] : (domain.readModels?.(before) ?? []),
          events.length === 0 ? [] : (domain.readModels?.(after) ?? []),
        ),
      ]),
      constraints,
      due: timers.due,
      dueNoMore: timers.dueNoMore,
    },
  };
}

function decisionOf<State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
  state: State,
  incoming: Incoming<In>,
  context: Context,
  now: Instant,
): Decision<Event, State> {
  const { message, expires } = incoming;
  if (expires === undefined || !isBefore(expires, now)) return domain.decide(state, message, context);
  return (
    domain.decideExpired?.(state, message, context) ?? {
      kind: 'refuse',
      code: 'EXPIRED',
      detail: `${message.type} was valid until ${expires} and is decided at ${now}: nothing was changed.`,
    }
  );
}

function contextOf(
  incoming: Incoming,
  { items, counts }: Pick<Loaded, 'items' | 'counts'>,
  now: Instant,
  traceparent: string,
): Context {
  const { message, topic, partition, offset, arrivalTime } = incoming;
  return {
    now,
    operation: message.id,
    // The trace id is random where the message was made, so ids cannot be guessed from an idempotency key.
    id: (prefix, ...parts) => derivedId(prefix, message.id, traceparent.slice(3, 35), ...parts),
    source: { topic, partition, offset: String(offset), eventTime: message.time, arrivalTime },
    read: (model, key) => readIn(items, model, key),
    counted: (constraint) => counts.get(constraint),
    traceparent,
  };
}

function evolved<State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
  state: State,
  event: Event,
  aggregate: string,
): State {
  const owner = domain.aggregateOfEvent(event);
  if (owner !== aggregate) {
    throw new RuntimeFailure(
      'DOMAIN_FAILED',
      `${event.type} belongs to ${owner}, but was decided on ${aggregate}`,
    );
  }
  return domain.evolve(state, event);
}

function eventsTopicOf({ room, eventsTopic }: { room: string; eventsTopic: string | undefined }): string {
  if (eventsTopic !== undefined) return eventsTopic;
  throw new RuntimeFailure('NOT_DECLARED', `The room ${room} decided an event, but declares no events topic`);
}

function keepUntil({ retentionDays, expires }: Incoming, now: Instant): number {
  const retained = addSeconds(now, retentionDays * DAY_SECONDS);
  const latest = expires !== undefined && isBefore(retained, expires) ? expires : retained;
  return Math.ceil(milliseconds(latest) / 1000) + KEEP_MARGIN_SECONDS;
}

/** A transaction writes an item once: the last word counts. */
function onceEach(items: readonly ReadModelItem[]): readonly ReadModelItem[] {
  return [...new Map(items.map((item) => [item.key, item])).values()];
}

/** Items that are not as before; one that is gone stays as it was. */
export function changedReadModels(
  before: readonly ReadModelItem[],
  after: readonly ReadModelItem[],
): ReadModelItem[] {
  const had = new Map(before.map((item) => [item.key, JSON.stringify(item)]));
  return after.filter((item) => had.get(item.key) !== JSON.stringify(item));
}
