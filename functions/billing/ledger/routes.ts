import { getJournal, listMovements } from '../../../shared/contracts/billing/books.ts';
import {
  getReconciliation,
  listReconciliations,
  notReconciled,
  postReconciliation,
} from '../../../shared/contracts/billing/reconciliation.ts';
import { dayOf, endOfDay, isDay } from '../../../shared/kernel/day.ts';
import { journalHeader, journalRows } from '../../../shared/ledger/journal.ts';
import { change } from '../../../shared/runtime/change.ts';
import { read, readText } from '../../../shared/runtime/http.ts';
import { ProblemError } from '../../../shared/runtime/problem.ts';
import { readOne, readPage } from '../../../shared/runtime/read-models.ts';
import { movementsOfDay, reconciliations, reconciliationsByDay } from '../read-models.ts';

/** The books as accountants read them. */

/** Movements on a page of the journal: about half a megabyte. */
const MOST_MOVEMENTS = 1000;

/** The days of the journal in order; the first one may be read from a cursor on. */
interface Span {
  readonly first: string;
  /** Inclusive. */
  readonly last: string;
  readonly cursor?: string;
}

function spanOf({ day, month, cursor }: { day?: string; month?: string; cursor?: string }): Span {
  if ((day === undefined) === (month === undefined)) {
    throw new ProblemError('BAD_REQUEST', 'Name either a day or a month.', [
      { path: '/query', message: 'must have either day or month' },
    ]);
  }
  const [first, last] = day === undefined ? [`${month}-01`, lastDayOf(`${month}-01`)] : [day, day];
  const whole = { first, last };
  return cursor === undefined ? whole : startOf(whole, cursor);
}

function lastDayOf(first: string): string {
  const month = first.slice(0, 7);
  const days = [31, 30, 29, 28].map((day) => `${month}-${day}`);
  return days.find(isDay) ?? first;
}

/** Where the page before has stopped: the day, and the list's cursor in it. */
const cursorAt = (day: string, cursor: string): string => `${day}.${cursor}`;

function startOf(whole: Span, text: string): Span {
  const [day = '', cursor = ''] = text.split('.');
  if (!isDay(day) || day < whole.first || day > whole.last) {
    throw new ProblemError('BAD_REQUEST', 'The cursor is not one of this journal.', [
      { path: '/query/cursor', message: 'must be the cursor of the page before' },
    ]);
  }
  return { ...whole, first: day, ...(cursor === '' ? {} : { cursor }) };
}

async function journalPage(span: Span): Promise<{ readonly rows: string; readonly next?: string }> {
  let rows = '';
  let count = 0;
  let { first: day, cursor } = span;
  while (day <= span.last) {
    const page = await readPage(movementsOfDay, { day }, { cursor });
    rows += page.items.map(journalRows).join('');
    count += page.items.length;
    cursor = page.cursor;
    if (cursor === undefined) day = dayOf(endOfDay(day));
    if (count >= MOST_MOVEMENTS && day <= span.last) return { rows, next: cursorAt(day, cursor ?? '') };
  }
  return { rows };
}

export const readingBooks = [
  change(postReconciliation, async ({ body: { day } }) => ({ day })),
  read(getReconciliation, async ({ params: { day } }) => {
    const known = await readOne(reconciliations, { day });
    if (known !== undefined) return known;
    throw new ProblemError(notReconciled.code, `${day} was not compared yet.`);
  }),
  read(listReconciliations, async ({ query }) => {
    const { items, ...next } = await readPage(reconciliationsByDay, {}, query);
    return { reconciliations: items, ...next };
  }),
  read(listMovements, async ({ query: { day, ...query } }) => {
    const { items, ...next } = await readPage(movementsOfDay, { day }, query);
    return { movements: items, ...next };
  }),
  readText(getJournal, async ({ query }) => {
    const { rows, next } = await journalPage(spanOf(query));
    const text = query.cursor === undefined ? `${journalHeader()}${rows}` : rows;
    if (next === undefined) return { text };
    const { day, month } = query;
    const again = new URLSearchParams({
      ...(day === undefined ? {} : { day }),
      ...(month === undefined ? {} : { month }),
      cursor: next,
    });
    return { text, headers: { link: `<${getJournal.path}?${again.toString()}>; rel="next"` } };
  }),
];
