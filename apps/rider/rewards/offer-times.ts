import type { GivenOffer } from '@roadstream/sdk';

/** Until when an offer can be answered and used. `now`: milliseconds. */

/** It waits for an answer. */
export const isOpen = ({ state, answerUntil }: GivenOffer, now: number): boolean =>
  (state === 'ISSUED' || state === 'SEEN') && Date.parse(answerUntil) > now;

/** It was accepted and can be used. */
export const isUsable = ({ state, useUntil }: GivenOffer, now: number): boolean =>
  state === 'ACCEPTED' && useUntil !== undefined && Date.parse(useUntil) > now;
