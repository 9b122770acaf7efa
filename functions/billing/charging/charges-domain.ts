import { paymentHeard } from '../../../shared/contracts/billing/account.ts';
import {
  adjustCharge,
  adjustmentRejected,
  adjustmentRequested,
  approveAdjustment,
  rateRental,
  rejectAdjustment,
  writeOffCharge,
} from '../../../shared/contracts/billing/adjusting.ts';
import {
  charged,
  chargeNotRated,
  credited,
  discountKnown,
  rentalMetered,
} from '../../../shared/contracts/billing/charges.ts';
import { priceWatched, watchPrice } from '../../../shared/contracts/billing/cover.ts';
import {
  buyFeature,
  endFeature,
  featureActivated,
  featureDiscountKnown,
  featureEnded,
  featureOrdered,
  featureRefunded,
  featureRefused,
  featureRequested,
} from '../../../shared/contracts/billing/features.ts';
import { pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import { featureVoucherReserved, voucherReserved } from '../../../shared/contracts/offers/given.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
  usageCorrected,
} from '../../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import {
  entitlementActivated,
  entitlementEnded,
  entitlementRefused,
} from '../../../shared/contracts/vehicles/entitlements.ts';
import { type AggregateDomain, domainOf } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import { type ItemRead, reference } from '../../../shared/runtime/read-model.ts';
import { decideAdjust, decideApprove, decideReject } from '../adjusting/adjust.ts';
import { decideRate, decideWriteOff } from '../adjusting/rate.ts';
import { filingDomain } from '../evidence/filing.ts';
import {
  afterRental,
  decideActivated,
  decideBuy,
  decideEnd,
  decideEnded,
  decideFeatureVoucher,
  decidePaymentHeard,
  decideRefused,
  evolveFeatures,
  type FeatureEvent,
  featureEntries,
  featureItems,
} from '../features/feature.ts';
import { featureListDomain } from '../features/features-domain.ts';
import { feeListDomain, feesDomain } from '../fees/fees-domain.ts';
import { reconciliationDomain } from '../ledger/reconciling.ts';
import {
  type AdjustingMessage,
  adjustingMessages,
  type ChargeMessage,
  chargeMessages,
  entitlementMessages,
  type FeatureMessage,
  featureCommands,
  type PriceMessage,
  priceMessages,
} from '../messages.ts';
import { pointsDomain } from '../points/liability.ts';
import { featureLists, tariffVersions } from '../read-models.ts';
import {
  type ChargeEvent,
  type ChargeState,
  chargeEntries,
  chargeItems,
  decidePointsReserved,
  decideReserved,
  decideTurn,
  decideUsage,
  decideVoucherReserved,
  evolveCharge,
  newCharge,
} from './charge.ts';
import { decideWatch, watchTimers } from './watching.ts';

/** What rentals cost, and what operators correct of it. */

type AnyChargeMessage = ChargeMessage | PriceMessage | AdjustingMessage | FeatureMessage;
type AnyChargeEvent = ChargeEvent | FeatureEvent;

const featureEvents = [
  featureDiscountKnown,
  featureOrdered,
  featureRequested,
  featureActivated,
  featureRefused,
  featureEnded,
  featureRefunded,
] as const;
const isOfFeature = (event: AnyChargeEvent): event is FeatureEvent =>
  featureEvents.some(({ type }) => type === event.type);

function reads(message: AnyChargeMessage): readonly ItemRead[] {
  if (message.type === buyFeature.type) return [reference(featureLists, {})];
  if (message.type === rateRental.type || message.type === watchPrice.type) {
    return [reference(tariffVersions, message.data.tariff)];
  }
  const tariff = 'usage' in message.data ? message.data.usage.tariff : undefined;
  return tariff === undefined ? [] : [reference(tariffVersions, tariff)];
}

export const rentalCharges: AggregateDomain<ChargeState, AnyChargeMessage, AnyChargeEvent> = {
  kinds: ['charge'],
  messages: [
    ...chargeMessages,
    ...priceMessages,
    ...adjustingMessages,
    ...featureCommands,
    ...entitlementMessages,
    paymentHeard,
  ],
  events: [
    rentalMetered,
    discountKnown,
    priceWatched,
    charged,
    credited,
    chargeNotRated,
    adjustmentRequested,
    adjustmentRejected,
    ...featureEvents,
  ],
  // Of payments only those for features concern it.
  aggregateOf: ({ type, data }) =>
    type === paymentHeard.type && !data.subject.startsWith('ent_') ? undefined : `charge/${data.rentalId}`,
  aggregateOfEvent: ({ data }) => `charge/${data.rentalId}`,
  initial: (aggregate) => newCharge(aggregate.slice('charge/'.length)),
  reads,
  decide: decideBy<ChargeState, AnyChargeMessage, AnyChargeEvent>({
    [reserved.type]: decideReserved,
    [pointsReserved.type]: decidePointsReserved,
    [voucherReserved.type]: decideVoucherReserved,
    [started.type]: decideTurn('DRIVING'),
    [paused.type]: decideTurn('PAUSED'),
    [resumed.type]: decideTurn('DRIVING'),
    [ended.type]: decideUsage,
    [cancelled.type]: decideUsage,
    [reservationExpired.type]: decideUsage,
    [usageCorrected.type]: decideUsage,
    [watchPrice.type]: decideWatch,
    [adjustCharge.type]: decideAdjust,
    [approveAdjustment.type]: decideApprove,
    [rejectAdjustment.type]: decideReject,
    [rateRental.type]: decideRate,
    [writeOffCharge.type]: decideWriteOff,
    [featureVoucherReserved.type]: decideFeatureVoucher,
    [buyFeature.type]: decideBuy,
    [endFeature.type]: decideEnd,
    [paymentHeard.type]: decidePaymentHeard,
    [entitlementActivated.type]: decideActivated,
    [entitlementRefused.type]: decideRefused,
    [entitlementEnded.type]: decideEnded,
  }),
  evolve: (state, event) => (isOfFeature(event) ? evolveFeatures(state, event) : evolveCharge(state, event)),
  timers: watchTimers,
  consequences: (before, after, _, context) => afterRental(before, after, context),
  entries: (event) => (isOfFeature(event) ? featureEntries(event) : chargeEntries(event)),
  readModels: (state) => [...chargeItems(state), ...featureItems(state)],
};

/** What the consumer decides: charges, fees, what points are worth, and comparisons with the provider. */
export const chargesDomain = domainOf(
  rentalCharges,
  feesDomain,
  feeListDomain,
  featureListDomain,
  pointsDomain,
  reconciliationDomain,
  filingDomain,
);
