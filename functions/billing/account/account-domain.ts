import { grantCredit } from '../../../shared/contracts/billing/account.ts';
import { charged, rentalMetered } from '../../../shared/contracts/billing/charges.ts';
import { priceWatched } from '../../../shared/contracts/billing/cover.ts';
import {
  featureActivated,
  featureOrdered,
  featureRefunded,
  featureRefused,
} from '../../../shared/contracts/billing/features.ts';
import { feePosted, feeWithdrawn } from '../../../shared/contracts/billing/fees.ts';
import { promotionRedeemed, redeemPromotion } from '../../../shared/contracts/billing/promotions.ts';
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
import type { AggregateDomain } from '../../../shared/runtime/aggregates.ts';
import { decideBy, isOneOf } from '../../../shared/runtime/deciders.ts';
import { type ItemRead, ownItem, reference } from '../../../shared/runtime/read-model.ts';
import { decideRedeem, readsOfRedeeming, redemptionConstraints } from '../promotions/redeeming.ts';
import { claims, tariffVersions } from '../read-models.ts';
import { accountEntries, accountItems } from './account-items.ts';
import { dueMessages, dueOf } from './due.ts';
import { evolveAccount } from './evolve-account.ts';
import {
  decideCaptured,
  decideDispute,
  decideDue,
  decideGrantCredit,
  decideMethod,
  decideOrder,
  decidePrice,
  decideRefunded,
  decideReservation,
  decideStanding,
} from './hearing.ts';
import { type AccountMessage, ownMessages, paymentsMessages } from './messages.ts';
import { standings } from './standing.ts';
import { type AccountEvent, type AccountState, accountEvents, newAccount } from './state.ts';

/**
 * How the account conducts payments. A domain of its own, in a function of its own: the room's other messages are
 * decided on tariffs and charges, and this one hears what came of those.
 */

const decide = decideBy<AccountState, AccountMessage, AccountEvent>({
  [rentalMetered.type]: decideReservation,
  [priceWatched.type]: decidePrice,
  [charged.type]: decideDue,
  [feePosted.type]: decideDue,
  [feeWithdrawn.type]: decideDue,
  [featureOrdered.type]: decideOrder,
  [featureActivated.type]: decideDue,
  [featureRefused.type]: decideDue,
  [featureRefunded.type]: decideDue,
  [authorized.type]: decideStanding,
  [authenticationNeeded.type]: decideStanding,
  [declined.type]: decideStanding,
  [voided.type]: decideStanding,
  [captureFailed.type]: decideStanding,
  [captured.type]: decideCaptured,
  [refunded.type]: decideRefunded,
  [refundFailed.type]: decideRefunded,
  [disputeOpened.type]: decideDispute,
  [disputeClosed.type]: decideDispute,
  [payerKnown.type]: decideMethod,
  [grantCredit.type]: decideGrantCredit,
  [redeemPromotion.type]: decideRedeem,
});

/** Each rider has one account, under the rider's id. */
const accountIn = ({ data }: AccountMessage): string => ('accountId' in data ? data.accountId : data.riderId);
const subjectIn = (message: AccountMessage): string | undefined => {
  if (isOneOf(dueMessages, message)) return dueOf(message).subject;
  const { data } = message;
  if ('entitlementId' in data) return data.entitlementId;
  if ('subject' in data) return data.subject;
  return 'rentalId' in data ? data.rentalId : undefined;
};

function reads(message: AccountMessage): readonly ItemRead[] {
  if (message.type === redeemPromotion.type) return readsOfRedeeming(message.data);
  const subject = subjectIn(message);
  if (subject === undefined) return [];
  const claim = ownItem(claims, { accountId: accountIn(message), subject });
  const tariff = message.type === rentalMetered.type ? message.data.reservation?.tariff : undefined;
  return tariff === undefined ? [claim] : [claim, reference(tariffVersions, tariff)];
}

export const accountDomain: AggregateDomain<AccountState, AccountMessage, AccountEvent> = {
  kinds: ['account'],
  messages: [...ownMessages, ...paymentsMessages, grantCredit, redeemPromotion],
  events: accountEvents,
  aggregateOf: (message) => `account/${accountIn(message)}`,
  aggregateOfEvent: ({ data }) => `account/${data.accountId}`,
  initial: (aggregate) => newAccount(aggregate.split('/')[1] ?? ''),
  reads,
  decide,
  evolve: evolveAccount,
  consequences: standings,
  constraints: (event) => (event.type === promotionRedeemed.type ? redemptionConstraints(event.data) : []),
  entries: accountEntries,
  readModels: accountItems,
};
