import { setTimeout as pause } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type CancellationReason,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { addSeconds, type Instant, isBefore } from '../../kernel/time.ts';
import { RuntimeFailure } from '../failure.ts';
import type { BlockKey } from '../operations/blocks.ts';
import {
  COMMIT_LIMIT_MS,
  type Commit,
  type CommitResult,
  type Loaded,
  type LoadMore,
  nothing,
  type OperationRecord,
  type Store,
  type StoredAggregate,
} from '../operations/store.ts';
import type { DueItem } from '../operations/timers.ts';
import { REFERENCE_SECONDS } from '../read-model.ts';
import { transactionOf } from './commit-transaction.ts';
import { keys, nameIn, SCHEDULE_INDEX, type ScheduleKind, schedulePartitions } from './keys.ts';
import { operationOf } from './operation-item.ts';

type Item = Record<string, AttributeValue>;

/** When others write the same items at the same moment, DynamoDB rejects the call, and it has to be repeated. */
const ATTEMPTS = 8;
const PAUSE_MS = 10;
const PASSING = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
const PASSING_ERRORS = new Set(['TransactionConflictException', 'TransactionInProgressException']);

/** A room's table in DynamoDB. */
export class TableStore implements Store {
  private readonly client: DynamoDBClient;
  private readonly table: string;
  private readonly now: () => Instant;
  private readonly references: References;

  constructor(client: DynamoDBClient, table: string, now: () => Instant) {
    this.client = client;
    this.table = table;
    this.now = now;
    this.references = new References(now);
  }

  async load(
    aggregate: string,
    operation: string,
    { block, reads = [], counts = [] }: LoadMore = {},
  ): Promise<Loaded> {
    const fresh = reads.filter(({ key, isReference }) => !isReference || !this.references.has(key));
    const wanted = {
      state: keys.aggregate(aggregate),
      record: keys.operation(operation),
      ...(block === undefined ? {} : { blocked: keys.block(block) }),
    };
    const found = new Map(
      (
        await this.read([
          ...Object.values(wanted),
          ...fresh.map(({ key }) => keys.readModel(key)),
          ...counts.map((constraint) => keys.constraint(constraint)),
        ])
      ).map((item) => [item['pk']?.S, item]),
    );
    const record = found.get(wanted.record.pk.S);
    const blocked = wanted.blocked === undefined ? undefined : found.get(wanted.blocked.pk.S);
    for (const { key, isReference } of fresh) {
      if (isReference) this.references.set(key, bodyIn(found.get(keys.readModel(key).pk.S)));
    }
    return {
      aggregate: storedAggregate(found.get(wanted.state.pk.S)),
      operation: record === undefined ? undefined : operationOf(operation, record),
      waiting: (blocked?.['waiting']?.NS ?? []).map(Number),
      items: new Map(
        reads.map(({ key, isReference }) => [
          key,
          isReference ? this.references.get(key) : bodyIn(found.get(keys.readModel(key).pk.S)),
        ]),
      ),
      counts: new Map(
        counts.map((constraint) => [
          constraint,
          Number(found.get(keys.constraint(constraint).pk.S)?.['counted']?.N ?? 0),
        ]),
      ),
    };
  }

  /** DynamoDB may leave some items out when it is busy. Those are read again. */
  private async read(wanted: readonly Item[]): Promise<Item[]> {
    const items: Item[] = [];
    let left: Item[] | undefined = [...wanted];
    for (let attempt = 0; left !== undefined && left.length > 0; attempt++) {
      if (attempt === ATTEMPTS) throw contended(`${this.table} left reads unanswered`);
      if (attempt > 0) await pause(PAUSE_MS * 2 ** (attempt - 1));
      const answer: {
        Responses?: Record<string, Item[]>;
        UnprocessedKeys?: Record<string, { Keys: Item[] | undefined }>;
      } = await this.client.send(
        new BatchGetItemCommand({ RequestItems: { [this.table]: { Keys: left, ConsistentRead: true } } }),
      );
      items.push(...(answer.Responses?.[this.table] ?? []));
      left = answer.UnprocessedKeys?.[this.table]?.Keys;
    }
    return items;
  }

