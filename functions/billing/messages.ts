import type { paymentHeard } from '../../shared/contracts/billing/account.ts';
import {
  adjustCharge,
  approveAdjustment,
  rateRental,
  rejectAdjustment,
  writeOffCharge,
} from '../../shared/contracts/billing/adjusting.ts';
import { watchPrice } from '../../shared/contracts/billing/cover.ts';
import { recordEvidence } from '../../shared/contracts/billing/evidence.ts';
import { buyFeature, endFeature, type setFeatureList } from '../../shared/contracts/billing/features.ts';
import {
  assessNoShow,
  decideFee,
  objectToFee,
  postFee,
  type setFeeList,
  withdrawNoShow,
} from '../../shared/contracts/billing/fees.ts';
import { reconcile, recordReconciliation } from '../../shared/contracts/billing/reconciliation.ts';
import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { type pointsMoved, pointsReserved } from '../../shared/contracts/loyalty/points.ts';
import { featureVoucherReserved, voucherReserved } from '../../shared/contracts/offers/given.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
  usageCorrected,
} from '../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../shared/contracts/rentals/use.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import {
  entitlementActivated,
  entitlementEnded,
  entitlementRefused,
} from '../../shared/contracts/vehicles/entitlements.ts';
import { isOneOf } from '../../shared/runtime/deciders.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const tariffMessages = [draftTariff, publishTariff, retireTariff] as const;
export type TariffMessage = MessageOf<(typeof tariffMessages)[number]>;

export const choiceMessages = [setTariffChoice, zonesSet] as const;
export type ChoiceMessage = MessageOf<(typeof choiceMessages)[number]>;

/** The last four carry the usage that is charged. */
export const chargeMessages = [
  reserved,
  pointsReserved,
  voucherReserved,
  featureVoucherReserved,
  started,
  paused,
  resumed,
  ended,
  cancelled,
  reservationExpired,
  usageCorrected,
] as const;
export type ChargeMessage = MessageOf<(typeof chargeMessages)[number]>;

/** Of what a running rental costs so far. */
export const priceMessages = [watchPrice] as const;
export type PriceMessage = MessageOf<(typeof priceMessages)[number]>;

/** Of days that are compared with the provider's balance. */
export const reconciliationMessages = [reconcile, recordReconciliation] as const;
export type ReconciliationMessage = MessageOf<(typeof reconciliationMessages)[number]>;

/** What the port says of evidence. */
export const evidenceMessages = [recordEvidence] as const;

/** What points of members are worth changes with each movement. */
export type PointsMessage = MessageOf<typeof pointsMoved>;

/** What operators do about charges. */
export const adjustingMessages = [
  adjustCharge,
  approveAdjustment,
  rejectAdjustment,
  rateRental,
  writeOffCharge,
] as const;
export type AdjustingMessage = MessageOf<(typeof adjustingMessages)[number]>;

/** What riders and operators want of features, and what is heard of their payments and of the cars. */
export const featureCommands = [buyFeature, endFeature] as const;
export const entitlementMessages = [entitlementActivated, entitlementRefused, entitlementEnded] as const;
export type FeatureMessage = MessageOf<
  (typeof featureCommands)[number] | (typeof entitlementMessages)[number] | typeof paymentHeard
>;

/** What happens to a fee. */
export const feeMessages = [postFee, assessNoShow, withdrawNoShow, objectToFee, decideFee] as const;
export type FeeMessage = MessageOf<(typeof feeMessages)[number]>;

/** The room sends them to itself: they are decided, however late they come. */
const ownMessages = [assessNoShow, withdrawNoShow] as const;
export const isOwn = (message: BillingMessage): boolean => isOneOf(ownMessages, message);

export type BillingMessage =
  | TariffMessage
  | ChoiceMessage
  | ChargeMessage
  | PriceMessage
  | AdjustingMessage
  | FeeMessage
  | MessageOf<typeof setFeeList>
  | ReconciliationMessage
  | FeatureMessage
  | MessageOf<typeof setFeatureList>
  | MessageOf<(typeof evidenceMessages)[number]>
  | PointsMessage;
