import { readFileSync } from 'node:fs';
import type { Transfer } from '../../../../shared/contracts/loyalty/transfers.ts';
import { reconcileTransfers } from '../../../../shared/ledger/reconcile-transfers.ts';
import { statementIn } from '../../loyalty/statement.ts';
import { CommandError } from '../command-error.ts';
import { everyPage } from '../every-page.ts';
import { harmless } from '../paint.ts';
import { type CommonOptions, print, target } from '../target.ts';

interface ReconcileOptions extends CommonOptions {
  readonly programme: string;
  readonly from: string;
  readonly until: string;
}

/** Compares the transfers to and from a programme with the statement of its partner. It mends nothing. */
export async function loyaltyReconcile(file: string, options: ReconcileOptions): Promise<void> {
  const statement = statementIn(readText(file));
  const { platform } = target(options);
  const path = `/v1/points-partners/${encodeURIComponent(options.programme)}/transfers`;
  const transfers = await everyPage<Transfer>(platform, path, 'transfers');
  const { body } = await platform.local<{ now: string }>('GET', '/_local/status');
  const period = { from: timeOf(options.from), until: timeOf(options.until) };
  const reconciled = reconcileTransfers(transfers, statement, period, body.now);
  const { agree, points, differences } = reconciled;
  const found = differences.length;
  print(options, { ok: found === 0, transfers: transfers.length, ...reconciled }, [
    `${transfers.length} transfers here, ${statement.length} bookings in the statement, ${agree} agree`,
    `points of theirs, out less in: ${points.here} here, ${points.there} there`,
    ...differences.map(({ code, about, detail }) => `  ${code} ${harmless(about)}: ${harmless(detail)}`),
    found === 0 ? '✓ Both sides have booked the same.' : `✗ ${found} differences.`,
  ]);
  if (found > 0) process.exitCode = 1;
}

function timeOf(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new CommandError('BAD_OPTION', `${text} is no day and no time, such as 2026-01-31.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError('BAD_FILE', `${file} cannot be read: ${(error as Error).message}`);
  }
}