  async commit(commit: Commit): Promise<CommitResult> {
    const TransactItems = transactionOf(this.table, commit, this.now());
    const abortSignal = AbortSignal.timeout(COMMIT_LIMIT_MS);
    return await this.again(async () => {
      try {
        await this.client.send(new TransactWriteItemsCommand({ TransactItems }), { abortSignal });
        return { kind: 'committed' };
      } catch (error) {
        if (isTooLarge(error)) throw tooLarge(commit, error);
        if (!(error instanceof TransactionCanceledException)) throw error;
        return resultOf(commit, error.CancellationReasons ?? [], error);
      }
    });
  }

  async operation(id: string): Promise<OperationRecord | undefined> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keys.operation(id), ConsistentRead: true }),
    );
    return item === undefined ? undefined : operationOf(id, item);
  }

  async aggregate(aggregate: string): Promise<StoredAggregate> {
    const { Item: item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keys.aggregate(aggregate), ConsistentRead: true }),
    );
    return storedAggregate(item);
  }

  async delivered(aggregate: string, operation: string): Promise<void> {
    const common = {
      Key: keys.aggregate(aggregate),
      ExpressionAttributeValues: { ':operation': { S: operation }, ':one': { N: '1' } },
    };
    const wasLast = await this.update({
      ...common,
      UpdateExpression: 'REMOVE undelivered, agp, ags',
      ConditionExpression: 'undelivered[0] = :operation AND size(undelivered) = :one',
    });
    if (wasLast) return;
    // Other operations have joined the list meanwhile. Their time before a sweep starts now, as if they were alone.
    await this.update({
      ...common,
      UpdateExpression: 'REMOVE undelivered[0] SET ags = :now',
      ConditionExpression: 'undelivered[0] = :operation AND size(undelivered) > :one',
      ExpressionAttributeValues: { ...common.ExpressionAttributeValues, ':now': { S: this.now() } },
    });
  }

  async wait(key: BlockKey, origin: number): Promise<void> {
    await this.update({
      Key: keys.block(key),
      UpdateExpression: 'ADD waiting :origin',
      ExpressionAttributeValues: { ':origin': { NS: [String(origin)] } },
    });
  }

  async passed(key: BlockKey, origin: number): Promise<void> {
    await this.update({
      Key: keys.block(key),
      UpdateExpression: 'DELETE waiting :origin',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':origin': { NS: [String(origin)] } },
    });
    await this.unless(() =>
      this.client.send(
        new DeleteItemCommand({
          TableName: this.table,
          Key: keys.block(key),
          ConditionExpression: 'attribute_not_exists(waiting)',
        }),
      ),
    );
  }

  async *undeliveredBefore(time: Instant): AsyncIterable<string> {
    for await (const item of this.scheduled('undelivered', time)) yield nameIn(item['pk']?.S ?? '');
  }

  async *dueBefore(time: Instant): AsyncIterable<DueItem> {
    for await (const { pk, sk, ags, body } of this.scheduled('due', time)) {
      const at = ags?.S ?? '';
      yield {
        aggregate: nameIn(pk?.S ?? ''),
        timer: (sk?.S ?? '').slice(0, -(at.length + 1)),
        at,
        ...(body?.S === undefined ? {} : { body: body.S }),
      };
    }
  }

  async forgetDue(item: DueItem): Promise<void> {
    await this.client.send(new DeleteItemCommand({ TableName: this.table, Key: keys.due(item) }));
  }

  private async *scheduled(kind: ScheduleKind, before: Instant): AsyncIterable<Item> {
    for (const partition of schedulePartitions(kind)) {
      const pages = paginateQuery(
        { client: this.client },
        {
          TableName: this.table,
          IndexName: SCHEDULE_INDEX,
          KeyConditionExpression: 'agp = :partition AND ags < :before',
          ExpressionAttributeValues: { ':partition': { S: partition }, ':before': { S: before } },
        },
      );
      for await (const { Items = [] } of pages) yield* Items;
    }
  }

  /** Resolves with whether the condition was true. */
  private async update(input: Omit<UpdateItemCommandInput, 'TableName'>): Promise<boolean> {
    return await this.unless(() =>
      this.client.send(new UpdateItemCommand({ TableName: this.table, ...input })),
    );
  }

  private async unless(write: () => Promise<unknown>): Promise<boolean> {
    return await this.again(async () => {
      try {
        await write();
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    });
  }

  /** Repeats the call while DynamoDB reports writes of others to the same items. Finally throws CONTENDED. */
  private async again<Result>(attempt: () => Promise<Result>): Promise<Result> {
    let cause: unknown;
    for (let n = 0; n < ATTEMPTS; n++) {
      try {
        return await attempt();
      } catch (error) {
        if (!isPassing(error)) throw error;
        cause = error;
      }
      await pause(PAUSE_MS * 2 ** n);
    }
    throw contended(`Others kept writing the same items of ${this.table}`, cause);
  }
}

