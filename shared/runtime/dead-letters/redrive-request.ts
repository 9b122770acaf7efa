import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { strict } from '../../contracts/fields.ts';
import { discard, selection } from '../../contracts/platform/dead-letters.ts';
import type { Publisher } from '../kafka/producer.ts';
import type { KafkaRecord } from '../kafka/records.ts';
import { type Letter, lettersIn } from './dead-letters.ts';
import { redrive } from './redrive.ts';

/** The function that alone reads dead letters. Only one invocation of it runs at a time. */
export const REDRIVE_FUNCTION = 'platform-redrive';

/** An operator's request to the redrive. Without any field, all letters are sent again. */
export const RedriveRequest = Obj({ ...selection, discard }, strict);
export type RedriveRequest = Static<typeof RedriveRequest>;

/** The end of a partition, as far as somebody has read down from there. */
const Position = Obj({ topic: Str(), partition: Integer(), end: Integer() }, strict);
export type Position = Static<typeof Position>;

/** What the redrive function is invoked with: a redrive, or with `list` only a look at the newest letters. */
export const LettersRequest = Obj(
  {
    ...RedriveRequest.properties,
    list: Optional(Obj({ limit: Integer({ minimum: 1 }), before: List(Position) }, strict)),
  },
  strict,
);
export type LettersRequest = Static<typeof LettersRequest>;

export interface Redriven {
  /** Records sent to their topics, or discarded. */
  readonly sent: number;
  /** Letters that were not selected, and records that are not letters. They stay, behind those that came meanwhile. */
  readonly kept: number;
}

/** Sends the selected letters to their topics, and puts the others back. */
export async function redriveRecords(
  records: readonly KafkaRecord[],
  request: RedriveRequest,
  publisher: Publisher,
): Promise<Redriven> {
  const read = records.map((record) => ({ record, letters: lettersIn(record) ?? [] }));
  const isAskedFor = ({ letters }: { readonly letters: readonly Letter[] }): boolean =>
    letters.length > 0 && letters.every((letter) => matches(letter, request));
  const asked = read.filter(isAskedFor);
  const others = read.filter((one) => !isAskedFor(one));
  const sent = await redrive(
    asked.flatMap(({ letters }) => letters),
    publisher,
    request.discard === true,
  );
  for (const { record } of others) {
    await publisher.send(record.topic, [{ key: record.key ?? null, value: record.value ?? null }]);
  }
  return { sent, kept: others.length };
}

function matches({ record, consumer, reason }: Letter, request: RedriveRequest): boolean {
  return (
    (request.topic ?? record.topic) === record.topic &&
    (request.key ?? record.key?.toString('utf8')) === record.key?.toString('utf8') &&
    (request.consumer ?? consumer) === consumer &&
    (request.reason ?? reason) === reason
  );
}
