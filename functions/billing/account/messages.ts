import type { grantCredit } from '../../../shared/contracts/billing/account.ts';
import { rentalMetered } from '../../../shared/contracts/billing/charges.ts';
import { priceWatched } from '../../../shared/contracts/billing/cover.ts';
import { featureOrdered } from '../../../shared/contracts/billing/features.ts';
import type { redeemPromotion } from '../../../shared/contracts/billing/promotions.ts';
import {
  authenticationNeeded,
  authorized,
  captured,
  captureFailed,
  declined,
  disputeClosed,
  disputeOpened,
  payerKnown,
  refunded,
  refundFailed,
  voided,
} from '../../../shared/contracts/payments/payments.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';
import { dueMessages } from './due.ts';

/** What the account hears: the room's own events, what payments have become, and operators. */

/** A payment that stands otherwise now. */
export const standingMessages = [authorized, authenticationNeeded, declined, voided, captureFailed] as const;
export type StandingMessage = MessageOf<(typeof standingMessages)[number]>;

export const ownMessages = [rentalMetered, priceWatched, featureOrdered, ...dueMessages] as const;
export const paymentsMessages = [
  ...standingMessages,
  captured,
  refunded,
  refundFailed,
  disputeOpened,
  disputeClosed,
  payerKnown,
] as const;

export type AccountMessage = MessageOf<
  | (typeof ownMessages)[number]
  | (typeof paymentsMessages)[number]
  | typeof grantCredit
  | typeof redeemPromotion
>;
