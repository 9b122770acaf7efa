import type { Data } from '../../shared/contracts/define.ts';
import type { billingAddressSet } from '../../shared/contracts/riders/billing-address.ts';
import type { consentGiven, consentWithdrawn } from '../../shared/contracts/riders/consents.ts';
import type {
  dataKeyDestroyed,
  erased,
  matterChanged,
  rentalBegan,
  rentalOver,
} from '../../shared/contracts/riders/erasure.ts';
import type { groupsSet } from '../../shared/contracts/riders/groups.ts';
import type { blocked, profileChanged, signedUp, unblocked } from '../../shared/contracts/riders/riders.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import { evolveLicence, type LicenceEvent } from './evolve-licence.ts';
import { evolvePayment, type PaymentEvent } from './evolve-payment.ts';
import { evolvePhones, type PhoneEvent } from './evolve-phones.ts';
import { type ConsentState, initialRider, type RiderState } from './state.ts';

type ProfileEvent = EventOf<
  | typeof signedUp
  | typeof profileChanged
  | typeof blocked
  | typeof unblocked
  | typeof groupsSet
  | typeof billingAddressSet
>;
type ConsentEvent = EventOf<typeof consentGiven | typeof consentWithdrawn>;
type ErasureEvent = EventOf<
  typeof erased | typeof dataKeyDestroyed | typeof rentalBegan | typeof rentalOver | typeof matterChanged
>;
export type RiderEvent =
  | ProfileEvent
  | ConsentEvent
  | LicenceEvent
  | PaymentEvent
  | PhoneEvent
  | ErasureEvent;

/** The state after an event of the room, whatever the state was. */
export function evolve(state: RiderState, event: RiderEvent): RiderState {
  switch (event.type) {
    case 'riders.signed-up.v1':
      return { ...state, signedUp: { time: event.data.time, profile: event.data.profile } };
    case 'riders.profile-changed.v1': {
      const { profile, time } = event.data;
      return { ...state, signedUp: { time: state.signedUp?.time ?? time, profile } };
    }
    case 'riders.blocked.v1':
      return { ...state, blocked: true };
    case 'riders.unblocked.v1':
      return { ...state, blocked: false };
    case 'riders.groups-set.v1': {
      const { riderId: _, ...groups } = event.data;
      return { ...state, groups };
    }
    case 'riders.billing-address-set.v1': {
      const { billingAddress: _, ...without } = state;
      const { address } = event.data;
      return address === undefined ? without : { ...without, billingAddress: address };
    }
    case 'riders.consent-given.v1':
      return { ...state, consents: afterConsent(state, event.data) };
    case 'riders.consent-withdrawn.v1':
      return { ...state, consents: afterWithdrawal(state, event.data) };
    case 'riders.rental-began.v1':
      return { ...state, rentals: [...state.rentals, event.data.rentalId] };
    case 'riders.rental-over.v1':
      return { ...state, ...afterRental(state, event.data) };
    case 'riders.matter-changed.v1':
      return { ...state, ...afterMatter(state, event.data) };
    case 'riders.erased.v1':
      return { ...initialRider(state.riderId), erased: { time: event.data.time } };
    case 'riders.data-key-destroyed.v1': {
      const { time } = event.data;
      return { ...state, erased: { time, ...state.erased, keyDestroyedAt: time } };
    }
    case 'riders.licence-submitted.v1':
    case 'riders.licence-provider-asked.v1':
    case 'riders.licence-verified.v1':
    case 'riders.licence-rejected.v1':
    case 'riders.licence-expired.v1':
      return { ...state, ...evolveLicence(state, event) };
    case 'riders.payment-method-submitted.v1':
    case 'riders.payment-provider-asked.v1':
    case 'riders.payment-authentication-needed.v1':
    case 'riders.payment-method-set.v1':
    case 'riders.payment-method-refused.v1':
      return evolvePayment(state, event);
    case 'riders.phone-challenge-issued.v1':
    case 'riders.phone-key-registered.v1':
    case 'riders.phone-key-revoked.v1':
      return { ...state, ...evolvePhones(state, event) };
  }
}

function afterConsent(
  { consents }: RiderState,
  { purpose, textVersion, time }: Data<typeof consentGiven>,
): readonly ConsentState[] {
  const others = consents.filter((consent) => consent.purpose !== purpose);
  return [...others, { purpose, textVersion, givenAt: time }];
}

function afterWithdrawal(
  { consents }: RiderState,
  { purpose, time }: Data<typeof consentWithdrawn>,
): readonly ConsentState[] {
  return consents.map((consent) =>
    consent.purpose === purpose ? { ...consent, withdrawnAt: time } : consent,
  );
}

/** Subjects of which the room remembers that they are settled. */
const SETTLED_KEPT = 16;

/** What it costs is open until the billing room says that it is settled; it may have said so already. */
function afterRental(
  { rentals, matters = [], settled = [] }: RiderState,
  { rentalId }: Data<typeof rentalOver>,
) {
  const isKnown =
    settled.includes(rentalId) ||
    matters.some(({ subject, about }) => subject === rentalId && about === 'MONEY');
  return {
    rentals: rentals.filter((id) => id !== rentalId),
    matters: isKnown
      ? matters
      : [...matters, { subject: rentalId, about: 'MONEY' as const, open: 'NOT_CHARGED' as const }],
  };
}

function afterMatter(
  { matters = [], settled = [] }: RiderState,
  { subject, about, open, until }: Data<typeof matterChanged>,
) {
  const others = matters.filter((matter) => matter.subject !== subject || matter.about !== about);
  const now =
    open === undefined
      ? others
      : [...others, { subject, about, open, ...(until === undefined ? {} : { until }) }];
  if (about === 'GRANTS') return { matters: now };
  const settledOthers = settled.filter((one) => one !== subject);
  return {
    matters: now,
    settled: open === undefined ? [...settledOthers, subject].slice(-SETTLED_KEPT) : settledOthers,
  };
}
