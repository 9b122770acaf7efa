import type { PaymentFinding, PaymentInquiry } from '../../shared/contracts/riders/providers.ts';

/** Prefix of a token → the sandbox's result. */
const FORMS: readonly (readonly [string, PaymentFinding])[] = [
  ['tok_declined', { result: 'REFUSED', reason: 'DECLINED' }],
  ['tok_expired', { result: 'REFUSED', reason: 'EXPIRED' }],
  ['tok_', { result: 'ACCEPTED', kind: 'CARD' }],
  ['sepa_', { result: 'ACCEPTED', kind: 'DIRECT_DEBIT' }],
  ['wallet_', { result: 'ACCEPTED', kind: 'WALLET' }],
];

/** The first check of these has no result. */
const SLOW = 'tok_slow';
/** The sandbox fails for these. */
const BROKEN = 'tok_fail';

/** A payment provider for development and tests. It decides by the form of the token. */
export function findPayment({ token, attempt }: PaymentInquiry): PaymentFinding {
  if (token.startsWith(BROKEN)) throw new Error('The sandbox fails for tokens of this form');
  if (token.startsWith(SLOW) && attempt === 1) return { result: 'PENDING' };
  const [, finding] = FORMS.find(([form]) => token.startsWith(form)) ?? [];
  return finding ?? { result: 'REFUSED', reason: 'UNKNOWN_TOKEN' };
}
