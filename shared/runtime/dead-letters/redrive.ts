import { headers } from '../../contracts/envelope.ts';
import type { OutgoingRecord, Publisher } from '../kafka/producer.ts';
import { type KafkaRecord, originOf, redrivenOf } from '../kafka/records.ts';
import type { Letter } from './dead-letters.ts';

/** The records of one key that go back to one topic, in order. */
export interface Return {
  readonly topic: string;
  readonly records: readonly OutgoingRecord[];
}

/**
 * The records with which dead letters go back to their topics, those of a key in the order of their first offsets.
 * With `discard` they do not go back: their consumers only learn that later records no longer wait for them.
 */
export function returnsOf(letters: readonly Letter[], discard = false): Return[] {
  return [...byKey(letters).values()].map((group) => ({
    topic: group[0]?.record.topic ?? '',
    records: inOrder(group).map((record) => (discard ? discarded(record) : again(record))),
  }));
}

/** Resolves with the number of records that were sent. */
export async function redrive(
  letters: readonly Letter[],
  publisher: Publisher,
  discard = false,
): Promise<number> {
  const returns = returnsOf(letters, discard);
  await Promise.all(returns.map(({ topic, records }) => publisher.send(topic, records)));
  return returns.reduce((sum, { records }) => sum + records.length, 0);
}

function byKey(letters: readonly Letter[]): Map<string, Letter[]> {
  const groups = new Map<string, Letter[]>();
  for (const letter of letters) {
    const { topic, partition, key } = letter.record;
    const name = JSON.stringify([topic, partition, key?.toString('base64')]);
    groups.set(name, [...(groups.get(name) ?? []), letter]);
  }
  return groups;
}

/** A record with several letters, from one consumer or two, goes back once: all consumers of its topic get it. */
function inOrder(group: readonly Letter[]): KafkaRecord[] {
  const records = new Map(group.map(({ record }) => [originOf(record), record]));
  return [...records].sort(([a], [b]) => a - b).map(([, record]) => record);
}

function again(record: KafkaRecord): OutgoingRecord {
  const values = new Map<string, Buffer[]>();
  for (const { name, value } of record.headers) values.set(name, [...(values.get(name) ?? []), value]);
  return {
    key: record.key ?? null,
    value: record.value ?? null,
    partition: record.partition,
    headers: {
      ...Object.fromEntries(values),
      [headers.redriven]: String(redrivenOf(record) + 1),
      [headers.origin]: String(originOf(record)),
    },
  };
}

function discarded(record: KafkaRecord): OutgoingRecord {
  return {
    key: record.key ?? null,
    value: null,
    partition: record.partition,
    headers: { [headers.discarded]: 'true', [headers.origin]: String(originOf(record)) },
  };
}
