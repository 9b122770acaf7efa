import type { paymentHeard } from '../../../shared/contracts/billing/account.ts';
import {
  type BoughtFeature,
  type buyFeature,
  type endFeature,
  featureActivated,
  featureBought,
  featureDiscountKnown,
  featureEnded,
  featureListChanged,
  featureNotActive,
  featureNotForModel,
  featureOrdered,
  featureRefunded,
  featureRefused,
  featureRequested,
  featureUnknown,
  featureVoucherNotThere,
} from '../../../shared/contracts/billing/features.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import type { featureVoucherReserved } from '../../../shared/contracts/offers/given.ts';
import {
  type entitlementActivated,
  type entitlementEnded,
  type entitlementRefused,
  grantEntitlement,
  withdrawEntitlement,
} from '../../../shared/contracts/vehicles/entitlements.ts';
import type { Consequences, Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { onlyOperators } from '../adjusting/adjust.ts';
import { type ChargeState, moved } from '../charging/charge.ts';
import { chargeMovement, reversed } from '../charging/movement.ts';
import { hasBegun } from '../charging/so-far.ts';
import { boughtFeatures, boughtOfRental, featureLists } from '../read-models.ts';
import { featureCharge } from './feature-list.ts';
import { type FeatureState, isOpen } from './feature-state.ts';
import { freeVoucher, hasPaid, isFor, voucherOf, withDiscount, withoutUsed } from './feature-voucher.ts';

/**
 * A bought feature: its price is reserved, the car is asked, and what the car has confirmed is owed. Each step is taken on
 * the rental's aggregate, which knows who rents which car and whether the rental still runs.
 */

export type FeatureEvent = EventOf<
  | typeof featureDiscountKnown
  | typeof featureOrdered
  | typeof featureRequested
  | typeof featureActivated
  | typeof featureRefused
  | typeof featureEnded
  | typeof featureRefunded
>;
type FeatureDecision = Decision<FeatureEvent, ChargeState>;

export function decideBuy(
  state: ChargeState,
  { data: { rentalId, riderId, feature, listVersion, voucherId }, principal }: MessageOf<typeof buyFeature>,
  context: Context,
): FeatureDecision {
  const { rental, metered, features = [] } = state;
  if (rental === undefined || rental.riderId !== riderId || principal?.id !== riderId) {
    return {
      kind: 'refuse',
      code: 'RENTAL_UNKNOWN',
      detail: `There is no rental ${rentalId} of yours.`,
    };
  }
  if (metered === undefined || !hasBegun(metered)) {
    return {
      kind: 'refuse',
      code: 'RENTAL_NOT_IN_USE',
      detail: 'Features are for the car of a running rental.',
    };
  }
  const known = context.read(featureLists, {});
  const terms = known?.list.features.find((one) => one.feature === feature);
  if (known === undefined || terms === undefined) {
    return featureUnknown(`The list of features has no ${feature}.`);
  }
  if (known.version !== listVersion) {
    return featureListChanged(`Version ${known.version} of the list is in force.`);
  }
  if (!terms.models.includes(metered.model)) {
    return featureNotForModel(`A ${metered.model} cannot have ${feature}.`);
  }
  if (features.some((one) => one.feature === feature && isOpen(one))) {
    return featureBought(`${feature} was bought for this rental.`);
  }
  const { currency } = known.list;
  const voucher = voucherId === undefined ? undefined : freeVoucher(state);
  if (voucherId !== undefined && !(voucherOf(voucher) === voucherId && isFor(voucher, feature, currency))) {
    return featureVoucherNotThere(`${voucherId} is not attached for ${feature}, or in use.`);
  }
  const charge = featureCharge(terms, currency, voucher === undefined ? [] : [voucher.discount]);
  const ordered = featureOrdered({
    entitlementId: context.id('ent'),
    rentalId,
    ...rental,
    feature,
    listVersion,
    minutes: terms.minutes,
    charge,
    time: context.now,
  });
  const { entitlementId } = ordered.data;
  const resultAfter = (after: ChargeState) => bodyOf(after, entitlementId);
  if (charge.due > 0) return { kind: 'accept', events: [ordered], resultAfter };
  // There is nothing to reserve.
  const { event, output } = requested(ordered.data, context.now);
  return { kind: 'accept', events: [ordered, event], outputs: [output], resultAfter };
}

/** The price is reserved: the car is asked. */
function requested(known: Data<typeof featureOrdered>, time: string) {
  const names = namesOf(known);
  const { feature, minutes } = known;
  return {
    event: featureRequested({ ...names, time }),
    output: grantEntitlement({ ...names, feature, seconds: minutes * 60 }),
  };
}

/** The rider has attached a voucher for a feature, or another than before; at zero, none. */
export function decideFeatureVoucher(
  state: ChargeState,
  { data }: MessageOf<typeof featureVoucherReserved>,
): FeatureDecision {
  const { rentalId, riderId, voucherId, feature, percent, amount, currency, time } = data;
  if (state.rental?.riderId !== riderId) return ignore('The rental is not this rider’s.');
  if (state.final !== undefined) return ignore('The rental is charged.');
  if (hasPaid(state, voucherId)) return ignore('It has paid for a feature of this rental.');
  const discount = {
    kind: 'voucher',
    voucherId,
    ...(percent === undefined ? {} : { percent }),
    ...(amount === undefined ? {} : { amount }),
  } as const;
  return {
    kind: 'accept',
    events: [featureDiscountKnown({ rentalId, riderId, feature, discount, currency, time })],
  };
}

/** What the account has heard of the payment. What waits for an authentication goes on waiting. */
export function decidePaymentHeard(
  state: ChargeState,
  { data: { subject, state: standing } }: MessageOf<typeof paymentHeard>,
  { now: time }: Context,
): FeatureDecision {
  const known = featureOf(state, subject);
  if (known?.state !== 'ORDERED') return ignore('No order waits for it.');
  if (standing === 'DECLINED') {
    return { kind: 'accept', events: [refused(known, 'PAYMENT_DECLINED', time)] };
  }
  if (standing !== 'AUTHORIZED') return ignore(`The payment is ${standing}.`);
  const { event, output } = requested(known, time);
  return { kind: 'accept', events: [event], outputs: [output] };
}

/** Only what the car has confirmed is owed. */
export function decideActivated(
  state: ChargeState,
  { data: { entitlementId, until } }: MessageOf<typeof entitlementActivated>,
  { now: time }: Context,
): FeatureDecision {
  const known = featureOf(state, entitlementId);
  if (known?.state !== 'REQUESTED') return ignore('No order waits for it.');
  const { feature, charge, riderId } = known;
  const movement = chargeMovement(`feature/${entitlementId}`, riderId, charge);
  const activated = featureActivated({ ...namesOf(known), feature, until, charge, movement, time });
  return { kind: 'accept', events: [activated] };
}

export function decideRefused(
  state: ChargeState,
  { data: { entitlementId, reason } }: MessageOf<typeof entitlementRefused>,
  { now: time }: Context,
): FeatureDecision {
  const known = featureOf(state, entitlementId);
  if (known?.state !== 'REQUESTED') return ignore('No order waits for it.');
  return { kind: 'accept', events: [refused(known, reason, time)] };
}

export function decideEnded(
  state: ChargeState,
  { data: { entitlementId, why } }: MessageOf<typeof entitlementEnded>,
  { now: time }: Context,
): FeatureDecision {
  const known = featureOf(state, entitlementId);
  if (known?.state !== 'ACTIVE') return ignore('It is over already.');
  const { feature } = known;
  return { kind: 'accept', events: [featureEnded({ ...namesOf(known), feature, why, time })] };
}

/** By our doing, so the rider gets all of it back. */
export function decideEnd(
  state: ChargeState,
  { data: { entitlementId, reason }, principal }: MessageOf<typeof endFeature>,
  { now: time }: Context,
): FeatureDecision {
  if (principal?.kind !== 'operator') return onlyOperators;
  const known = featureOf(state, entitlementId);
  if (known === undefined) return featureUnknown(`${entitlementId} was not bought for this rental.`);
  const { feature, charge, movement: owed } = known;
  if (known.state !== 'ACTIVE' || owed === undefined) return featureNotActive(`It is ${known.state}.`);
  const names = namesOf(known);
  const movement = reversed(`feature-credit/${entitlementId}`, owed);
  const { id: operator } = principal;
  return {
    kind: 'accept',
    events: [featureRefunded({ ...names, feature, charge, movement, reason, operator, time })],
    outputs: [withdrawEntitlement(names)],
    resultAfter: (after) => bodyOf(after, entitlementId),
  };
}

/** The next rider has not bought it: with the rental everything of it is over. */
export function afterRental(
  before: ChargeState,
  after: ChargeState,
  { now: time }: Context,
): Consequences<FeatureEvent> {
  if (before.metered === undefined || after.metered !== undefined) return {};
  const open = (after.features ?? []).filter(isOpen);
  return {
    events: open.map((known) =>
      known.state === 'ACTIVE'
        ? featureEnded({ ...namesOf(known), feature: known.feature, why: 'RENTAL_OVER', time })
        : refused(known, 'RENTAL_OVER', time),
    ),
    outputs: open
      .filter(({ state }) => state !== 'ORDERED')
      .map((known) => withdrawEntitlement(namesOf(known))),
  };
}

export function evolveFeatures(state: ChargeState, event: FeatureEvent): ChargeState {
  const { features = [] } = state;
  if (event.type === 'billing.feature-discount-known.v1') return withDiscount(state, event.data);
  if (event.type === 'billing.feature-ordered.v1') {
    return { ...state, features: [...features, { ...event.data, state: 'ORDERED' }] };
  }
  const { entitlementId } = event.data;
  const kept = event.type === 'billing.feature-activated.v1' ? withoutUsed(state, event.data) : state;
  return {
    ...kept,
    features: features.map((one) => (one.entitlementId === entitlementId ? evolved(one, event) : one)),
  };
}

type Later = Exclude<
  FeatureEvent,
  { type: 'billing.feature-ordered.v1' | 'billing.feature-discount-known.v1' }
>;

function evolved(known: FeatureState, event: Later): FeatureState {
  switch (event.type) {
    case 'billing.feature-requested.v1':
      return { ...known, state: 'REQUESTED' };
    case 'billing.feature-activated.v1': {
      const { until, movement } = event.data;
      return { ...known, state: 'ACTIVE', until, movement };
    }
    case 'billing.feature-refused.v1':
      return { ...known, state: 'REFUSED', reason: event.data.reason };
    case 'billing.feature-ended.v1':
      return { ...known, state: 'ENDED', reason: event.data.why };
    case 'billing.feature-refunded.v1':
      return { ...known, state: 'REFUNDED', reason: event.data.reason };
  }
}

const featureOf = ({ features = [] }: ChargeState, entitlementId: string): FeatureState | undefined =>
  features.find((one) => one.entitlementId === entitlementId);

const namesOf = ({
  entitlementId,
  rentalId,
  riderId,
  vin,
}: Pick<FeatureState, 'entitlementId' | 'rentalId' | 'riderId' | 'vin'>) => ({
  entitlementId,
  rentalId,
  riderId,
  vin,
});

const refused = (known: FeatureState, reason: Data<typeof featureRefused>['reason'], time: string) =>
  featureRefused({
    ...namesOf(known),
    feature: known.feature,
    currency: known.charge.currency,
    reason,
    time,
  });

const ignore = (reason: string): FeatureDecision => ({ kind: 'ignore', reason });

function bodyOf(state: ChargeState, entitlementId: string): BoughtFeature | undefined {
  const known = featureOf(state, entitlementId);
  if (known === undefined) return undefined;
  const { movement: _, ...body } = known;
  return body;
}

export function featureItems({ features = [] }: ChargeState): readonly ReadModelItem[] {
  return features.map((known) => {
    const { movement: _, ...body } = known;
    const { entitlementId, rentalId, time } = body;
    return boughtFeatures({ entitlementId }, body, boughtOfRental({ rentalId }, `${time}/${entitlementId}`));
  });
}

/** The movements of a feature, each once and for ever. */
export function featureEntries({ data }: FeatureEvent): readonly ReadModelItem[] {
  return 'movement' in data ? [moved(data.movement, data.time)] : [];
}
