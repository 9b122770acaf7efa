import { type Instant, isBefore } from '../../kernel/time.ts';
import type { Counts, DomainEvent, Message, Refusal } from '../domain.ts';
import { RuntimeFailure } from '../failure.ts';
import type { ItemRead } from '../read-model.ts';
import { mustWait } from './blocks.ts';
import type { Delivery, Outbox } from './delivery.ts';
import type { Draft } from './drafts.ts';
import type { Incoming } from './messages.ts';
import type { Outcome } from './outcome.ts';
import { type CommitPlan, type Planning, planOf, refusedPlan } from './plan.ts';
import { type Signing, signed } from './signing.ts';
import type { Commit, Loaded, OperationRecord, Store } from './store.ts';

/**
 * The protocol by which an operation takes effect once, although messages may come more than once and a function may
 * die between any two steps: read, decide, commit in one transaction, then deliver, the oldest operation first. It is
 * written against interfaces, so that the model in `test/shared/runtime` runs this code.
 */
export interface Operations<In extends Message> {
  handle(incoming: Incoming<In>): Promise<Handled>;
  /** Delivers all undelivered operations of this aggregate. Resolves with their number. */
  deliverAll(aggregate: string): Promise<number>;
}

export type Handled =
  | { readonly kind: 'decided'; readonly outcome: Outcome; readonly counts?: Counts }
  /** It was decided before. */
  | { readonly kind: 'again'; readonly outcome: Outcome }
  | { readonly kind: 'ignored'; readonly reason: string }
  /** An earlier message of its key is among the dead letters. */
  | { readonly kind: 'waits' };

export interface OperationsSetup<State, In extends Message, Event extends DomainEvent>
  extends Planning<State, In, Event> {
  readonly store: Store;
  readonly outbox: Outbox;
  readonly signing?: Signing | undefined;
  now(): Instant;
  /** Waits that many milliseconds. */
  pause(milliseconds: number): Promise<void>;
}

/** What these constraints have counted leaves too little room: it is decided again, knowing how much. */
interface AtLimit {
  readonly kind: 'at-limit';
  readonly keys: readonly string[];
}

/** How often a message is decided when others change its aggregate in between. After that, Lambda retries it. */
const ATTEMPTS = 10;
const PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 200;

