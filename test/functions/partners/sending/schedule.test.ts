import { describe, expect, it } from 'vitest';
import {
  nextAttemptAt,
  retryAfterSeconds,
  SCHEDULE,
} from '../../../../functions/partners/sending/schedule.ts';
import { milliseconds } from '../../../../shared/kernel/time.ts';

const NOW = '2026-01-31T09:30:00.000Z';
const after = (attempts: number, chance: number, wished?: number): number | undefined => {
  const at = nextAttemptAt(attempts, NOW, chance, wished);
  return at === undefined ? undefined : (milliseconds(at) - milliseconds(NOW)) / 1000;
};

describe('the schedule', () => {
  it('is that of Standard Webhooks, and ends after ten attempts', () => {
    expect(SCHEDULE).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(after(9, 0.5)).toBe(86_400);
    expect(after(10, 0.5)).toBeUndefined();
  });

  it('scatters attempts by up to a tenth', () => {
    expect(after(1, 0)).toBeCloseTo(4.5);
    expect(after(1, 0.5)).toBe(5);
    expect(after(1, 1)).toBeCloseTo(5.5);
  });

  it('is never ahead of what the receiver has asked for', () => {
    expect(after(1, 0.5, 120)).toBe(120);
    expect(after(4, 0.5, 120)).toBe(7200);
  });
});

describe('Retry-After', () => {
  it.each([
    ['120', 120],
    ['0', 0],
    [' 7 ', 7],
    ['999999', 86_400],
    ['Sat, 31 Jan 2026 09:31:30 GMT', 90],
    ['Sat, 31 Jan 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (header, seconds) => {
    expect(retryAfterSeconds(header, NOW)).toBe(seconds);
  });
});
