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
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What a rider or an operator asks for: decided too late, it does not happen. */
export const requests = [
  signUp,
  block,
  unblock,
  setGroups,
  setBillingAddress,
  giveConsent,
  withdrawConsent,
  submitLicence,
  submitPaymentMethod,
  issuePhoneChallenge,
  registerPhoneKey,
  revokePhoneKey,
  erase,
  eraseByOperator,
] as const;

/** What timers, ports and other rooms say: it counts, however late it is decided. */
export const reports = [
  recordLicenceCheck,
  askLicenceProvider,
  expireLicence,
  recordPaymentMethodCheck,
  askPaymentProvider,
  recordErasure,
  reserved,
  cancelled,
  reservationExpired,
  ended,
  claimStanding,
  grantsOpen,
  grantsSettled,
] as const;

export type RiderMessage = MessageOf<(typeof requests | typeof reports)[number]>;
