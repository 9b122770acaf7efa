import { describe, expect, it } from 'vitest';
import { INSTANT_PATTERN, instant, milliseconds, readInstant } from '../../../shared/kernel/time.ts';

/** The feed answered 500 for an alert whose end was 0000-00-00T00:00:00Z, which its contract had let through. */

const pattern = new RegExp(INSTANT_PATTERN);

describe('a time that matches the pattern', () => {
  it.each([
    '0000-01-01T00:00:00Z',
    '2024-02-29T23:59:59.999999999Z',
    '2000-02-29T00:00:00Z',
    '2026-02-28T09:30:00.1Z',
    '9999-12-31T23:59:59Z',
  ])('%s can be read', (text) => {
    expect(pattern.test(text)).toBe(true);
    expect(milliseconds(text)).toBeTypeOf('number');
  });
});

describe('the pattern', () => {
  it.each([
    '0000-00-00T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-02-29T23:59:59.999999999Z',
    '2026-02-30T10:00:00Z',
    '2026-02-31T09:30:00.1Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T09:60:00Z',
    '2026-01-01T09:30:60Z',
    '2026-01-01T09:30:00+01:00',
  ])('refuses %s', (text) => {
    expect(pattern.test(text)).toBe(false);
  });
});

describe('a value that no contract has checked', () => {
  it.each([null, 5, '2026-02-30T10:00:00Z', '2026-01-31', '2026-01-31T09:30:00+01:00', {}])(
    '%s is no time',
    (value) => {
      expect(readInstant(value)).toBeUndefined();
    },
  );

  it('is read when it is a time', () => {
    expect(instant(readInstant('2026-01-31T09:30:00.5Z') ?? 0)).toBe('2026-01-31T09:30:00.500Z');
  });

  it('agrees with the calendar on every day of four centuries', () => {
    const day = 86_400_000;
    for (let time = Date.UTC(1999, 11, 1); time < Date.UTC(2400, 1, 1); time += 20 * day) {
      for (const more of [0, 1, 2, 3]) {
        const text = instant(time + more * day);
        expect(readInstant(text), text).toBe(time + more * day);
      }
    }
    for (let year = 1996; year < 2405; year++) {
      for (let month = 1; month <= 12; month++) {
        for (const date of [28, 29, 30, 31]) {
          const text = `${year}-${String(month).padStart(2, '0')}-${date}`;
          const exists = new Date(Date.UTC(year, month - 1, date)).getUTCMonth() === month - 1;
          expect(readInstant(`${text}T00:00:00Z`) !== undefined, text).toBe(exists);
        }
      }
    }
  });
});
