import { describe, expect, it } from 'vitest';
import { effectiveKeepAlive, RateLimit } from '../../../../local/cloud/iot/broker/limits.ts';

describe('limits', () => {
  it.each([
    [0, 1200],
    [5, 30],
    [30, 30],
    [60, 60],
    [1200, 1200],
    [3600, 1200],
  ])('a keep-alive of %d s is taken as %d s', (requested, expected) => {
    expect(effectiveKeepAlive(requested)).toBe(expected);
  });

  it('[6] a rate allows its burst, then what the time earns', () => {
    const limit = new RateLimit(100, 0);
    const taken = (now: number, tries: number) =>
      Array.from({ length: tries }, () => limit.take(now)).filter(Boolean).length;
    expect(taken(0, 150)).toBe(100);
    expect(taken(500, 150)).toBe(50);
    expect(taken(60_000, 150)).toBe(100);
  });
});
