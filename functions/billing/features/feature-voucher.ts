import type { FeatureDiscount, featureDiscountKnown } from '../../../shared/contracts/billing/features.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { type FeatureState, isOpen } from './feature-state.ts';

/** The voucher for a feature of a rental: known from its attaching until the car has what it paid for. */
export interface VoucherState {
  readonly featureDiscount?: FeatureDiscount;
  readonly features?: readonly FeatureState[];
}

/** What may lower the price of an order now: no order that is under way counts on it. */
export function freeVoucher({
  featureDiscount: known,
  features = [],
}: VoucherState): FeatureDiscount | undefined {
  const isInUse = features.some((one) => isOpen(one) && usesVoucher(one, voucherOf(known)));
  return isInUse ? undefined : known;
}

/** Whether it lowers the price of this feature. */
export const isFor = (known: FeatureDiscount | undefined, feature: string, currency: string): boolean =>
  known?.feature === feature && known.currency === currency;

export const voucherOf = (known: FeatureDiscount | undefined): string | undefined =>
  known?.discount.kind === 'voucher' ? known.discount.voucherId : undefined;

/**
 * Whether the car had something of this rental that it paid for. Then it pays for nothing more of it, also if its attaching is
 * heard only now, or again, and also if the price was given back: the offers room may have it attached elsewhere since then.
 */
export const hasPaid = ({ features = [] }: VoucherState, voucherId: string): boolean =>
  features.some((one) => one.movement !== undefined && usesVoucher(one, voucherId));

/** A rental has one voucher for a feature at a time. At zero the one that it has is taken off. */
export function withDiscount<State extends VoucherState>(
  { featureDiscount: before, ...state }: State,
  { feature, discount, currency }: Data<typeof featureDiscountKnown>,
) {
  const known = { feature, discount, currency };
  if (discount.amount !== 0) return { ...state, featureDiscount: known };
  return before === undefined || voucherOf(before) === voucherOf(known)
    ? state
    : { ...state, featureDiscount: before };
}

/** After the car has got something. */
export function withoutUsed<State extends VoucherState>(state: State, got: Pick<FeatureState, 'charge'>) {
  const { featureDiscount: known, ...rest } = state;
  return usesVoucher(got, voucherOf(known)) ? rest : state;
}

const usesVoucher = ({ charge }: Pick<FeatureState, 'charge'>, voucherId: string | undefined): boolean =>
  charge.lines.some(({ reason }) => reason.code === 'VOUCHER' && reason.voucherId === voucherId);
