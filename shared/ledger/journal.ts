import type { Movement } from '../contracts/billing/ledger.ts';
import { moneyText } from '../kernel/money.ts';

/** The journal of all movements as CSV (RFC 4180), for accountants: a row for each posting. */

export interface BookedMovement extends Movement {
  readonly time: string;
}

/** What the columns mean is in docs/billing.md. */
export const JOURNAL_COLUMNS = [
  'time',
  'movement',
  'kind',
  'reference',
  'account',
  'currency',
  'minor_units',
  'amount',
] as const;

const LINE_END = '\r\n';

export const journalHeader = (): string => `${JOURNAL_COLUMNS.join(',')}${LINE_END}`;

/** The rows of a movement, each with its line end. One without postings has a row of zero without an account. */
export function journalRows({ movementId, currency, postings, time }: BookedMovement): string {
  const [kind = '', reference = ''] = movementId.split('/');
  const rows = postings.length === 0 ? [{ account: '', amount: 0 }] : postings;
  return rows
    .map(({ account, amount }) =>
      [time, movementId, kind, reference, account, currency, String(amount), moneyText({ amount, currency })]
        .map(field)
        .join(','),
    )
    .map((row) => `${row}${LINE_END}`)
    .join('');
}

/** Quoted where it must be. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
