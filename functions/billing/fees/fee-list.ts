import { TARIFF_FLEET } from '../../../shared/contracts/billing/billing.ts';
import {
  type FeeList,
  feeListNotValid,
  feeListSet,
  type setFeeList,
} from '../../../shared/contracts/billing/fees.ts';
import { currencyDigits } from '../../../shared/kernel/currencies.ts';
import type { Context, Decision, EventOf, MessageOf } from '../../../shared/runtime/domain.ts';
import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { onlyOperators } from '../adjusting/adjust.ts';
import { feeLists } from '../read-models.ts';

/** The list of fees, by versions. A fee keeps the version by which it was posted. */

export interface FeeListState {
  readonly kind: 'fee-list';
  readonly version: number;
  readonly list?: FeeList;
}

export type FeeListEvent = EventOf<typeof feeListSet>;

export const noFees: FeeListState = { kind: 'fee-list', version: 0 };

export function decideFeeList(
  { version }: FeeListState,
  { data: { list }, principal }: MessageOf<typeof setFeeList>,
  context: Context,
): Decision<FeeListEvent, FeeListState> {
  if (principal?.kind !== 'operator') return onlyOperators;
  const { currency, fees } = list;
  if (currencyDigits(currency) === undefined) {
    return feeListNotValid(`${currency} is not a currency of ISO 4217.`);
  }
  const types = fees.map(({ feeType }) => feeType);
  const twice = types.find((feeType, n) => types.indexOf(feeType) !== n);
  if (twice !== undefined) return feeListNotValid(`${twice} is there twice.`);
  const next = { version: version + 1, list };
  const set = feeListSet({ fleet: TARIFF_FLEET, ...next, operator: principal.id, time: context.now });
  return { kind: 'accept', events: [set], result: next };
}

export function evolveFeeList(state: FeeListState, { data: { version, list } }: FeeListEvent): FeeListState {
  return { ...state, version, list };
}

export function feeListItems({ version, list }: FeeListState): readonly ReadModelItem[] {
  return list === undefined ? [] : [feeLists({}, { version, list })];
}
