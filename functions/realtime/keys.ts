import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { keptOf, type Stream } from './streams.ts';

/** How the keys of the room's table are made. */

type Key = { pk: { S: string }; sk: { S: string } };

const key = (pk: string, sk: string): Key => ({ pk: { S: pk }, sk: { S: sk } });

export type Item = Record<string, AttributeValue>;

const SLOT_DIGITS = 4;
const CONNECTION = 'connection#';

/** A push lies in the slot that its sequence leads to: the newer one takes the place of the one that is kept no more. */
const slot = (stream: Stream, sequence: number): string =>
  `push#${String(sequence % keptOf(stream)).padStart(SLOT_DIGITS, '0')}`;

export const keys = {
  /** Whoever reads the table finds no ticket in it. */
  ticket: (ticket: string): Key =>
    key(`ticket#${createHash('sha256').update(ticket).digest('base64url')}`, 'ticket'),
  connection: (stream: Stream, id: string): Key => key(`stream#${stream}`, `${CONNECTION}${id}`),
  head: (stream: Stream): Key => key(`stream#${stream}`, 'head'),
  push: (stream: Stream, sequence: number): Key => key(`stream#${stream}`, slot(stream, sequence)),
  /** Of a push that has its place in the sequence. */
  seen: (pushId: string): Key => key(`seen#${pushId}`, 'seen'),
  rental: (rentalId: string): Key => key(`rental#${rentalId}`, 'rental'),
};

export const partitionOf = (stream: Stream): string => `stream#${stream}`;
export const CONNECTIONS = CONNECTION;

export const streamIn = (partitionKey: string): Stream => partitionKey.slice('stream#'.length);

/** The ranges of slots in which these sequences lie, at most two. */
export function slotRanges(stream: Stream, from: number, to: number): (readonly [string, string])[] {
  const kept = keptOf(stream);
  const name = (n: number): string => slot(stream, n);
  if (to - from + 1 >= kept) return [[name(0), name(kept - 1)]];
  return from % kept <= to % kept
    ? [[name(from), name(to)]]
    : [
        [name(from), name(kept - 1)],
        [name(0), name(to)],
      ];
}
