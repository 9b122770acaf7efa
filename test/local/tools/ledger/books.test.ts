import { describe, expect, it } from 'vitest';
import { chargeText } from '../../../../local/tools/cli/commands/charges.ts';
import { everyPage } from '../../../../local/tools/cli/every-page.ts';
import { journalLines } from '../../../../local/tools/ledger/journal-lines.ts';
import { daysBetween, tableBook } from '../../../../local/tools/ledger/table-book.ts';
import { eventIn, rentalOver, TopicBook } from '../../../../local/tools/ledger/topic-book.ts';
import type { PlatformClient } from '../../../../local/tools/platform/client.ts';
import {
  charged,
  chargeNotRated,
  rentalChargeExample,
} from '../../../../shared/contracts/billing/charges.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  started,
} from '../../../../shared/contracts/rentals/rentals.ts';

const event = (contract: { readonly type: string }, data: object) => ({
  type: contract.type,
  data: data as Readonly<Record<string, unknown>>,
});
const { rentalId, movement } = charged.example;

/** A platform that answers each path, in the order of the requests. */
function answering(answers: Readonly<Record<string, { body: unknown; link?: string; status?: number }>>) {
  const asked: string[] = [];
  const ask = (_kind: string, _id: string, _method: string, path: string) => {
    asked.push(path);
    const { body, link, status = 200 } = answers[path] ?? { body: { code: 'NOT_FOUND' }, status: 404 };
    return Promise.resolve({ status, body, headers: new Headers(link === undefined ? {} : { link }) });
  };
  return { asked, platform: { ask } as unknown as PlatformClient };
}

describe('the book of the topic', () => {
  it('takes an event that is there twice once', () => {
    const topic = new TopicBook();
    topic.add(event(charged, charged.example));
    topic.add(event(charged, charged.example));
    expect(topic.book.movements).toHaveLength(1);
    expect(topic.book.standing).toEqual([{ rentalId, revision: 1, due: 899 }]);
    expect(topic.differences).toEqual([]);
  });

  it('tells of one business key with two contents', () => {
    const topic = new TopicBook();
    topic.add(event(charged, charged.example));
    topic.add(event(charged, { ...charged.example, movement: { ...movement, postings: [] } }));
    expect(topic.differences).toMatchObject([{ code: 'MOVEMENT_TWICE', about: movement.movementId }]);
  });

  it('knows which rentals wait for an operator, until they are charged', () => {
    const topic = new TopicBook();
    topic.add(event(chargeNotRated, chargeNotRated.example));
    expect([...topic.book.notRated]).toEqual([rentalId]);
    topic.add(event(charged, charged.example));
    expect([...topic.book.notRated]).toEqual([]);
  });

  it('takes only records that are events', () => {
    const record = { topic: 't', partition: 0, offset: 0, time: '', key: null, headers: {} };
    expect(eventIn({ ...record, value: { kind: 'null' } })).toBeUndefined();
    expect(eventIn({ ...record, value: { kind: 'json', json: { type: 'x' } } })).toBeUndefined();
    const json = event(ended, ended.example);
    expect(eventIn({ ...record, value: { kind: 'json', json } })).toEqual(json);
  });
});

it('a rental is over when it has ended, was cancelled, or its reservation has expired', () => {
  for (const contract of [ended, cancelled, reservationExpired]) {
    expect(rentalOver(event(contract, contract.example))).toBe(contract.example.rentalId);
  }
  expect(rentalOver(event(started, started.example))).toBeUndefined();
});

it('days follow each other, over the end of a month', () => {
  expect(daysBetween('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect(daysBetween('2026-03-02', '2026-03-01')).toEqual([]);
});

it('the book of the table has the movements and charges of all days, and which rentals wait', async () => {
  const other = { ...rentalChargeExample, rentalId: 'rnt_other', state: 'NOT_RATED' as const };
  const lists: Readonly<Record<string, readonly unknown[]>> = {
    '/v1/ledger/movements?day=2026-01-31': [{ ...movement, time: charged.example.time }],
    '/v1/charges?day=2026-01-31': [rentalChargeExample, other],
    '/v1/charges/not-rated': [other],
  };
  const read = <Item>(path: string) => Promise.resolve((lists[path] ?? []) as readonly Item[]);
  const book = await tableBook(read, ['2026-01-31', '2026-02-01']);
  expect(book.movements).toHaveLength(1);
  expect(book.standing).toEqual([{ rentalId, revision: 1, due: 899 }]);
  expect([...book.notRated]).toEqual(['rnt_other']);
});

describe('a list of the API', () => {
  it('is read to its last page', async () => {
    const { platform, asked } = answering({
      '/v1/charges?day=d&limit=99': { body: { charges: [1, 2], cursor: 'a b' } },
      '/v1/charges?day=d&limit=99&cursor=a%20b': { body: { charges: [3] } },
    });
    expect(await everyPage(platform, '/v1/charges?day=d', 'charges')).toEqual([1, 2, 3]);
    expect(asked).toHaveLength(2);
  });

  it('that is refused is told of with its code', async () => {
    const { platform } = answering({});
    await expect(everyPage(platform, '/v1/charges', 'charges')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('the journal has one heading, all days, and all pages of each', async () => {
  const heading = 'time,movement,kind,reference,account,currency,minor_units,amount\r\n';
  const { platform } = answering({
    '/v1/journal?day=2026-01-31': {
      body: `${heading}a\r\n`,
      link: '</v1/journal?day=2026-01-31&cursor=2026-01-31.x>; rel="next"',
    },
    '/v1/journal?day=2026-01-31&cursor=2026-01-31.x': { body: 'b\r\n' },
    '/v1/journal?day=2026-02-01': { body: `${heading}c\r\n` },
  });
  const lines: string[] = [];
  for await (const line of journalLines(platform, '2026-01-31', '2026-02-01')) lines.push(line);
  expect(lines).toEqual([heading, 'a\r\n', 'b\r\n', 'c\r\n']);
});

it('a charge is a line for people', () => {
  const reduced = {
    adjustmentId: 'adj',
    change: { kind: 'AMOUNT', amount: -100 },
    difference: -100,
    reason: 'Dirty',
    operator: 'eva',
    time: '',
  } as const;
  expect(chargeText({ ...rentalChargeExample, adjustments: [reduced] })).toBe(
    `2026-01-31T10:10:01.000Z  ${rentalId}  ana  FINAL 1  8.99 EUR  adjusted by eva: Dirty`,
  );
});
