import type * as account from '../../../shared/contracts/billing/account.ts';
import type { Claim, Part } from '../../../shared/contracts/billing/account.ts';
import type { DomainEvent, EventOf } from '../../../shared/runtime/domain.ts';
import type { Frozen } from '../../../shared/runtime/read-model.ts';

/** Who pays: account credit, and the claims that are not settled, or were settled last. */
export interface AccountState {
  readonly kind: 'account';
  readonly accountId: string;
  /** By currency, minor units. */
  readonly credit: Readonly<Record<string, number>>;
  /** The newest last. One that is settled is forgotten in time; its item stays, and brings it back. */
  readonly claims: readonly ClaimState[];
}
export type ClaimState = Frozen<Claim>;
export type PartState = Frozen<Part>;

export type AccountEvent = EventOf<
  | typeof account.claimOpened
  | typeof account.dueChanged
  | typeof account.paymentCommanded
  | typeof account.captureCommanded
  | typeof account.voidCommanded
  | typeof account.refundCommanded
  | typeof account.paymentHeard
  | typeof account.paymentReceived
  | typeof account.paymentReturned
  | typeof account.paymentDisputed
  | typeof account.creditMoved
  | typeof account.creditGranted
>;

const types: Readonly<Record<AccountEvent['type'], true>> = {
  'billing.claim-opened.v1': true,
  'billing.due-changed.v1': true,
  'billing.payment-commanded.v1': true,
  'billing.capture-commanded.v1': true,
  'billing.void-commanded.v1': true,
  'billing.refund-commanded.v1': true,
  'billing.payment-heard.v1': true,
  'billing.payment-received.v1': true,
  'billing.payment-returned.v1': true,
  'billing.payment-disputed.v1': true,
  'billing.credit-moved.v1': true,
  'billing.credit-granted.v1': true,
};
/** Tells the account's events from the room's others. */
export const isOfAccount = (event: DomainEvent): event is AccountEvent => event.type in types;

export const newAccount = (accountId: string): AccountState => ({
  kind: 'account',
  accountId,
  credit: {},
  claims: [],
});

export const claimOf = ({ claims }: AccountState, subject: string): ClaimState | undefined =>
  claims.find((claim) => claim.subject === subject);
