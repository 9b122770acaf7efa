import { type Instant, isBefore } from '../../../../shared/kernel/time.ts';
import type { BlockKey } from '../../../../shared/runtime/operations/blocks.ts';
import type { ConstraintChange, Held } from '../../../../shared/runtime/operations/constraints.ts';
import type {
  Commit,
  CommitResult,
  Loaded,
  LoadMore,
  OperationRecord,
  Store,
  StoredAggregate,
  WrittenItem,
} from '../../../../shared/runtime/operations/store.ts';
import type { DueItem } from '../../../../shared/runtime/operations/timers.ts';
import type { RebuildStore, Restored } from '../../../../shared/runtime/rebuild/rebuild.ts';

interface AggregateItem {
  version: number;
  revision: number;
  /** JSON: what is read is never what was written. */
  state: string | undefined;
  undelivered: string[];
  since: Instant | undefined;
}

const blockName = ({ topic, key }: BlockKey): string => `${topic}#${key}`;
const dueName = ({ aggregate, timer, at }: DueItem): string => `${aggregate} ${timer}@${at}`;

/** Whether this holder, or nobody, lets the change be made; or this number. */
export function allows(constraint: ConstraintChange, holder: Held | undefined): boolean {
  if (constraint.kind === 'count')
    return constraint.add <= 0 || numberIn(holder) + constraint.add <= constraint.most;
  if (constraint.kind === 'check') return holder !== undefined;
  if (constraint.kind === 'free') return holder === undefined || holder === constraint.holder;
  return constraint.allowed.some((allowed) => allowed === holder);
}

const numberIn = (held: Held | undefined): number => (typeof held === 'number' ? held : 0);

/** A room's table in memory, with the conditions of the real one. Each call is atomic. */
export class MemoryStore implements Store, RebuildStore {
  readonly items = new Map<string, AggregateItem>();
  readonly operations = new Map<string, OperationRecord>();
  readonly held = new Map<string, Held>();
  readonly readModels = new Map<string, WrittenItem>();
  readonly due = new Map<string, DueItem>();
  readonly waiting = new Map<string, Set<number>>();
  private readonly now: () => Instant;

  constructor(now: () => Instant) {
    this.now = now;
  }

  async load(
    aggregate: string,
    operation: string,
    { block, reads = [], counts = [] }: LoadMore = {},
  ): Promise<Loaded> {
    return {
      aggregate: this.read(aggregate),
      operation: this.record(operation),
      waiting: block === undefined ? [] : [...(this.waiting.get(blockName(block)) ?? [])],
      items: new Map(reads.map(({ key }) => [key, this.readModels.get(key)?.body])),
      counts: new Map(counts.map((constraint) => [constraint, numberIn(this.held.get(constraint))])),
    };
  }

  async commit({ operation, change }: Commit): Promise<CommitResult> {
    if (this.operations.has(operation.id)) return { kind: 'exists' };
    const item = this.read(operation.aggregate);
    if (change !== undefined) {
      if (item.revision !== change.revision) return { kind: 'stale' };
      const keys = change.constraints
        .filter((constraint) => !allows(constraint, this.held.get(constraint.key)))
        .map(({ key }) => key);
      if (keys.length > 0) return { kind: 'unmet', keys };
      const undelivered = operation.events.length + operation.outputs.length > 0;
      this.items.set(operation.aggregate, {
        version: change.version,
        revision: change.revision + 1,
        state: change.state === undefined ? undefined : JSON.stringify(change.state),
        undelivered: [...item.undelivered, ...(undelivered ? [operation.id] : [])],
        since: this.items.get(operation.aggregate)?.since ?? (undelivered ? this.now() : undefined),
      });
      for (const constraint of change.constraints) this.apply(constraint);
      for (const item of change.readModels) this.readModels.set(item.key, item);
      for (const gone of change.dueNoMore) this.due.delete(dueName(gone));
      for (const due of change.due) this.due.set(dueName(due), due);
    }
    this.operations.set(operation.id, operation);
    return { kind: 'committed' };
  }

  private apply(constraint: ConstraintChange): void {
    if (constraint.kind === 'hold') this.held.set(constraint.key, constraint.holder);
    if (constraint.kind === 'free') this.held.delete(constraint.key);
    if (constraint.kind === 'count') {
      this.held.set(constraint.key, numberIn(this.held.get(constraint.key)) + constraint.add);
    }
  }

  private read(aggregate: string): StoredAggregate {
    const item = this.items.get(aggregate);
    if (item === undefined) return { version: 0, revision: 0, state: undefined, undelivered: [] };
    const state: unknown = item.state === undefined ? undefined : JSON.parse(item.state);
    return { version: item.version, revision: item.revision, state, undelivered: [...item.undelivered] };
  }

  async operation(id: string): Promise<OperationRecord | undefined> {
    return this.record(id);
  }

  private record(id: string): OperationRecord | undefined {
    return this.operations.get(id);
  }

  async aggregate(aggregate: string): Promise<StoredAggregate> {
    return this.read(aggregate);
  }

  async delivered(aggregate: string, operation: string): Promise<void> {
    const item = this.items.get(aggregate);
    if (item === undefined || item.undelivered[0] !== operation) return;
    item.undelivered.shift();
    item.since = item.undelivered.length === 0 ? undefined : this.now();
  }

  async wait(key: BlockKey, origin: number): Promise<void> {
    this.waiting.set(blockName(key), (this.waiting.get(blockName(key)) ?? new Set()).add(origin));
  }

  async passed(key: BlockKey, origin: number): Promise<void> {
    this.waiting.get(blockName(key))?.delete(origin);
  }

  async *undeliveredBefore(time: Instant): AsyncIterable<string> {
    for (const [aggregate, { since }] of this.items) {
      if (since !== undefined && isBefore(since, time)) yield aggregate;
    }
  }

  async *dueBefore(time: Instant): AsyncIterable<DueItem> {
    for (const item of this.due.values()) if (isBefore(item.at, time)) yield item;
  }

  async forgetDue(item: DueItem): Promise<void> {
    this.due.delete(dueName(item));
  }

  async aggregates(ids: readonly string[]): Promise<ReadonlyMap<string, StoredAggregate>> {
    return new Map(ids.map((id) => [id, this.read(id)]));
  }

  async restore(restored: Restored): Promise<void> {
    for (const record of restored.operations) this.operations.set(record.id, record);
    for (const item of restored.readModels) this.readModels.set(item.key, item);
    for (const gone of restored.dueNoMore) this.due.delete(dueName(gone));
    for (const due of restored.due) this.due.set(dueName(due), due);
    this.items.set(restored.aggregate, {
      version: restored.version,
      revision: restored.version,
      state: JSON.stringify(restored.state),
      undelivered: [],
      since: undefined,
    });
  }

  async *constraints(): AsyncIterable<{ key: string; held: Held }> {
    for (const [key, held] of this.held) yield { key, held };
  }

  async setConstraint(key: string, held: Held | undefined): Promise<void> {
    if (held === undefined) this.held.delete(key);
    else this.held.set(key, held);
  }
}
