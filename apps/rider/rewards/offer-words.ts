import type { Benefit, GivenOffer, GivenState, OfferText } from '@roadstream/sdk';
import { inLanguageOf } from '../words/in-language.ts';
import type { Word, Words } from '../words/words.ts';

/** An offer in words. */

export const textOf = ({ texts, partnerName }: GivenOffer, words: Words): OfferText =>
  inLanguageOf(texts, words) ?? { language: words.language, title: partnerName, text: '' };

/** It is attached to a trip, of which it lowers the price, or that of a feature of its car. */
export const isVoucher = ({ benefit: { kind } }: GivenOffer): boolean =>
  kind === 'voucher' || kind === 'feature';

/** What it gives, such as `20 % off, up to €5.00`. */
export function benefitOf(benefit: Benefit, words: Words): string {
  if (benefit.kind === 'points') return words.text('benefitPoints', { points: words.number(benefit.points) });
  const { kind, percent, amount, currency } = benefit;
  const money = amount === undefined ? '' : words.money(amount, currency);
  const off =
    percent === undefined
      ? words.text('benefitAmount', { amount: money })
      : words.text(amount === undefined ? 'benefitPercent' : 'benefitPercentMost', {
          percent: words.percent(Number(percent)),
          amount: money,
        });
  return words.text(BENEFITS[kind], { off });
}

const BENEFITS = {
  voucher: 'benefitVoucher',
  feature: 'benefitFeature',
  coupon: 'benefitCoupon',
} as const;

const STATES: Readonly<Record<GivenState, Word>> = {
  ISSUED: 'offerNew',
  SEEN: 'offerNew',
  ACCEPTED: 'offerAccepted',
  RESERVED: 'offerAttached',
  REDEEMED: 'offerRedeemed',
  DECLINED: 'offerDeclined',
  EXPIRED: 'offerExpired',
  WITHDRAWN: 'offerWithdrawn',
};

export const stateOf = ({ state }: GivenOffer, words: Words): string => words.text(STATES[state]);
