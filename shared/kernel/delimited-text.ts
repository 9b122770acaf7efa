/** Tables as text: CSV by RFC 4180 (quotes, doubled quotes, line ends in quotes), or with tabs. The first row is the heading. */

export interface TableRow {
  /** Of the text, from 1: the heading is line 1. */
  readonly line: number;
  /** Undefined for a column that the table does not have. */
  readonly cells: Readonly<Record<string, string | undefined>>;
  /** Whether it has as many cells as the heading. */
  readonly isWhole: boolean;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export function tableOf(text: string, delimiter: ',' | '\t'): Table {
  const [heading, ...rest] = recordsOf(text.replace(/^\uFEFF/, ''), delimiter);
  const columns = heading?.cells.map((name) => name.trim()) ?? [];
  return {
    columns,
    rows: rest.map(({ line, cells }) => ({
      line,
      cells: Object.fromEntries(columns.map((name, n) => [name, cells[n]])),
      isWhole: cells.length === columns.length,
    })),
  };
}

interface TextRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Empty lines are left out. */
function recordsOf(text: string, delimiter: string): TextRecord[] {
  const records: TextRecord[] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^${delimiter}\r\n]*))(${delimiter}|\r?\n|\r|$)`, 'gy');
  let line = 1;
  let begun = 1;
  let cells: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    // Not reached: the second alternative takes what is no quoted cell, quotes included.
    if (match === null) break;
    const [whole, quoted, plain = '', end] = match;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    line += whole.split(/\r\n|\r|\n/).length - 1;
    if (end === delimiter && cell.lastIndex < text.length) continue;
    if (end === delimiter) cells.push('');
    if (cells.length > 1 || cells[0] !== '') records.push({ line: begun, cells });
    [cells, begun] = [[], line];
  }
  return records;
}
