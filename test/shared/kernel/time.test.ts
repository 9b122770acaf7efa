import { describe, expect, it } from 'vitest';
import { INSTANT_PATTERN, milliseconds } from '../../../shared/kernel/time.ts';

/** The feed answered 500 for an alert whose end was 0000-00-00T00:00:00Z, which its contract had let through. */

const pattern = new RegExp(INSTANT_PATTERN);

describe('a time that matches the pattern', () => {
  it.each([
    '0000-01-01T00:00:00Z',
    '2026-02-29T23:59:59.999999999Z',
    '2026-02-31T09:30:00.1Z',
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
    '2026-01-01T24:00:00Z',
    '2026-01-01T09:60:00Z',
    '2026-01-01T09:30:60Z',
    '2026-01-01T09:30:00+01:00',
  ])('refuses %s', (text) => {
    expect(pattern.test(text)).toBe(false);
  });
});
