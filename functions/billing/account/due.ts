import { charged } from '../../../shared/contracts/billing/charges.ts';
import {
  featureActivated,
  featureRefunded,
  featureRefused,
} from '../../../shared/contracts/billing/features.ts';
import { feePosted, feeWithdrawn } from '../../../shared/contracts/billing/fees.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';

/** What the room's own events make due. Whatever else is to be paid is added here. */

export const dueMessages = [
  charged,
  feePosted,
  feeWithdrawn,
  featureActivated,
  featureRefused,
  featureRefunded,
] as const;
export type DueMessage = MessageOf<(typeof dueMessages)[number]>;

/** The whole that is due for its subject by this revision. A higher revision takes the place of a lower one. */
export interface Due {
  readonly subject: string;
  readonly revision: number;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  readonly names: { readonly riderId: string; readonly rentalId?: string; readonly vin?: string };
}

/**
 * A credit of a charge needs no word of its own: the charge that takes the place of the credited one comes with it, and
 * the difference is what moves. A fee that is withdrawn has nothing in its place.
 */
export function dueOf(message: DueMessage): Due {
  if (isOfFeature(message)) return dueOfFeature(message);
  const { type, data } = message;
  const { riderId, rentalId, charge } = data;
  const { currency, due: amount } = charge;
  switch (type) {
    case 'billing.charged.v1': {
      const { revision, vin } = data;
      return { subject: rentalId, revision, currency, amount, names: { riderId, rentalId, vin } };
    }
    case 'billing.fee-posted.v1':
      return { subject: data.feeId, revision: 1, currency, amount, names: { riderId, rentalId } };
    case 'billing.fee-withdrawn.v1':
      return { subject: data.feeId, revision: 2, currency, amount: 0, names: { riderId, rentalId } };
  }
}

const isOfFeature = (message: DueMessage): message is FeatureDue =>
  message.type.startsWith('billing.feature-');

type FeatureDue = MessageOf<typeof featureActivated | typeof featureRefused | typeof featureRefunded>;

/** What the car does not get, costs nothing: what was reserved for it is free again. */
function dueOfFeature({ type, data }: FeatureDue): Due {
  const { entitlementId: subject, riderId, rentalId, vin } = data;
  const names = { riderId, rentalId, vin };
  switch (type) {
    case 'billing.feature-activated.v1': {
      const { currency, due: amount } = data.charge;
      return { subject, revision: 1, currency, amount, names };
    }
    case 'billing.feature-refused.v1':
      return { subject, revision: 1, currency: data.currency, amount: 0, names };
    case 'billing.feature-refunded.v1':
      return { subject, revision: 2, currency: data.charge.currency, amount: 0, names };
  }
}
