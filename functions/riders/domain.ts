import { claimStanding } from '../../shared/contracts/billing/claim-standing.ts';
import { grantsOpen, grantsSettled } from '../../shared/contracts/rentals/grants.ts';
import { cancelled, ended, reservationExpired, reserved } from '../../shared/contracts/rentals/rentals.ts';
import { setBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import { giveConsent, withdrawConsent } from '../../shared/contracts/riders/consents.ts';
import { erase, eraseByOperator, recordErasure } from '../../shared/contracts/riders/erasure.ts';
import { setGroups } from '../../shared/contracts/riders/groups.ts';
import {
  askLicenceProvider,
  expireLicence,
  recordLicenceCheck,
  submitLicence,
} from '../../shared/contracts/riders/licence.ts';
import {
  askPaymentProvider,
  recordPaymentMethodCheck,
  submitPaymentMethod,
} from '../../shared/contracts/riders/payment.ts';
import {
  issuePhoneChallenge,
  registerPhoneKey,
  revokePhoneKey,
} from '../../shared/contracts/riders/phone-keys.ts';
import { block, signUp, unblock } from '../../shared/contracts/riders/riders.ts';
import { type Deciders, decideBy, isOneOf } from '../../shared/runtime/deciders.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { decideSetBillingAddress } from './billing-address.ts';
import { decideBlock, decideUnblock } from './blocking.ts';
import { decideGiveConsent, decideWithdrawConsent } from './consents.ts';
import {
  decideClaim,
  decideErase,
  decideEraseByOperator,
  decideGrants,
  decideRecordErasure,
  decideRental,
} from './erasure.ts';
import { evolve, type RiderEvent } from './evolve.ts';
import { decideSetGroups } from './groups.ts';
import {
  decideAskLicenceProvider,
  decideExpireLicence,
  decideRecordLicenceCheck,
  decideSubmitLicence,
  licenceTimers,
} from './licence.ts';
import { type RiderMessage, requests } from './messages.ts';
import {
  decideAskPaymentProvider,
  decideRecordPaymentMethodCheck,
  decideSubmitPaymentMethod,
  paymentTimers,
} from './payment.ts';
import { decideIssuePhoneChallenge, decideRegisterPhoneKey, decideRevokePhoneKey } from './phone-keys.ts';
import { readModels } from './read-models.ts';
import { decideSignUp } from './sign-up.ts';
import { initialRider, type RiderState } from './state.ts';

const AGGREGATE = 'rider/';

const deciders: Deciders<RiderState, RiderMessage, RiderEvent> = {
  [signUp.type]: decideSignUp,
  [block.type]: decideBlock,
  [unblock.type]: decideUnblock,
  [setGroups.type]: decideSetGroups,
  [setBillingAddress.type]: decideSetBillingAddress,
  [giveConsent.type]: decideGiveConsent,
  [withdrawConsent.type]: decideWithdrawConsent,
  [submitLicence.type]: decideSubmitLicence,
  [submitPaymentMethod.type]: decideSubmitPaymentMethod,
  [issuePhoneChallenge.type]: decideIssuePhoneChallenge,
  [registerPhoneKey.type]: decideRegisterPhoneKey,
  [revokePhoneKey.type]: decideRevokePhoneKey,
  [erase.type]: decideErase,
  [eraseByOperator.type]: decideEraseByOperator,
  [recordLicenceCheck.type]: decideRecordLicenceCheck,
  [askLicenceProvider.type]: decideAskLicenceProvider,
  [expireLicence.type]: decideExpireLicence,
  [recordPaymentMethodCheck.type]: decideRecordPaymentMethodCheck,
  [askPaymentProvider.type]: decideAskPaymentProvider,
  [recordErasure.type]: decideRecordErasure,
  [reserved.type]: decideRental,
  [cancelled.type]: decideRental,
  [reservationExpired.type]: decideRental,
  [ended.type]: decideRental,
  [claimStanding.type]: decideClaim,
  [grantsOpen.type]: decideGrants,
  [grantsSettled.type]: decideGrants,
};

const decide = decideBy(deciders);

/** Who has signed up, may drive, can pay, with which phones; and who was erased. */
export const domain: Domain<RiderState, RiderMessage, RiderEvent> = {
  aggregateOf: (message) => AGGREGATE + message.data.riderId,
  aggregateOfEvent: (event) => AGGREGATE + event.data.riderId,
  initial: (aggregate) => initialRider(aggregate.slice(AGGREGATE.length)),
  decide,
  decideExpired: (state, message, context) =>
    isOneOf(requests, message) ? undefined : decide(state, message, context),
  evolve,
  timers: (state) => [...licenceTimers(state), ...paymentTimers(state)],
  readModels,
};
