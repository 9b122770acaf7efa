import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import type { Charge, Discount, Reason } from '../../../shared/contracts/billing/charge.ts';
import {
  type FeatureList,
  type FeatureTerms,
  featureListNotValid,
  featureListSet,
  type setFeatureList,
} from '../../../shared/contracts/billing/features.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import { lowered } from '../../../shared/pricing/discounts.ts';
import { sumsOf, TaxSplit } from '../../../shared/pricing/taxes.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { onlyOperators } from '../adjusting/adjust.ts';
import { featureLists } from '../read-models.ts';

/** What can be bought for cars, by versions. What was bought keeps the price of its version. */

export interface FeatureListState {
  readonly kind: 'feature-list';
  readonly version: number;
  readonly list?: FeatureList;
}

export type FeatureListEvent = EventOf<typeof featureListSet>;

export const nothingForSale: FeatureListState = { kind: 'feature-list', version: 0 };

export function decideFeatureList(
  { version }: FeatureListState,
  { data: { list }, principal }: MessageOf<typeof setFeatureList>,
  context: Context,
): Decision<FeatureListEvent, FeatureListState> {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { currency, features } = list;
  if (currencyDigits(currency) === undefined) {
    return featureListNotValid(`${currency} is not a currency of ISO 4217.`);
  }
  const names = features.map(({ feature }) => feature);
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) return featureListNotValid(`${twice} is there twice.`);
  const next = { version: version + 1, list };
  const set = featureListSet({ fleet: TARIFF_FLEET, ...next, operator: principal.id, time: context.now });
  return { kind: 'accept', events: [set], result: next };
}

export const evolveFeatureList = (
  state: FeatureListState,
  { data: { version, list } }: FeatureListEvent,
): FeatureListState => ({ ...state, version, list });

export function featureListItems({ version, list }: FeatureListState): readonly ReadModelItem[] {
  return list === undefined ? [] : [featureLists({}, { version, list })];
}

/** What a feature costs. The tax, if there is one, is in the price. */
export function featureCharge(
  { feature, price, tax, texts }: FeatureTerms,
  currency: string,
  discounts: readonly Discount[] = [],
): Charge {
  const taxes = tax === undefined ? [] : [tax];
  const split = new TaxSplit(true, taxes);
  const line = (lineId: string, reason: Reason, amount: number) => ({
    lineId,
    reason,
    parts: [],
    ...split.split(amount),
  });
  const text = texts[0]?.title ?? feature;
  const lines = [
    line('feature', { code: 'FEATURE', feature, text }, price),
    ...lowered(price, discounts).map(({ lineId, reason, amount }) => line(lineId, reason, amount)),
  ];
  const sums = sumsOf(lines, taxes);
  return { currency, lines, ...sums, payments: [], due: sums.total, estimated: [] };
}
