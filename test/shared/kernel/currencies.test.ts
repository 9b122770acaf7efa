import { describe, expect, it } from 'vitest';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';

describe('a currency', () => {
  it.each([
    ['EUR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
    // Where CLDR differs from ISO 4217.
    ['IQD', 3],
    ['ALL', 2],
    ['LAK', 2],
    ['MMK', 2],
    // Younger ones.
    ['XCG', 2],
    ['ZWG', 2],
  ])('%s has the %i decimals of ISO 4217', (code, digits) => {
    expect(currencyDigits(code)).toBe(digits);
  });

  it.each(['Euro', 'eur', 'HRK', 'BGN', 'XAU', 'XXX', ''])('%s is none that a rider can pay with', (code) => {
    expect(currencyDigits(code)).toBeUndefined();
  });
});
