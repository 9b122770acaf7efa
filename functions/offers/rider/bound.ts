import type { Charge } from '../../../shared/contracts/billing/charge.ts';
import type { GivenOffer } from '../../../shared/contracts/offers/given.ts';
import { isBefore } from '../../../shared/kernel/time.ts';
import type { Context } from '../../../shared/runtime/domain.ts';
import type { RiderState } from './state.ts';
import type { Stepping } from './stepping.ts';

/** Vouchers that are attached to a rental, and what becomes of them. */

export const isForRental = ({ benefit: { kind } }: GivenOffer): boolean =>
  kind === 'voucher' || kind === 'feature';

/**
 * What was attached to the rental, also if it was taken off again: billing may have used it before it heard that. So it is
 * for no other rental until the charge says what was used.
 */
export const boundTo = (state: RiderState, rentalId: string): readonly GivenOffer[] =>
  state.offers.filter((one) => one.state === 'RESERVED' && one.rentalId === rentalId);

/** Free again, or over if its time has passed meanwhile. */
export function release(stepping: Stepping, offer: GivenOffer, movementId: string, { now }: Context): void {
  const { rentalId: _, isDetached: __, ...free } = offer;
  const released = stepping.step({ movementId, reason: 'RELEASED' }, free, 'ACCEPTED');
  if (offer.useUntil !== undefined && !isBefore(now, offer.useUntil)) {
    stepping.step({ movementId: `expire/${offer.issueId}`, reason: 'EXPIRED' }, released, 'EXPIRED');
    stepping.giveBack(released);
  }
}

/** What a charge lists of vouchers. */
export const vouchersIn = ({ lines }: Charge) =>
  lines.flatMap(({ reason }) => (reason.code === 'VOUCHER' ? [reason] : []));

/** What the charge lists of this one. */
export const usedOf = ({ issueId }: GivenOffer, charge: Charge): number =>
  vouchersIn(charge).reduce((sum, { voucherId, amount }) => (voucherId === issueId ? sum + amount : sum), 0);
