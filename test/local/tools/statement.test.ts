import { expect, it } from 'vitest';
import { statementIn } from '../../../local/tools/loyalty/statement.ts';

/** The statement of a partner's programme, as a file. */

it('reads the bookings, whatever the order of the columns', () => {
  const text = 'reference,points,direction,transfer\r\nHM-1,100,OUT,ptx_1\r\n\r\n, 30 , IN , ptx_2\r\n';
  expect(statementIn(text)).toEqual([
    { transferId: 'ptx_1', direction: 'OUT', points: 100, reference: 'HM-1' },
    { transferId: 'ptx_2', direction: 'IN', points: 30 },
  ]);
});

it.each([
  ['no column', 'transfer,points\nptx_1,100', /no column direction/],
  ['no whole number', 'transfer,direction,points\nptx_1,OUT,100\nptx_2,OUT,1.5', /Line 3/],
  ['no direction', 'transfer,direction,points\nptx_1,UP,100', /Line 2/],
  ['no transfer', 'transfer,direction,points\n,OUT,100', /Line 2/],
])('refuses a file with %s, and says where', (_, text, message) => {
  expect(() => statementIn(text)).toThrow(message);
});
