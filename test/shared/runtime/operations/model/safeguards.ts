import type { Domain, DomainEvent, Message } from '../../../../../shared/runtime/domain.ts';
import type { ConstraintChange, Held } from '../../../../../shared/runtime/operations/constraints.ts';
import type { Outbox } from '../../../../../shared/runtime/operations/delivery.ts';
import type {
  Commit,
  CommitResult,
  Loaded,
  LoadMore,
  OperationRecord,
  StoredAggregate,
} from '../../../../../shared/runtime/operations/store.ts';
import { allows, MemoryStore } from '../memory-store.ts';

/** What keeps rule 4, and what each is for. The model takes one out and shows what breaks. */
export const safeguards = {
  operationRecord: 'a message that has a record is not decided again',
  revision: 'a commit fails when its aggregate has changed since it was read',
  undeliveredList: 'the transaction itself lists the operation as undelivered',
  oldestFirst: 'earlier undelivered operations leave first',
  commitFirst: 'nothing leaves before the commit',
  constraintsInTransaction: 'constraints are part of the transaction',
  countsInTransaction: 'a count is compared with its limit in the transaction that raises it',
  keptBytes: 'what was signed is kept and sent again as it is',
  laterFail: 'when a record fails, the later ones of its key in the batch fail with it',
  allFailuresReported: 'every record that was not handled is reported, not only the first',
  acknowledged: 'an operation stays on the list until Kafka has its records',
  sweeper: 'a sweeper delivers what was left behind',
  redrive: 'dead letters are sent again',
  block: 'later messages of a key wait for one that cannot be handled',
  earliestPasses: 'of the messages that wait, only the earliest may pass when a redrive brings them',
  expiry: 'an expired command is not accepted',
  noRecordForGaps: 'a message that is not acceptable yet writes no record',
  answersToDuplicates: 'a duplicate is answered again',
  goBackN: 'a car’s events are taken only in the order of their numbers',
  rebuildByVersion: 'a rebuild takes each version once',
} as const;

export type Safeguard = keyof typeof safeguards;

/** The table with one of its safeguards taken out. */
export class WeakenedStore extends MemoryStore {
  /** Told of every commit at the moment at which it takes effect. */
  committed: (commit: Commit) => void = () => undefined;
  private readonly without: Safeguard | undefined;
  private readonly outbox: Outbox;
  private readonly constraintsRead = new Map<string, ReadonlyMap<string, Held>>();
  private signatures = 0;

  constructor(now: () => string, without: Safeguard | undefined, outbox: Outbox) {
    super(now);
    this.without = without;
    this.outbox = outbox;
  }

  override async load(aggregate: string, operation: string, more?: LoadMore): Promise<Loaded> {
    const loaded = await super.load(aggregate, operation, more);
    const known = loaded.operation;
    this.constraintsRead.set(operation, new Map(this.held));
    if (this.without === 'operationRecord') return { ...loaded, operation: undefined };
    if (this.without === 'oldestFirst') return { ...loaded, aggregate: alone(loaded.aggregate, operation) };
    if (this.without === 'keptBytes' && known !== undefined) {
      return { ...loaded, operation: this.signedAnew(known) };
    }
    return loaded;
  }

  override async operation(id: string): Promise<OperationRecord | undefined> {
    const record = await super.operation(id);
    return record !== undefined && this.without === 'keptBytes' ? this.signedAnew(record) : record;
  }

  override async commit(commit: Commit): Promise<CommitResult> {
    const result = await this.commitWeakly(commit);
    if (result.kind === 'committed') this.committed(commit);
    return result;
  }

