import { expect, it } from 'vitest';
import { looksLikeCardNumber } from '../../../functions/riders/card-number.ts';

it.each([
  '4111111111111111',
  '4111 1111 1111 1111',
  '4111-1111-1111-1111',
  '5500.0000.0000.0004',
  '378282246310005',
  '6011000990139424',
  // A wrong check digit is somebody's typing error, not a token.
  '4111111111111112',
  '123456789012',
  'card:4111111111111111',
  'tok_4111111111111111_12/29',
])('%s looks like a card', (text) => {
  expect(looksLikeCardNumber(text)).toBe(true);
});

it.each([
  'tok_visa',
  'tok_1MzKxq2eZvKYlo2CkjhIyt9D',
  'pm_1234567890',
  'sepa_AD1200012030200359100100x',
  '7f9c24e5-2f1e-4b7a-9a5e-2d6f0c1b3a77',
  '12345678901',
])('%s does not', (text) => {
  expect(looksLikeCardNumber(text)).toBe(false);
});