export function operations<State, In extends Message, Event extends DomainEvent>(
  setup: OperationsSetup<State, In, Event>,
): Operations<In> {
  const { store, outbox, signing } = setup;

  async function handle(incoming: Incoming<In>): Promise<Handled> {
    const { message, topic, key, reader, blocking } = incoming;
    const concern = concernOf(setup, incoming);
    if (concern === undefined) return { kind: 'ignored', reason: 'not for this room' };
    const { aggregate, reads } = concern;
    const block = blocking ? { topic, key, ...(reader === undefined ? {} : { reader }) } : undefined;
    const counts = new Set<string>();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 1) await setup.pause(Math.min(PAUSE_MS * 2 ** (attempt - 2), LONGEST_PAUSE_MS));
      const loaded = await store.load(aggregate, message.id, { block, reads, counts: [...counts] });
      const handled = await handleOnce(incoming, aggregate, loaded);
      if (handled === undefined) continue;
      if (handled.kind === 'at-limit') {
        for (const key of handled.keys) counts.add(key);
        continue;
      }
      const waitedFor = handled.kind !== 'waits' && loaded.waiting.includes(incoming.origin);
      if (block !== undefined && waitedFor) await store.passed(block, incoming.origin);
      return handled;
    }
    throw new RuntimeFailure(
      'CONTENDED',
      `${aggregate} kept changing while ${message.type} ${message.id} was decided`,
    );
  }

  /** Resolves with undefined when the aggregate has changed since it was loaded. */
  async function handleOnce(
    incoming: Incoming<In>,
    aggregate: string,
    loaded: Loaded,
  ): Promise<Handled | AtLimit | undefined> {
    if (loaded.operation !== undefined) return await again(incoming, aggregate, loaded, loaded.operation);
    if (mustWait(loaded.waiting, incoming.origin)) return { kind: 'waits' };
    const plan = planOf(setup, incoming, aggregate, loaded, setup.now());
    if (plan.kind === 'ignore') {
      await outbox.deliver(await signed(plan.drafts, signing));
      return { kind: 'ignored', reason: plan.reason };
    }
    const outputs = await signed(plan.drafts, signing);
    if (hasExpiredSince(plan.record.time, incoming)) return undefined;
    const committed = await commit(plan, outputs);
    if (committed === undefined) return undefined;
    if ('keys' in committed) return committed;
    await deliverUpTo(aggregate, loaded.aggregate.undelivered, committed);
    const { counts } = plan;
    return { kind: 'decided', outcome: committed.outcome, ...(counts === undefined ? {} : { counts }) };
  }

  /** Signing may take long. When the message has expired meanwhile, it is decided again, as too late. */
  function hasExpiredSince(decided: Instant, { expires }: Incoming<In>): boolean {
    return expires !== undefined && !isBefore(expires, decided) && isBefore(expires, setup.now());
  }

  /** Resolves with the committed record. Undefined when something has changed and everything must be read again. */
  async function commit(
    plan: CommitPlan,
    outputs: readonly Delivery[],
  ): Promise<OperationRecord | AtLimit | undefined> {
    const record: OperationRecord = { ...plan.record, outputs };
    const whole: Commit = {
      operation: record,
      ...(plan.change === undefined ? {} : { change: plan.change }),
    };
    const result = await store.commit(whole);
    if (result.kind === 'committed') return record;
    if (result.kind !== 'unmet') return undefined;
    if (plan.decidedAgain === true) {
      const keys = countsIn(whole, result.keys);
      if (keys.length > 0) return { kind: 'at-limit', keys };
    }
    const refusal = refusalOf(whole, result.keys);
    if (refusal === undefined) return await commit(withoutConstraints(plan, result.keys), outputs);
    const instead = refusedPlan(plan, refusal);
    return await commit(instead, await signed(instead.drafts, signing));
  }

  /** Handles a message that was decided before: delivers what is left of its operation. */
  async function again(
    incoming: Incoming<In>,
    aggregate: string,
    loaded: Loaded,
    record: OperationRecord,
  ): Promise<Handled> {
    if (loaded.aggregate.undelivered.includes(record.id)) {
      await deliverUpTo(aggregate, loaded.aggregate.undelivered, record);
    } else {
      await outbox.deliver(await signed(repeatedOutputs(incoming, aggregate, loaded), signing));
    }
    return { kind: 'again', outcome: record.outcome };
  }

  /**
   * A sender that repeats a message may have missed the answer, such as a car its receipt. So the room's outputs for an
   * ignored duplicate are sent again. A duplicate never fails.
   */
  function repeatedOutputs(incoming: Incoming<In>, aggregate: string, loaded: Loaded): readonly Draft[] {
    try {
      const plan = planOf(setup, incoming, aggregate, loaded, setup.now());
      return plan.kind === 'ignore' ? plan.drafts : [];
    } catch {
      return [];
    }
  }

  /** Delivers the operations of the list in order, up to this one, which comes last if it is not in the list yet. */
  async function deliverUpTo(
    aggregate: string,
    undelivered: readonly string[],
    last: OperationRecord,
  ): Promise<void> {
    if (last.events.length === 0 && last.outputs.length === 0) return;
    const position = undelivered.indexOf(last.id);
    const earlier = position === -1 ? undelivered : undelivered.slice(0, position);
    for (const id of earlier) await deliver(aggregate, await recordOf(aggregate, id));
    await deliver(aggregate, last);
  }

  async function deliverAll(aggregate: string): Promise<number> {
    const { undelivered } = await store.aggregate(aggregate);
    for (const id of undelivered) await deliver(aggregate, await recordOf(aggregate, id));
    return undelivered.length;
  }

  async function recordOf(aggregate: string, id: string): Promise<OperationRecord> {
    const record = await store.operation(id);
    if (record !== undefined) return record;
    throw new RuntimeFailure(
      'OPERATION_MISSING',
      `${aggregate} lists ${id} as undelivered, but it has no record`,
    );
  }

  async function deliver(aggregate: string, record: OperationRecord): Promise<void> {
    await outbox.deliver([...record.events, ...record.outputs]);
    await store.delivered(aggregate, record.id);
  }

  return { handle, deliverAll };
}

/** What the message is decided on. */
function concernOf<State, In extends Message, Event extends DomainEvent>(
  { domain, room }: Planning<State, In, Event>,
  { message }: Incoming<In>,
): { readonly aggregate: string; readonly reads: readonly ItemRead[] } | undefined {
  try {
    const aggregate = domain.aggregateOf(message);
    return aggregate === undefined ? undefined : { aggregate, reads: domain.reads?.(message) ?? [] };
  } catch (cause) {
    throw new RuntimeFailure(
      'DOMAIN_FAILED',
      `${room} cannot say whom ${message.type} ${message.id} concerns`,
      { cause },
    );
  }
}

function refusalOf({ change }: Commit, keys: readonly string[]): Refusal | undefined {
  const failed = change?.constraints.find(
    (constraint) => constraint.kind !== 'free' && keys.includes(constraint.key),
  );
  return failed === undefined || failed.kind === 'free' ? undefined : failed.refusal;
}

/** Those of the constraints that count. */
function countsIn({ change }: Commit, keys: readonly string[]): readonly string[] {
  const counting = change?.constraints.filter(({ kind }) => kind === 'count') ?? [];
  return counting.map(({ key }) => key).filter((key) => keys.includes(key));
}

/** Giving back what somebody else holds by now does nothing. */
function withoutConstraints(plan: CommitPlan, keys: readonly string[]): CommitPlan {
  if (plan.change === undefined) return plan;
  const constraints = plan.change.constraints.filter(({ key }) => !keys.includes(key));
  return { ...plan, change: { ...plan.change, constraints } };
}
