import type { ErrorCode } from '../../contracts/errors.ts';
import { isTransient, RuntimeFailure } from '../failure.ts';
import type { BlockKey } from '../operations/blocks.ts';
import type { Incoming } from '../operations/messages.ts';
import type { Handled } from '../operations/operations.ts';
import type { Store } from '../operations/store.ts';
import { severalAtOnce } from '../several-at-once.ts';
import type { Decoded } from './decode.ts';
import { type KafkaRecord, originOf, redrivenOf } from './records.ts';

export interface Handling {
  decode(record: KafkaRecord): Decoded;
  handle(incoming: Incoming): Promise<Handled>;
  readonly store: Pick<Store, 'wait' | 'passed'>;
  /** Whether the invocation was answered before this work was done. Lambda may freeze and later resume the function. */
  over(): boolean;
  /** Puts the record among the dead letters. */
  deadLetter(record: KafkaRecord, why: DeadLetterReason): Promise<void>;
  /** Whether later messages of a key wait when one can not be handled. */
  blocking(topic: string): boolean;
  /** The most keys that are handled at the same time. */
  readonly concurrency: number;
  /** Whether there is no time left to start another message. */
  outOfTime(): boolean;
  observe(record: KafkaRecord, what: Observed): void;
}

export interface DeadLetterReason {
  readonly reason: ErrorCode;
  readonly detail: string;
}

const WAITS =
  'An earlier record of this key could not be handled: this one follows it until both are redriven.';

/** The outcome of a record, for logs and metrics. */
export type Observed =
  | { readonly kind: 'handled'; readonly incoming: Incoming; readonly handled: Handled }
  | { readonly kind: 'dead-lettered'; readonly why: DeadLetterReason }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Consuming {
  /** Records that are not handled yet. When `done` resolves, those that have to be retried. */
  readonly unfinished: ReadonlySet<KafkaRecord>;
  readonly done: Promise<void>;
}

/**
 * Handles a batch: the records of a key one after the other, different keys concurrently. When a record fails, the
 * later ones of its key fail with it. Records that can never be handled go to the dead letters.
 */
export function consume(records: readonly KafkaRecord[], handling: Handling): Consuming {
  const unfinished = new Set(records);
  const groups = [...byKey(records).values()];
  const done = severalAtOnce(groups, handling.concurrency, async (group) => {
    for (const record of group) {
      if (handling.outOfTime() || !(await succeeds(record, handling))) break;
      unfinished.delete(record);
    }
  });
  return { unfinished, done };
}

function byKey(records: readonly KafkaRecord[]): Map<string, KafkaRecord[]> {
  const groups = new Map<string, KafkaRecord[]>();
  for (const record of records) {
    const name = `${record.topic}/${record.partition}/${record.key?.toString('base64') ?? ''}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [record]);
    else group.push(record);
  }
  return groups;
}

async function succeeds(record: KafkaRecord, handling: Handling): Promise<boolean> {
  try {
    await handleRecord(record, handling);
    return true;
  } catch (error) {
    handling.observe(record, { kind: 'failed', error });
    return false;
  }
}

async function handleRecord(record: KafkaRecord, handling: Handling): Promise<void> {
  const decoded = handling.decode(record);
  switch (decoded.kind) {
    case 'passed':
      if (redrivenOf(record) > 0) await endWait(record, handling);
      return;
    case 'discarded':
      await endWait(record, handling);
      return;
    case 'undecodable':
      await giveUp(record, { reason: 'UNDECODABLE', detail: decoded.detail }, handling);
      return;
    case 'message':
      await handleMessage(record, decoded.incoming, handling);
  }
}

async function handleMessage(record: KafkaRecord, incoming: Incoming, handling: Handling): Promise<void> {
  let handled: Handled;
  try {
    handled = await handling.handle(incoming);
  } catch (error) {
    if (isTransient(error)) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    await giveUp(record, { reason: 'UNDECIDABLE', detail }, handling);
    return;
  }
  handling.observe(record, { kind: 'handled', incoming, handled });
  if (handled.kind === 'waits')
    await giveUp(record, { reason: 'WAITS_FOR_EARLIER', detail: WAITS }, handling);
}

/**
 * First it is noted that it is waited for, then it goes to the dead letters: a letter, ours or Lambda's, always comes
 * after, and what becomes of the letter ends the waiting. The other way round, a function that was frozen in between would
 * make later messages wait for one that a redrive has brought long ago. For the same reason nothing begins to be waited
 * for when the invocation is over.
 */
async function giveUp(record: KafkaRecord, why: DeadLetterReason, handling: Handling): Promise<void> {
  const key = blockKeyOf(record, handling);
  if (handling.over())
    throw new RuntimeFailure('OUT_OF_TIME', `${record.topic} ${record.offset} will be retried`);
  if (key !== undefined) await handling.store.wait(key, originOf(record));
  await handling.deadLetter(record, why);
  handling.observe(record, { kind: 'dead-lettered', why });
}

async function endWait(record: KafkaRecord, handling: Handling): Promise<void> {
  const key = blockKeyOf(record, handling);
  if (key !== undefined) await handling.store.passed(key, originOf(record));
}

function blockKeyOf({ topic, key }: KafkaRecord, handling: Handling): BlockKey | undefined {
  return key === undefined || !handling.blocking(topic) ? undefined : { topic, key: key.toString('utf8') };
}
