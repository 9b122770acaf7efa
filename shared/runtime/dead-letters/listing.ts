import { PAYLOAD_SHOWN, type WaitingLetter } from '../../contracts/platform/dead-letters.ts';
import { instant } from '../../kernel/time.ts';
import { type KafkaRecord, redrivenOf } from '../kafka/records.ts';
import { ProblemError } from '../problem.ts';
import { type Letter, lettersIn } from './dead-letters.ts';
import type { NewestLetters } from './reader.ts';
import type { Position } from './redrive-request.ts';

/** Dead letters as operators read them, page by page, the newest first. */

export interface LettersPage {
  readonly letters: WaitingLetter[];
  readonly waiting: number;
  readonly cursor?: string;
}

/** `before`: what the page was read with. A record that is no letter takes a place and is not shown. */
export function pageOf(
  { records, unread }: NewestLetters,
  limit: number,
  before: readonly Position[],
): LettersPage {
  const newest = records.toSorted((a, b) => b.timestamp - a.timestamp || b.offset - a.offset).slice(0, limit);
  const positions = unread.map(({ topic, partition, end }): Position => {
    const isHere = (one: { readonly topic: string; readonly partition: number }): boolean =>
      one.topic === topic && one.partition === partition;
    const shown = newest.filter(isHere).map(({ offset }) => offset);
    return { topic, partition, end: Math.min(before.find(isHere)?.end ?? end, ...shown) };
  });
  const isMore = unread.some(({ first }, n) => (positions[n]?.end ?? 0) > first);
  return {
    letters: newest.flatMap(shownLetters),
    waiting: unread.reduce((sum, { first, end }) => sum + end - first, 0),
    ...(isMore ? { cursor: Buffer.from(JSON.stringify(positions)).toString('base64url') } : {}),
  };
}

/** Where the page begins. Throws BAD_REQUEST for what is no cursor of this list. */
export function positionsIn(cursor: string | undefined): readonly Position[] {
  if (cursor === undefined) return [];
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(value) && value.every(isPosition)) return value;
  } catch {
    // Said below.
  }
  throw new ProblemError('BAD_REQUEST', 'The cursor is not one of this list; begin again without it.', [
    { path: '/query/cursor', message: 'must be the cursor of the page before' },
  ]);
}

function isPosition(value: unknown): value is Position {
  const { topic, partition, end } = (value ?? {}) as Partial<Record<keyof Position, unknown>>;
  return typeof topic === 'string' && Number.isInteger(partition) && Number.isInteger(end);
}

function shownLetters(record: KafkaRecord): WaitingLetter[] {
  return (lettersIn(record) ?? []).map((letter) => shown(letter, record));
}

function shown({ record, consumer, reason, detail }: Letter, at: KafkaRecord): WaitingLetter {
  return {
    letterId: `${at.topic}/${at.partition}/${at.offset}`,
    time: instant(at.timestamp),
    consumer,
    reason,
    ...(detail === undefined ? {} : { detail }),
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    ...(record.key === undefined ? {} : { key: record.key.toString('utf8') }),
    redriven: redrivenOf(record),
    payload: payloadOf(record.value ?? Buffer.alloc(0)),
  };
}

function payloadOf(value: Buffer): WaitingLetter['payload'] {
  const text = value.toString('utf8');
  const isText = Buffer.from(text).equals(value);
  const content = isText ? text : value.toString('base64');
  return {
    encoding: isText ? 'text' : 'base64',
    content: content.slice(0, PAYLOAD_SHOWN),
    bytes: value.length,
  };
}
