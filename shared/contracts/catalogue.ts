import * as account from './billing/account.ts';
import * as adjusting from './billing/adjusting.ts';
import * as billing from './billing/billing.ts';
import * as books from './billing/books.ts';
import * as charges from './billing/charges.ts';
import * as claimStanding from './billing/claim-standing.ts';
import * as cover from './billing/cover.ts';
import * as documents from './billing/documents.ts';
import * as evidence from './billing/evidence.ts';
import * as features from './billing/features.ts';
import * as fees from './billing/fees.ts';
import * as options from './billing/options.ts';
import * as pointsLiability from './billing/points-liability.ts';
import * as promotions from './billing/promotions.ts';
import * as reconciliation from './billing/reconciliation.ts';
import * as tariffManagement from './billing/tariff-management.ts';
import * as car from './car/car.ts';
import type {
  MessageContract,
  MqttContract,
  RouteContract,
  SocketContract,
  TopicContract,
} from './define.ts';
import type { RoomError } from './errors.ts';
import * as gbfsFeed from './gbfs/feed.ts';
import * as gbfs from './gbfs/gbfs.ts';
import * as loyaltyExchanges from './loyalty/exchanges.ts';
import * as loyalty from './loyalty/loyalty.ts';
import * as loyaltyPoints from './loyalty/points.ts';
import * as loyaltyProgramme from './loyalty/programme.ts';
import * as loyaltyTransfers from './loyalty/transfers.ts';
import * as mail from './mail/mail.ts';
import * as offerCodes from './offers/codes.ts';
import * as givenOffers from './offers/given.ts';
import * as offer from './offers/offer.ts';
import * as offers from './offers/offers.ts';
import * as partnersDeliveries from './partners/deliveries.ts';
import * as partnersEndpoints from './partners/endpoints.ts';
import * as partnersMessages from './partners/messages-in.ts';
import * as partners from './partners/partners.ts';
import * as paymentCommands from './payments/commands.ts';
import * as ownPayments from './payments/own-payments.ts';
import * as payments from './payments/payments.ts';
import * as deadLetters from './platform/dead-letters.ts';
import * as platform from './platform/platform.ts';
import * as realtime from './realtime/realtime.ts';
import * as availability from './rentals/availability.ts';
import * as damage from './rentals/damage.ts';
import * as finding from './rentals/finding.ts';
import * as rentalGrants from './rentals/grants.ts';
import * as rentalPayment from './rentals/payment.ts';
import * as rentalPaymentHeard from './rentals/payment-heard.ts';
import * as rentals from './rentals/rentals.ts';
import * as riderStanding from './rentals/rider-standing.ts';
import * as rentalTariffs from './rentals/tariffs.ts';
import * as rentalUse from './rentals/use.ts';
import * as zones from './rentals/zones.ts';
import * as ridersBillingAddress from './riders/billing-address.ts';
import * as ridersConsents from './riders/consents.ts';
import * as ridersErasure from './riders/erasure.ts';
import * as ridersGroups from './riders/groups.ts';
import * as ridersLicence from './riders/licence.ts';
import * as ridersOwnData from './riders/own-data.ts';
import * as ridersPayment from './riders/payment.ts';
import * as ridersPhoneKeys from './riders/phone-keys.ts';
import * as riders from './riders/riders.ts';
import * as stories from './stories/stories.ts';
import * as telemetry from './telemetry/telemetry.ts';
import * as vehicleEntitlements from './vehicles/entitlements.ts';
import * as vehicleGrants from './vehicles/grants.ts';
import * as vehicles from './vehicles/vehicles.ts';

/** Everything that crosses an edge, in lists: what documents, tests and the realtime room are made from. */

/** Every module with contracts. Add that of a new room here. */
const modules = [
  // One a line.
  car,
  telemetry,
  vehicles,
  vehicleEntitlements,
  vehicleGrants,
  riders,
  ridersOwnData,
  ridersConsents,
  ridersLicence,
  ridersPayment,
  ridersPhoneKeys,
  ridersErasure,
  ridersGroups,
  ridersBillingAddress,
  rentals,
  rentalGrants,
  rentalTariffs,
  damage,
  rentalUse,
  rentalPayment,
  rentalPaymentHeard,
  riderStanding,
  zones,
  availability,
  finding,
  loyalty,
  loyaltyProgramme,
  loyaltyPoints,
  loyaltyExchanges,
  loyaltyTransfers,
  offers,
  offer,
  givenOffers,
  offerCodes,
  realtime,
  gbfs,
  gbfsFeed,
  billing,
  tariffManagement,
  charges,
  claimStanding,
  evidence,
  reconciliation,
  cover,
  pointsLiability,
  adjusting,
  books,
  documents,
  fees,
  features,
  options,
  mail,
  account,
  promotions,
  payments,
  paymentCommands,
  ownPayments,
  partners,
  partnersEndpoints,
  partnersDeliveries,
  partnersMessages,
  stories,
  platform,
  deadLetters,
];

// Sorted by name, as Node sorts the exports of a namespace. A tool that rewrites modules may order them differently.
const values: readonly unknown[] = modules.flatMap((module) =>
  Object.entries(module as Record<string, unknown>)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => value),
);

/** Contracts that make messages are functions. */
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function ofKind<Contract extends { readonly kind: string }>(
  ...kinds: readonly Contract['kind'][]
): readonly Contract[] {
  return values.filter(
    (value): value is Contract =>
      isObject(value) && 'kind' in value && kinds.some((kind) => kind === value.kind),
  );
}

export const messages = ofKind<MessageContract>('command', 'event');
export const mqttMessages = ofKind<MqttContract>('mqtt');
export const socketMessages = ofKind<SocketContract>('socket');
export const roomErrors = ofKind<RoomError>('error');
export const routes = ofKind<RouteContract>('route');
export const topics = values.filter(
  (value): value is TopicContract => isObject(value) && 'retentionDays' in value,
);
