import { describe, expect, it } from 'vitest';
import { tableOf } from '../../../shared/kernel/delimited-text.ts';

const cells = (text: string, delimiter: ',' | '\t' = ',') =>
  tableOf(text, delimiter).rows.map(({ line, cells }) => [line, ...Object.values(cells)]);

describe('a table as text', () => {
  it.each([
    [
      'plain',
      'a,b\n1,2\n3,4\n',
      [
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    [
      'with Windows’ line ends and no last one',
      'a,b\r\n1,2\r\n3,4',
      [
        [2, '1', '2'],
        [3, '3', '4'],
      ],
    ],
    ['with quotes', 'a,b\n"1,5","say ""no"""\n', [[2, '1,5', 'say "no"']]],
    [
      'with a line end in quotes',
      'a,b\n"1\n2",3\n4,5\n',
      [
        [2, '1\n2', '3'],
        [4, '4', '5'],
      ],
    ],
    [
      'with empty cells',
      'a,b\n,\n1,\n',
      [
        [2, '', ''],
        [3, '1', ''],
      ],
    ],
    ['with an empty cell at the very end', 'a,b\n1,', [[2, '1', '']]],
    ['with empty lines', 'a,b\n\n1,2\n\n', [[3, '1', '2']]],
    ['with a quote within a cell', 'a,b\n5" tyre,2\n', [[2, '5" tyre', '2']]],
    ['with a mark of its byte order', '\uFEFFa,b\n1,2\n', [[2, '1', '2']]],
  ])('%s', (_, text, rows) => {
    expect(cells(text)).toEqual(rows);
  });

  it('may have tabs', () => {
    expect(cells('a\tb\n1,5\t2\n', '\t')).toEqual([[2, '1,5', '2']]);
  });

  it('says which rows are too short or too long', () => {
    expect(tableOf('a,b\n1\n1,2,3\n1,2\n', ',').rows.map(({ isWhole }) => isWhole)).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('may be empty', () => {
    expect(tableOf('', ',')).toEqual({ columns: [], rows: [] });
  });
});
