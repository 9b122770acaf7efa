import { describe, expect, it } from 'vitest';
import {
  DAY_PATTERN,
  dayOf,
  daysAfter,
  endOfDay,
  isDay,
  lastDayBefore,
  yearsBetween,
} from '../../../shared/kernel/day.ts';

describe('a day', () => {
  it.each(['2026-01-31', '2024-02-29', '1990-05-17'])('%s exists', (text) => {
    expect(isDay(text)).toBe(true);
    expect(text).toMatch(new RegExp(DAY_PATTERN));
  });

  it.each(['2026-02-30', '2025-02-29', '2026-13-01', '2026-1-1', 'today', ''])(
    '%s does not exist',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  it('ends when the next one begins, UTC', () => {
    expect(endOfDay('2026-12-31')).toBe('2027-01-01T00:00:00.000Z');
    expect(lastDayBefore(endOfDay('2026-12-31'))).toBe('2026-12-31');
    expect(dayOf('2026-12-31T23:59:59.999Z')).toBe('2026-12-31');
  });

  it('is some days before and after others, over months and leap days', () => {
    expect(daysAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysAfter('2024-03-01', -1)).toBe('2024-02-29');
    expect(daysAfter('2026-01-31', 0)).toBe('2026-01-31');
  });
});

describe('an age', () => {
  it.each([
    ['2008-01-31', '2026-01-30', 17],
    ['2008-01-31', '2026-01-31', 18],
    ['2008-02-29', '2026-02-28', 17],
    ['2008-02-29', '2026-03-01', 18],
    ['2026-01-31', '2026-01-31', 0],
  ])('of a person born on %s is, on %s, %i', (birthday, day, years) => {
    expect(yearsBetween(birthday, day)).toBe(years);
  });
});
