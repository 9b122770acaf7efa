import { expect, it } from 'vitest';
import { programmeFaults } from '../../../functions/loyalty/programme/faults.ts';
import {
  type Programme,
  pointValueFixed,
  programmeExample,
  programmeNotValid,
} from '../../../shared/contracts/loyalty/programme.ts';
import { loyalty, PLAIN, publish, RIDER } from './loyalty-under-test.ts';

it('publishes one version after the other', () => {
  const room = loyalty();
  expect(room.handle(publish(PLAIN))).toMatchObject({ result: { version: 1 } });
  expect(room.handle(publish(programmeExample))).toMatchObject({ result: { version: 2 } });
});

it('never changes what a point is worth', () => {
  const room = loyalty();
  room.handle(publish(PLAIN));
  const cheaper = { ...PLAIN, value: { ...PLAIN.value, amount: 50 } };
  expect(room.handle(publish(cheaper))).toMatchObject({ code: pointValueFixed.code });
});

it('takes a programme from operators only', () => {
  const byRider = { ...publish(PLAIN), principal: { kind: 'rider', id: RIDER } } as const;
  expect(loyalty().handle(byRider)).toMatchObject({ code: 'FORBIDDEN' });
});

const [spend] = PLAIN.earning;
if (spend === undefined) throw new Error('The plain programme has no rule');

it.each<[string, Partial<Programme>, string]>([
  ['a time zone', { timeZone: 'Europe/Nowhere' }, '/timeZone'],
  ['the currency of the value', { value: { points: 1, amount: 1, currency: 'XQQ' } }, '/value/currency'],
  [
    'the currency of a rule',
    { earning: [{ ...spend, for: { kind: 'charge', each: 1, currency: 'XQQ' } }] },
    '/earning/0/for/currency',
  ],
  ['two rules of one id', { earning: [spend, spend] }, '/earning/1/ruleId'],
  [
    'a day that does not exist',
    { earning: [{ ...spend, when: { dates: [{ from: '2026-02-30', to: '2026-03-01' }] } }] },
    '/earning/0/when/dates/0/from',
  ],
  [
    'a tier that does not exist',
    { multipliers: [{ multiplierId: 'm', factor: '2', tiers: ['gold'] }] },
    '/multipliers/0/tiers/0',
  ],
  [
    'two tiers from one number on',
    {
      tiers: {
        qualifyingMonths: 12,
        levels: [
          { tierId: 'a', name: 'A', from: 10 },
          { tierId: 'b', name: 'B', from: 10 },
        ],
      },
    },
    '/tiers/levels/1/from',
  ],
  ['a warning before the points', { expiry: { months: 1, warnDays: 30 } }, '/expiry/warnDays'],
])('refuses %s and says where', (_, change, path) => {
  const programme = { ...PLAIN, ...change };
  expect(programmeFaults(programme).map((fault) => fault.path)).toContain(path);
  expect(loyalty().handle(publish(programme))).toMatchObject({ code: programmeNotValid.code });
});

it('finds nothing wrong with the example', () => {
  expect(programmeFaults(programmeExample)).toEqual([]);
});
