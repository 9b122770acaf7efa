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
import { pointsReserved } from '../../../shared/contracts/loyalty/points.ts';
import { voucherReserved } from '../../../shared/contracts/offers/given.ts';
import {
  cancelled,
  ended,
  reservationExpired,
  reserved,
  started,
  usageCorrected,
} from '../../../shared/contracts/rentals/rentals.ts';
import { paused, resumed } from '../../../shared/contracts/rentals/use.ts';
import { type AggregateDomain, domainOf } from '../../../shared/runtime/aggregates.ts';
import { decideBy } from '../../../shared/runtime/deciders.ts';
import { type ItemRead, reference } from '../../../shared/runtime/read-model.ts';
import { decideAdjust, decideApprove, decideReject } from '../adjusting/adjust.ts';
import { decideRate, decideWriteOff } from '../adjusting/rate.ts';
import { filingDomain } from '../evidence/filing.ts';
import { feeListDomain, feesDomain } from '../fees/fees-domain.ts';
import { reconciliationDomain } from '../ledger/reconciling.ts';
import {
  type AdjustingMessage,
  adjustingMessages,
  type ChargeMessage,
  chargeMessages,
  type PriceMessage,
  priceMessages,
} from '../messages.ts';
import { pointsDomain } from '../points/liability.ts';
import { tariffVersions } from '../read-models.ts';
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

type AnyChargeMessage = ChargeMessage | PriceMessage | AdjustingMessage;

function reads(message: AnyChargeMessage): readonly ItemRead[] {
  if (message.type === rateRental.type || message.type === watchPrice.type) {
    return [reference(tariffVersions, message.data.tariff)];
  }
  const tariff = 'usage' in message.data ? message.data.usage.tariff : undefined;
  return tariff === undefined ? [] : [reference(tariffVersions, tariff)];
}

export const rentalCharges: AggregateDomain<ChargeState, AnyChargeMessage, ChargeEvent> = {
  kinds: ['charge'],
  messages: [...chargeMessages, ...priceMessages, ...adjustingMessages],
  events: [
    rentalMetered,
    discountKnown,
    priceWatched,
    charged,
    credited,
    chargeNotRated,
    adjustmentRequested,
    adjustmentRejected,
  ],
  aggregateOf: ({ data }) => `charge/${data.rentalId}`,
  aggregateOfEvent: ({ data }) => `charge/${data.rentalId}`,
  initial: (aggregate) => newCharge(aggregate.slice('charge/'.length)),
  reads,
  decide: decideBy<ChargeState, AnyChargeMessage, ChargeEvent>({
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
  }),
  evolve: evolveCharge,
  timers: watchTimers,
  entries: chargeEntries,
  readModels: chargeItems,
};

/** What the consumer decides: charges, fees, what points are worth, and comparisons with the provider. */
export const chargesDomain = domainOf(
  rentalCharges,
  feesDomain,
  feeListDomain,
  pointsDomain,
  reconciliationDomain,
  filingDomain,
);
