import type { GivenOffer, GivenState } from '@roadstream/sdk';
import { expect, it } from 'vitest';
import { isOpen, isUsable } from '../../../apps/rider/rewards/offer-times.ts';

const NOW = Date.parse('2026-01-31T10:00:00.000Z');
const LATER = '2026-01-31T10:40:00.000Z';
const BEFORE = '2026-01-31T09:59:59.000Z';
type Dated = Pick<GivenOffer, 'state' | 'answerUntil' | 'useUntil'>;
const offer = (dated: Dated) => dated as GivenOffer;

const states: readonly GivenState[] = [
  'ISSUED',
  'SEEN',
  'ACCEPTED',
  'RESERVED',
  'REDEEMED',
  'DECLINED',
  'EXPIRED',
  'WITHDRAWN',
];

it('waits for an answer as long as it can be answered', () => {
  const open = (answerUntil: string) => states.filter((state) => isOpen(offer({ state, answerUntil }), NOW));
  expect(open(LATER)).toEqual(['ISSUED', 'SEEN']);
  expect(open(BEFORE)).toEqual([]);
});

it('can be used once it is accepted, until its time is over', () => {
  const usable = (useUntil: string) =>
    states.filter((state) => isUsable(offer({ state, answerUntil: BEFORE, useUntil }), NOW));
  expect(usable(LATER)).toEqual(['ACCEPTED']);
  expect(usable(BEFORE)).toEqual([]);
});
