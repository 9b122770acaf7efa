import type { Transfer } from '../contracts/loyalty/transfers.ts';
import { type Instant, isBefore } from '../kernel/time.ts';

/** What was sent to the programme of a partner against what its statement says it booked. Nothing is mended here. */

export interface StatementLine {
  readonly transferId: string;
  readonly direction: string;
  /** Of the partner's programme. */
  readonly points: number;
  readonly reference?: string;
}

export interface Period {
  readonly from: Instant;
  /** The first moment after it. */
  readonly until: Instant;
}

export type TransferDifferenceCode =
  /** They have booked what is open here: their answer did not come. */
  | 'NOT_ANSWERED'
  /** Open here for too long, and not in their statement. */
  | 'OVERDUE'
  /** They have booked what they refused, or what was forfeited here. */
  | 'BOOKED_THERE_ONLY'
  | 'BOOKED_HERE_ONLY'
  | 'BOOKED_TWICE'
  | 'UNKNOWN_HERE'
  | 'POINTS_DIFFER'
  | 'DIRECTION_DIFFERS'
  /** They have answered the one, and later the other. */
  | 'CONTRADICTED';

export interface TransferDifference {
  readonly code: TransferDifferenceCode;
  readonly about: string;
  readonly detail: string;
}

export interface Reconciled {
  /** Booked on both sides, with the same points. */
  readonly agree: number;
  readonly points: { readonly here: number; readonly there: number };
  readonly differences: readonly TransferDifference[];
}

/** `ours`: all transfers of the programme. Of those, the ones that were booked in the period must be in the statement. */
export function reconcileTransfers(
  ours: readonly Transfer[],
  statement: readonly StatementLine[],
  { from, until }: Period,
  now: Instant,
): Reconciled {
  const differences: TransferDifference[] = [];
  const differ = (code: TransferDifferenceCode, about: string, detail: string): void =>
    void differences.push({ code, about, detail });
  const known = new Map(ours.map((transfer) => [transfer.transferId, transfer]));
  const lines = Map.groupBy(statement, ({ transferId }) => transferId);
  let agree = 0;

  for (const [transferId, [line, ...more]] of lines) {
    if (line === undefined) continue;
    if (more.length > 0) differ('BOOKED_TWICE', transferId, `Their statement has ${more.length + 1} lines.`);
    const transfer = known.get(transferId);
    if (transfer === undefined) {
      differ('UNKNOWN_HERE', transferId, `They booked ${line.points}; there was no such transfer.`);
      continue;
    }
    const faults = differences.length;
    compare(transfer, line, differ);
    if (differences.length === faults && more.length === 0 && transfer.contradicted === undefined) agree += 1;
  }

  for (const { transferId, state, answered, contradicted, answerDueAt, theirs } of ours) {
    if (contradicted !== undefined) {
      differ(
        'CONTRADICTED',
        transferId,
        `It is ${state}; at ${contradicted.at} they said ${contradicted.answer}.`,
      );
    }
    if (lines.has(transferId)) continue;
    if (state === 'PENDING' && !isBefore(now, answerDueAt)) {
      differ('OVERDUE', transferId, `${theirs} points were to be answered by ${answerDueAt}.`);
    }
    const at = answered?.at ?? '';
    if (state === 'BOOKED' && !isBefore(at, from) && isBefore(at, until)) {
      differ('BOOKED_HERE_ONLY', transferId, `It was booked at ${at}: ${theirs} points of theirs.`);
    }
  }
  return { agree, points: { here: pointsHere(ours, { from, until }), there: sumOf(statement) }, differences };
}

function compare(
  { transferId, state, direction, theirs, answered }: Transfer,
  line: StatementLine,
  differ: (code: TransferDifferenceCode, about: string, detail: string) => void,
): void {
  if (state === 'PENDING') differ('NOT_ANSWERED', transferId, 'They booked it; no answer came.');
  if (state === 'REFUSED' || state === 'FORFEITED') {
    differ('BOOKED_THERE_ONLY', transferId, `They booked it; here it is ${state}.`);
  }
  if (line.direction !== direction) {
    differ('DIRECTION_DIFFERS', transferId, `They booked it ${line.direction}; it goes ${direction}.`);
  }
  if (line.points !== theirs || (answered?.theirs ?? theirs) !== theirs) {
    const said = answered?.theirs === undefined ? '' : `, and said ${answered.theirs}`;
    differ('POINTS_DIFFER', transferId, `They booked ${line.points}${said}; it is ${theirs}.`);
  }
}

function pointsHere(ours: readonly Transfer[], { from, until }: Period): number {
  const booked = ours.filter(
    ({ state, answered }) =>
      state === 'BOOKED' &&
      answered !== undefined &&
      !isBefore(answered.at, from) &&
      isBefore(answered.at, until),
  );
  return booked.reduce((sum, { direction, theirs }) => sum + (direction === 'OUT' ? theirs : -theirs), 0);
}

/** What went to them less what came from them. */
const sumOf = (lines: readonly StatementLine[]): number =>
  lines.reduce((sum, { direction, points }) => sum + (direction === 'OUT' ? points : -points), 0);
