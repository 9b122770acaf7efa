import { assert, integer, maxSafeInteger, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DECIMAL_PATTERN,
  halfUp,
  halfUpBig,
  halfUpProduct,
  millionths,
  shareOf,
} from '../../../shared/kernel/decimal.ts';

describe('a decimal', () => {
  it.each([
    ['0.3499', 349_900],
    ['1', 1_000_000],
    ['-0.05', -50_000],
    ['123456789.123456', 123_456_789_123_456],
    ['-0', 0],
  ])('%s is held exactly', (text, value) => {
    expect(text).toMatch(new RegExp(DECIMAL_PATTERN));
    expect(millionths(text)).toBe(value);
  });

  it.each(['.5', '5.', '1,5', '1e3', '01', '0.1234567', '+1', ''])('%s is none', (text) => {
    expect(text).not.toMatch(new RegExp(DECIMAL_PATTERN));
  });
});

describe('rounding', () => {
  it.each([
    [5, 2, 3],
    [-5, 2, -3],
    [4, 3, 1],
    [-4, 3, -1],
    [0, 7, 0],
    [-1, 3, 0],
    [Number.MAX_SAFE_INTEGER, 2, 4_503_599_627_370_496],
  ])('%i/%i goes half up, away from zero: %i', (numerator, denominator, rounded) => {
    expect(halfUp(numerator, denominator)).toBe(rounded);
    expect(halfUpBig(BigInt(numerator), BigInt(denominator))).toBe(rounded);
  });

  it('is the same for small and for big numbers', () => {
    assert(
      property(maxSafeInteger(), integer({ min: 1 }), (numerator, denominator) => {
        expect(halfUp(numerator, denominator)).toBe(halfUpBig(BigInt(numerator), BigInt(denominator)));
      }),
      { seed: 1 },
    );
  });

  it('of a product is exact beyond what a number holds', () => {
    expect(halfUpProduct(9_007_199_254_740_991, 3, 2)).toBe(Number((9_007_199_254_740_991n * 3n + 1n) / 2n));
    expect(halfUpProduct(5, 1, 2)).toBe(3);
  });

  it('of a share is downwards, and exact', () => {
    expect(shareOf(10, 1, 3)).toBe(3);
    expect(shareOf(30_000_000_000, 3_600_000, 10_800_000)).toBe(10_000_000_000);
  });
});
