import type { giveConsent, withdrawConsent } from '../../shared/contracts/riders/consents.ts';
import type { erase, eraseByOperator, recordErasure } from '../../shared/contracts/riders/erasure.ts';
import type {
  askLicenceProvider,
  expireLicence,
  recordLicenceCheck,
  submitLicence,
} from '../../shared/contracts/riders/licence.ts';
import type {
  askPaymentProvider,
  recordPaymentMethodCheck,
  submitPaymentMethod,
} from '../../shared/contracts/riders/payment.ts';
import type {
  issuePhoneChallenge,
  registerPhoneKey,
  revokePhoneKey,
} from '../../shared/contracts/riders/phone-keys.ts';
import type { block, signUp, unblock } from '../../shared/contracts/riders/riders.ts';
import type { Context, Decision, Domain, MessageOf } from '../../shared/runtime/domain.ts';
import { decideBlock } from './blocking.ts';
import { decideGiveConsent, decideWithdrawConsent } from './consents.ts';
import {
  decideErase,
  decideEraseByOperator,
  decideRecordErasure,
  decideRental,
  type RentalMessage,
} from './erasure.ts';
import { evolve, type RiderEvent } from './evolve.ts';
import {
  decideAskLicenceProvider,
  decideExpireLicence,
  decideRecordLicenceCheck,
  decideSubmitLicence,
  licenceTimers,
} from './licence.ts';
import {
  decideAskPaymentProvider,
  decideRecordPaymentMethodCheck,
  decideSubmitPaymentMethod,
  paymentTimers,
} from './payment.ts';
import { decideIssuePhoneChallenge, decideRegisterPhoneKey, decideRevokePhoneKey } from './phone-keys.ts';
import { documents } from './read-models.ts';
import { decideSignUp } from './sign-up.ts';
import { initialRider, type RiderState } from './state.ts';

/** What somebody wants: after its time it is not wanted any more. */
type Wish = MessageOf<
  | typeof signUp
  | typeof block
  | typeof unblock
  | typeof giveConsent
  | typeof withdrawConsent
  | typeof submitLicence
  | typeof submitPaymentMethod
  | typeof issuePhoneChallenge
  | typeof registerPhoneKey
  | typeof revokePhoneKey
  | typeof erase
  | typeof eraseByOperator
>;
/** What timers, ports and other rooms say: it counts however late it is decided. */
type Word =
  | MessageOf<
      | typeof recordLicenceCheck
      | typeof askLicenceProvider
      | typeof expireLicence
      | typeof recordPaymentMethodCheck
      | typeof askPaymentProvider
      | typeof recordErasure
    >
  | RentalMessage;
export type RiderMessage = Wish | Word;

const AGGREGATE = 'rider/';

function decide(state: RiderState, message: RiderMessage, context: Context): Decision<RiderEvent> {
  return isWish(message) ? decideWish(state, message, context) : decideWord(state, message, context);
}

function decideWish(state: RiderState, message: Wish, context: Context): Decision<RiderEvent> {
  switch (message.type) {
    case 'riders.sign-up.v1':
      return decideSignUp(state, message, context);
    case 'riders.block.v1':
      return decideBlock(state, message, true, context);
    case 'riders.unblock.v1':
      return decideBlock(state, message, false, context);
    case 'riders.give-consent.v1':
      return decideGiveConsent(state, message, context);
    case 'riders.withdraw-consent.v1':
      return decideWithdrawConsent(state, message, context);
    case 'riders.submit-licence.v1':
      return decideSubmitLicence(state, message, context);
    case 'riders.submit-payment-method.v1':
      return decideSubmitPaymentMethod(state, message, context);
    case 'riders.issue-phone-challenge.v1':
      return decideIssuePhoneChallenge(state, message, context);
    case 'riders.register-phone-key.v1':
      return decideRegisterPhoneKey(state, message, context);
    case 'riders.revoke-phone-key.v1':
      return decideRevokePhoneKey(state, message, context);
    case 'riders.erase.v1':
      return decideErase(state, context);
    case 'riders.erase-by-operator.v1':
      return decideEraseByOperator(state, message, context);
  }
}

function decideWord(state: RiderState, message: Word, context: Context): Decision<RiderEvent> {
  switch (message.type) {
    case 'riders.record-licence-check.v1':
      return decideRecordLicenceCheck(state, message, context);
    case 'riders.ask-licence-provider.v1':
      return decideAskLicenceProvider(state, message, context);
    case 'riders.expire-licence.v1':
      return decideExpireLicence(state, message, context);
    case 'riders.record-payment-method-check.v1':
      return decideRecordPaymentMethodCheck(state, message, context);
    case 'riders.ask-payment-provider.v1':
      return decideAskPaymentProvider(state, message, context);
    case 'riders.record-erasure.v1':
      return decideRecordErasure(state, message);
    case 'rentals.reserved.v1':
    case 'rentals.cancelled.v1':
    case 'rentals.reservation-expired.v1':
    case 'rentals.ended.v1':
      return decideRental(state, message);
  }
}

function decideExpired(state: RiderState, message: RiderMessage, context: Context): Decision<RiderEvent> {
  return isWish(message)
    ? { kind: 'refuse', code: 'EXPIRED', detail: `${message.type} was decided too late.` }
    : decideWord(state, message, context);
}

const wishes: ReadonlySet<string> = new Set<Wish['type']>([
  'riders.sign-up.v1',
  'riders.block.v1',
  'riders.unblock.v1',
  'riders.give-consent.v1',
  'riders.withdraw-consent.v1',
  'riders.submit-licence.v1',
  'riders.submit-payment-method.v1',
  'riders.issue-phone-challenge.v1',
  'riders.register-phone-key.v1',
  'riders.revoke-phone-key.v1',
  'riders.erase.v1',
  'riders.erase-by-operator.v1',
]);

function isWish(message: RiderMessage): message is Wish {
  return wishes.has(message.type);
}

/** Who has signed up, may drive, can pay, with which phones; and who was erased. */
export const domain: Domain<RiderState, RiderMessage, RiderEvent> = {
  aggregateOf: (message) => AGGREGATE + message.data.riderId,
  aggregateOfEvent: (event) => AGGREGATE + event.data.riderId,
  initial: (aggregate) => initialRider(aggregate.slice(AGGREGATE.length)),
  decide,
  decideExpired,
  evolve,
  timers: (state) => [...licenceTimers(state), ...paymentTimers(state)],
  documents,
};
