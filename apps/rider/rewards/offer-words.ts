import type { Benefit, GivenOffer, GivenState, OfferText } from '@roadstream/sdk';
import type { Word, Words } from '../words/words.ts';

/** An offer in words. */

/** In the reader's language, else in English, else in the first that there is. */
export function textOf({ texts, partnerName }: GivenOffer, words: Words): OfferText {
  const inLanguage = (wanted: string): OfferText | undefined =>
    texts.find(({ language }) => language === wanted);
  return (
    inLanguage(words.language) ??
    inLanguage('en') ??
    texts[0] ?? { language: words.language, title: partnerName, text: '' }
  );
}

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
  return words.text(kind === 'voucher' ? 'benefitVoucher' : 'benefitCoupon', { off });
}

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
