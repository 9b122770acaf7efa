import type { ErrorCode } from '../contracts/errors.ts';
import { type Block, blockedBy, released, waitingAt } from './blocks.ts';
import type { Decoded } from './decode.ts';
import { isTransient } from './failure.ts';
import type { Incoming } from './messages.ts';
import type { Handled } from './operations.ts';
import { type KafkaRecord, redrivenOf } from './records.ts';
import type { BlockKey, Store } from './store.ts';

export interface Handling {
  decode(record: KafkaRecord): Decoded;
  handle(incoming: Incoming): Promise<Handled>;
  readonly store: Pick<Store, 'block' | 'setBlock'>;
  /** Puts the record among the dead letters. `blocks`: later ones of its key follow it there. */
  bury(record: KafkaRecord, why: Burial): Promise<void>;
  /** Whether later messages of a key wait when one can not be handled. */
  blocking(topic: string): boolean;
  /** How many keys are worked on at a time. */
  readonly concurrency: number;
  /** Whether there is no time to begin with another message. */
  outOfTime(): boolean;
  observe(record: KafkaRecord, what: Observed): void;
}

export interface Burial {
  readonly reason: ErrorCode;
  readonly detail: string;
  readonly blocks: boolean;
}

/** What became of a record, for logs and metrics. */
export type Observed =
  | { readonly kind: 'handled'; readonly incoming: Incoming; readonly handled: Handled }
  | { readonly kind: 'buried'; readonly burial: Burial }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Consuming {
  /** Records that are not handled yet, or never will be: when all is done, what has to come again. */
  readonly unfinished: ReadonlySet<KafkaRecord>;
  readonly done: Promise<void>;
}

/**
 * Handles a batch: the records of a key one after the other, keys beside each other. When a record fails, the later
 * ones of its key fail with it. What can never be handled goes to the dead letters.
 */
export function consume(records: readonly KafkaRecord[], handling: Handling): Consuming {
  const unfinished = new Set(records);
  const groups = byKey(records);
  const next = groups.values();
  const worker = async (): Promise<void> => {
    for (const group of next) {
      for (const record of group) {
        if (handling.outOfTime() || !(await succeeds(record, handling))) break;
        unfinished.delete(record);
      }
    }
  };
  const workers = Array.from({ length: Math.min(handling.concurrency, groups.size) }, worker);
  return { unfinished, done: Promise.all(workers).then(() => undefined) };
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
      return;
    case 'mark':
      await letGo(record, decoded, handling);
      return;
    case 'undecodable':
      await giveUp(record, 'UNDECODABLE', decoded.detail, handling);
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
    await giveUp(record, 'UNDECIDABLE', error instanceof Error ? error.message : String(error), handling);
    return;
  }
  handling.observe(record, { kind: 'handled', incoming, handled });
  if (handled.kind !== 'waits') return;
  await handling.store.setBlock(incoming, handled.block, waitingAt(handled.block, incoming));
  const detail = `Waits for what failed before it: ${incoming.topic} has nothing of this key handled until a redrive`;
  await bury(record, { reason: 'WAITS_FOR_EARLIER', detail, blocks: true }, handling);
}

/** The block is written first: should the function die here, the record comes again and is buried then. */
async function giveUp(
  record: KafkaRecord,
  reason: 'UNDECODABLE' | 'UNDECIDABLE',
  detail: string,
  handling: Handling,
): Promise<void> {
  const key = blockKeyOf(record);
  const blocks = key !== undefined && handling.blocking(record.topic);
  if (blocks) {
    const block = await handling.store.block(key);
    const position = { offset: record.offset, redriven: redrivenOf(record) };
    await handling.store.setBlock(key, block, blockedBy(block, position));
  }
  await bury(record, { reason, detail, blocks }, handling);
}

async function bury(record: KafkaRecord, burial: Burial, handling: Handling): Promise<void> {
  await handling.bury(record, burial);
  handling.observe(record, { kind: 'buried', burial });
}

async function letGo(
  record: KafkaRecord,
  mark: Extract<Decoded, { kind: 'mark' }>,
  handling: Handling,
): Promise<void> {
  const key = blockKeyOf(record);
  if (key === undefined || !handling.blocking(record.topic)) return;
  const block: Block | undefined = await handling.store.block(key);
  if (block !== undefined && released(block, mark)) await handling.store.setBlock(key, block, undefined);
}

function blockKeyOf(record: KafkaRecord): BlockKey | undefined {
  const key = record.key?.toString('utf8');
  return key === undefined || key === '' ? undefined : { topic: record.topic, key };
}