/** Reference data that was read a moment ago. */
class References {
  private readonly read = new Map<string, { readonly body: unknown; readonly until: Instant }>();
  private readonly now: () => Instant;

  constructor(now: () => Instant) {
    this.now = now;
  }

  has(key: string): boolean {
    const known = this.read.get(key);
    return known !== undefined && isBefore(this.now(), known.until);
  }

  get(key: string): unknown {
    return this.read.get(key)?.body;
  }

  set(key: string, body: unknown): void {
    this.read.set(key, { body, until: addSeconds(this.now(), REFERENCE_SECONDS) });
  }
}

const bodyIn = (item: Item | undefined): unknown =>
  item?.['body']?.S === undefined ? undefined : (JSON.parse(item['body'].S) as unknown);

export function storedAggregate(item: Item | undefined): StoredAggregate {
  if (item === undefined) return nothing;
  const state = item['data']?.S;
  return {
    version: Number(item['version']?.N ?? 0),
    revision: Number(item['revision']?.N ?? 0),
    state: state === undefined ? undefined : (JSON.parse(state) as unknown),
    undelivered: (item['undelivered']?.L ?? []).flatMap(({ S }) => (S === undefined ? [] : [S])),
  };
}

/** The reasons have the order of the transaction's items. Throws the error when all reasons are transient. */
function resultOf(commit: Commit, reasons: readonly CancellationReason[], error: Error): CommitResult {
  const failed = reasons.map(({ Code }) => Code === 'ConditionalCheckFailed');
  if (failed[0] === true) return { kind: 'exists' };
  if (failed[1] === true) return { kind: 'stale' };
  const constraints = commit.change?.constraints ?? [];
  const unmet = constraints.filter((_, n) => failed[n + 2] === true).map(({ key }) => key);
  if (unmet.length > 0) return { kind: 'unmet', keys: unmet };
  if (reasons.some(({ Code }) => Code === 'ValidationError' || Code === 'ItemCollectionSizeLimitExceeded')) {
    throw tooLarge(commit, error);
  }
  throw error;
}

function isPassing(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return (error.CancellationReasons ?? []).some(({ Code }) => Code !== undefined && PASSING.has(Code));
  }
  return error instanceof Error && PASSING_ERRORS.has(error.name);
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationException';

const tooLarge = ({ operation }: Commit, cause: unknown): RuntimeFailure =>
  new RuntimeFailure('DECISION_TOO_LARGE', `DynamoDB takes no transaction like that of ${operation.id}`, {
    cause,
  });

const contended = (message: string, cause?: unknown): RuntimeFailure =>
  new RuntimeFailure('CONTENDED', message, { cause });