  private async commitWeakly(commit: Commit): Promise<CommitResult> {
    const { operation, change } = commit;
    if (this.without === 'operationRecord') this.operations.delete(operation.id);
    if (this.without === 'commitFirst') {
      await this.outbox.deliver([...operation.events, ...operation.outputs]);
    }
    if (this.without === 'constraintsInTransaction') return await this.commitOnOldConstraints(commit);
    if (this.without === 'countsInTransaction') return await this.commitOnOldCounts(commit);
    if (this.without === 'revision' && change !== undefined) {
      const revision = this.items.get(operation.aggregate)?.revision ?? 0;
      return await super.commit({ operation, change: { ...change, revision } });
    }
    const result = await super.commit(commit);
    const item = this.items.get(operation.aggregate);
    if (this.without === 'undeliveredList' && item !== undefined) {
      item.undelivered = [];
      item.since = undefined;
    }
    return result;
  }

  /** Takes an operation off the list wherever it stands. */
  override async delivered(aggregate: string, operation: string): Promise<void> {
    const item = this.items.get(aggregate);
    if (this.without !== 'oldestFirst' || item === undefined)
      return await super.delivered(aggregate, operation);
    item.undelivered = item.undelivered.filter((id) => id !== operation);
    if (item.undelivered.length === 0) item.since = undefined;
  }

  /** Constraints as they stood when the aggregate was read; nobody looks at them again. */
  private async commitOnOldConstraints({ operation, change }: Commit): Promise<CommitResult> {
    if (change === undefined) return await super.commit({ operation });
    const held = this.constraintsRead.get(operation.id) ?? new Map<string, Held>();
    const keys = change.constraints
      .filter((constraint) => !allows(constraint, held.get(constraint.key)))
      .map(({ key }) => key);
    if (keys.length > 0) return { kind: 'unmet', keys };
    const constraints = change.constraints.flatMap((constraint): ConstraintChange[] => {
      if (constraint.kind === 'count') return [constraint];
      const held = this.held.get(constraint.key);
      const holder = typeof held === 'string' ? held : undefined;
      if (constraint.kind === 'hold') return [{ ...constraint, allowed: [holder] }];
      return constraint.kind === 'free' && constraint.holder === holder ? [constraint] : [];
    });
    return await super.commit({ operation, change: { ...change, constraints } });
  }

  /** Counts as they were when the aggregate was read. */
  private async commitOnOldCounts({ operation, change }: Commit): Promise<CommitResult> {
    if (change === undefined) return await super.commit({ operation });
    const held = this.constraintsRead.get(operation.id) ?? new Map<string, Held>();
    const keys = change.constraints
      .filter((constraint) => constraint.kind === 'count' && !allows(constraint, held.get(constraint.key)))
      .map(({ key }) => key);
    if (keys.length > 0) return { kind: 'unmet', keys };
    const constraints = change.constraints.map(
      (constraint): ConstraintChange =>
        constraint.kind === 'count' ? { ...constraint, most: Number.MAX_SAFE_INTEGER } : constraint,
    );
    return await super.commit({ operation, change: { ...change, constraints } });
  }

  private signedAnew(record: OperationRecord): OperationRecord {
    this.signatures += 1;
    const outputs = record.outputs.map((output) =>
      output.to === 'car' && !output.payload.startsWith('{')
        ? { ...output, payload: `${output.payload.replace(/[^.]*$/, '')}again${this.signatures}` }
        : output,
    );
    return { ...record, outputs };
  }
}

/** The domain with one of its safeguards taken out. */
export function weakenedDomain<State, In extends Message, Event extends DomainEvent>(
  domain: Domain<State, In, Event>,
  without: Safeguard | undefined,
): Domain<State, In, Event> {
  if (without !== 'answersToDuplicates' && without !== 'noRecordForGaps') return domain;
  return {
    ...domain,
    decide: (state, message, context) => {
      const decision = domain.decide(state, message, context);
      if (decision.kind !== 'ignore') return decision;
      if (without === 'answersToDuplicates') return { ...decision, outputs: [] };
      return {
        kind: 'refuse',
        code: 'BAD_REQUEST',
        detail: decision.reason,
        outputs: decision.outputs ?? [],
      };
    },
  };
}

function alone(aggregate: StoredAggregate, operation: string): StoredAggregate {
  return { ...aggregate, undelivered: aggregate.undelivered.filter((id) => id === operation) };
}
