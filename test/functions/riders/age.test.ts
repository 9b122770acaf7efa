import { expect, it } from 'vitest';
import { ageStep } from '../../../functions/riders/age.ts';

it.each([
  ['2008-02-01', undefined],
  ['2008-01-31', 18],
  ['2005-02-01', 18],
  ['2005-01-31', 21],
  ['2001-02-01', 21],
  ['2001-01-31', 25],
  ['1930-01-01', 25],
])('of who was born on %s others hear %s', (birthDate, step) => {
  expect(ageStep(birthDate, '2026-01-31')).toBe(step);
});
