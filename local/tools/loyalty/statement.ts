import type { StatementLine } from '../../../shared/ledger/reconcile-transfers.ts';
import { CommandError } from '../cli/command-error.ts';

/** The statement of a partner's programme: CSV with a line for each booking. */

const COLUMNS = ['transfer', 'direction', 'points', 'reference'];

/** Throws BAD_FILE, with the line, for what it cannot read: nothing of a statement is left out silently. */
export function statementIn(text: string): readonly StatementLine[] {
  const [header = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = header.split(',').map((name) => name.trim());
  const missing = COLUMNS.slice(0, 3).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new CommandError('BAD_FILE', `The statement has no column ${missing.join(', ')}.`);
  return lines.map((line, n) => {
    const cells = line.split(',').map((cell) => cell.trim());
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const points = cell('points');
    const isWhole = /^\d+$/.test(points);
    if (!isWhole || cell('transfer') === '' || !['OUT', 'IN'].includes(cell('direction'))) {
      throw new CommandError('BAD_FILE', `Line ${n + 2} of the statement is no booking: ${line}`);
    }
    const reference = cell('reference');
    return {
      transferId: cell('transfer'),
      direction: cell('direction'),
      points: Number(points),
      ...(reference === '' ? {} : { reference }),
    };
  });
}
