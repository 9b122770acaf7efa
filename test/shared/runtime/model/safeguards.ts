import type { BlockKey } from '../../../../shared/runtime/blocks.ts';
import type { Outbox } from '../../../../shared/runtime/delivery.ts';
import type { Domain, Fact, Message } from '../../../../shared/runtime/domain.ts';
import type {
  Commit,
  CommitResult,
  Loaded,
  OperationRecord,
  StoredAggregate,
} from '../../../../shared/runtime/store.ts';
import { MemoryStore } from '../memory-store.ts';

/** What keeps rule 4, and what each is for. The model takes one out and shows what breaks. */
export const safeguards = {
  operationRecord: 'a message that has a record is not decided again',
  revision: 'a commit fails when its aggregate has changed since it was read',
  undeliveredList: 'the transaction itself lists the operation as undelivered',
  oldestFirst: 'earlier undelivered operations leave first',
  commitFirst: 'nothing leaves before the commit',
  claimsInTransaction: 'claims are part of the transaction',
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
  private readonly pause: () => Promise<void>;
  private signatures = 0;

  constructor(now: () => string, without: Safeguard | undefined, outbox: Outbox, pause: () => Promise<void>) {
    super(now);
    this.without = without;
    this.outbox = outbox;
    this.pause = pause;
  }

  override async load(aggregate: string, operation: string, block?: BlockKey): Promise<Loaded> {
    const loaded = await super.load(aggregate, operation, block);
    const known = loaded.operation;
    switch (this.without) {
      case 'operationRecord':
        return { ...loaded, operation: undefined };
      case 'oldestFirst':
        return { ...loaded, aggregate: this.alone(loaded.aggregate, operation) };
      case 'keptBytes':
        return known === undefined ? loaded : { ...loaded, operation: this.signedAnew(known) };
      default:
        return loaded;
    }
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
    switch (this.without) {
      case 'operationRecord':
        this.operations.delete(operation.id);
        return await super.commit(commit);
      case 'revision': {
        const revision = this.items.get(operation.aggregate)?.revision ?? 0;
        return await super.commit(
          change === undefined ? commit : { operation, change: { ...change, revision } },
        );
      }
      case 'commitFirst':
        await this.outbox.deliver([...operation.events, ...operation.outputs]);
        return await super.commit(commit);
      case 'claimsInTransaction':
        return await this.commitThenClaim(commit);
      case 'undeliveredList': {
        const result = await super.commit(commit);
        const item = this.items.get(operation.aggregate);
        if (result.kind === 'committed' && item !== undefined) item.undelivered = [];
        if (item !== undefined) item.since = undefined;
        return result;
      }
      default:
        return await super.commit(commit);
    }
  }

  /** Takes an operation off the list wherever it stands. */
  override async delivered(aggregate: string, operation: string): Promise<void> {
    const item = this.items.get(aggregate);
    if (this.without !== 'oldestFirst' || item === undefined)
      return await super.delivered(aggregate, operation);
    item.undelivered = item.undelivered.filter((id) => id !== operation);
    if (item.undelivered.length === 0) item.since = undefined;
  }

  private alone(aggregate: StoredAggregate, operation: string): StoredAggregate {
    return { ...aggregate, undelivered: aggregate.undelivered.filter((id) => id === operation) };
  }

  private async commitThenClaim({ operation, change }: Commit): Promise<CommitResult> {
    const claims = change?.claims ?? [];
    const keys = claims
      .filter((claim) => {
        const holder = this.held.get(claim.key);
        if (claim.kind === 'hold') return !claim.allowed.includes(holder);
        return claim.kind === 'check'
          ? holder === undefined
          : holder !== undefined && holder !== claim.holder;
      })
      .map(({ key }) => key);
    if (keys.length > 0) return { kind: 'claimed', keys };
    await this.pause();
    const unchecked = claims.map((claim) =>
      claim.kind === 'hold' ? { ...claim, allowed: [...claim.allowed, this.held.get(claim.key)] } : claim,
    );
    return await super.commit(
      change === undefined ? { operation } : { operation, change: { ...change, claims: unchecked } },
    );
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
export function weakenedDomain<State, In extends Message, Event extends Fact>(
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
