import { describe, expect, it } from 'vitest';
import { type Book, checkBook, compareBooks } from '../../../shared/ledger/check-book.ts';
import { type BookedMovement, journalHeader, journalRows } from '../../../shared/ledger/journal.ts';

const time = '2026-01-31T10:10:01.000Z';
const booked = (movementId: string, amount: number, tax = 0): BookedMovement => ({
  movementId,
  currency: 'EUR',
  time,
  postings: [
    { account: 'receivable/ana', amount },
    { account: 'revenue/time', amount: tax - amount },
    ...(tax === 0 ? [] : [{ account: 'tax/igi', amount: -tax }]),
  ],
});
const CHARGE = booked('charge/one/1', 899, 39);
const CREDIT = booked('credit/one/1', -899, -39);
const AGAIN = booked('charge/one/2', 500);
const book = (...movements: readonly BookedMovement[]): Book => ({
  movements,
  standing: [],
  notRated: new Set(),
});
const over = (...rentals: readonly string[]) => new Set(rentals);
const codes = (checked: ReturnType<typeof checkBook>) => checked.differences.map(({ code }) => code);

describe('a book', () => {
  it('adds up, and says what was checked in numbers', () => {
    const standing = [{ rentalId: 'one', revision: 2, due: 500 }];
    const checked = checkBook({ ...book(CHARGE, CREDIT, AGAIN), standing }, over('one'));
    expect(checked).toMatchObject({
      movements: 3,
      postings: 8,
      accounts: 3,
      charges: 2,
      credits: 1,
      rentals: 1,
      rentalsCharged: 1,
      rentalsNotRated: 0,
      differences: [],
    });
    expect(checked.balances.get('receivable/ana EUR')).toBe(500);
    expect(checked.balances.get('tax/igi EUR')).toBe(0);
  });

  it.each([
    [
      'a movement that does not add up',
      book({ ...CHARGE, postings: CHARGE.postings.slice(0, 2) }),
      ['MOVEMENT_NOT_ZERO', 'ACCOUNTS_NOT_ZERO'],
    ],
    ['a movement with half a cent', book(booked('charge/one/1', 0.5)), ['MOVEMENT_NOT_ZERO']],
    ['a movement that is there twice', book(CHARGE, CHARGE), ['MOVEMENT_TWICE']],
    [
      'a credit of something else',
      book(CHARGE, booked('credit/one/1', -898, -39), AGAIN),
      ['CREDIT_NOT_OPPOSITE'],
    ],
    ['a credit without its charge', book(CREDIT, AGAIN), ['CREDIT_NOT_OPPOSITE']],
    [
      'a fee of which another amount is given back',
      book(CHARGE, booked('fee/a', 100), booked('fee-credit/a', -90)),
      ['CREDIT_NOT_OPPOSITE'],
    ],
    ['a rental whose charges both count', book(CHARGE, AGAIN), ['RENTAL_CHARGED_TWICE']],
    ['a rental without a charge', book(), ['RENTAL_NOT_CHARGED']],
    ['a rental whose charge was credited, and no other made', book(CHARGE, CREDIT), ['RENTAL_NOT_CHARGED']],
    [
      'a charge that is shown, and another that counts',
      { ...book(CHARGE, CREDIT, AGAIN), standing: [{ rentalId: 'one', revision: 1, due: 899 }] },
      ['CHARGE_NOT_BOOKED'],
    ],
    [
      'a charge that says another amount than it has booked',
      { ...book(CHARGE), standing: [{ rentalId: 'one', revision: 1, due: 900 }] },
      ['CHARGE_NOT_BOOKED'],
    ],
  ] as const)('with %s does not', (_what, wrong, expected) => {
    expect(codes(checkBook(wrong, over('one')))).toEqual(expected);
  });

  it('lists rentals that wait for an operator, with and without a charge from before', () => {
    const waiting = { ...book(CHARGE), notRated: over('one', 'two') };
    expect(checkBook(waiting, over('one', 'two'))).toMatchObject({ rentalsNotRated: 2, differences: [] });
  });
});

describe('two books', () => {
  it('agree, whatever the order of movements and postings is', () => {
    const turned = { ...CHARGE, postings: CHARGE.postings.toReversed() };
    expect(compareBooks(book(CHARGE, CREDIT), book(CREDIT, turned))).toEqual([]);
  });

  it('differ by what only one has, and by what both have differently', () => {
    const other = booked('charge/one/2', 501);
    expect(compareBooks(book(CHARGE, AGAIN), book(CREDIT, other))).toMatchObject([
      { code: 'ONLY_IN_TABLE', about: 'charge/one/1' },
      { code: 'DIFFERENT', about: 'charge/one/2' },
      { code: 'ONLY_IN_TOPIC', about: 'credit/one/1' },
    ]);
  });
});

describe('the journal', () => {
  it('has a row for each posting, with the amount in both forms', () => {
    expect(journalHeader() + journalRows(CHARGE)).toBe(
      [
        'time,movement,kind,reference,account,currency,minor_units,amount',
        `${time},charge/one/1,charge,one,receivable/ana,EUR,899,8.99`,
        `${time},charge/one/1,charge,one,revenue/time,EUR,-860,-8.60`,
        `${time},charge/one/1,charge,one,tax/igi,EUR,-39,-0.39`,
        '',
      ].join('\r\n'),
    );
  });

  it('has a row for a movement of zero, and quotes what must be', () => {
    const zero = { ...CHARGE, movementId: 'charge/a,"b"/1', postings: [] };
    expect(journalRows(zero)).toBe(`${time},"charge/a,""b""/1",charge,"a,""b""",,EUR,0,0.00\r\n`);
  });
});
