import { getJournal } from '../../../shared/contracts/billing/books.ts';
import { JOURNAL_COLUMNS } from '../../../shared/ledger/journal.ts';
import { OPERATOR } from '../cli/every-page.ts';
import { type Answer, type PlatformClient, PlatformError } from '../platform/client.ts';
import { daysBetween } from './table-book.ts';

const NEXT = /<([^>]+)>; rel="next"/;

/** The lines of the journal of these days, with their line ends: first the heading, once. Throws a PlatformError. */
export async function* journalLines(
  platform: PlatformClient,
  from: string,
  to: string,
): AsyncGenerator<string> {
  let isFirst = true;
  for (const day of daysBetween(from, to)) {
    for (let path: string | undefined = `${getJournal.path}?day=${day}`; path !== undefined; ) {
      const answer: Answer<string> = await platform.ask<string>('operator', OPERATOR, 'GET', path);
      const { status, body, headers } = answer;
      if (status !== 200) throw new PlatformError('PLATFORM', status, `GET ${path} answered ${status}`);
      const lines = body.split(/(?<=\r\n)/).filter((line) => line !== '');
      // Each day has its own heading. A page that another one leads to has none.
      yield* isFirst ? lines : lines.filter((line) => !line.startsWith(JOURNAL_COLUMNS.join(',')));
      isFirst = false;
      path = NEXT.exec(headers.get('link') ?? '')?.[1];
    }
  }
}
