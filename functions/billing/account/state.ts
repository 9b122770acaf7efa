import type { Claim, Part } from '../../../shared/contracts/billing/account.ts';
import * as account from '../../../shared/contracts/billing/account.ts';
import { claimStanding } from '../../../shared/contracts/billing/claim-standing.ts';
import { authorizationRaised, authorizationShort } from '../../../shared/contracts/billing/cover.ts';
import { promotionRedeemed } from '../../../shared/contracts/billing/promotions.ts';
import type { EventOf } from '../../../shared/runtime/domain.ts';
import type { Frozen } from '../../../shared/runtime/read-model.ts';

/** Who pays: account credit, and the claims that are not settled, or were settled last. */
export interface AccountState {
  readonly kind: 'account';
  readonly accountId: string;
  /** By currency, minor units. */
  readonly credit: Readonly<Record<string, number>>;
  /** Whose codes were redeemed. */
  readonly promotions?: readonly string[];
  /** The newest last. One that is settled is forgotten in time; its item stays, and brings it back. */
  readonly claims: readonly ClaimState[];
}
export type ClaimState = Frozen<Claim>;
export type PartState = Frozen<Part>;

/** All that happens to an account. */
export const accountEvents = [
  account.claimOpened,
  account.dueChanged,
  authorizationRaised,
  authorizationShort,
  account.paymentCommanded,
  account.captureCommanded,
  account.voidCommanded,
  account.refundCommanded,
  account.paymentHeard,
  account.paymentReceived,
  account.paymentReturned,
  account.paymentDisputed,
  account.creditMoved,
  account.creditGranted,
  claimStanding,
  promotionRedeemed,
] as const;
export type AccountEvent = EventOf<(typeof accountEvents)[number]>;

export const newAccount = (accountId: string): AccountState => ({
  kind: 'account',
  accountId,
  credit: {},
  claims: [],
});

export const claimOf = ({ claims }: AccountState, subject: string): ClaimState | undefined =>
  claims.find((claim) => claim.subject === subject);
