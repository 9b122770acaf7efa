import { describe, expect, it } from 'vitest';
import { inMajorUnits, minorDigits } from '../../../shared/kernel/money.ts';

describe('money', () => {
  it.each([
    ['EUR', 2, 290, 2.9],
    ['JPY', 0, 290, 290],
    ['KWD', 3, 290, 0.29],
  ])('of %s has %i decimal places', (currency, digits, amount, inUnits) => {
    expect(minorDigits(currency)).toBe(digits);
    expect(inMajorUnits({ amount, currency })).toBe(inUnits);
  });

  it('needs a currency', () => {
    expect(() => minorDigits('Euro')).toThrow(RangeError);
  });
});
