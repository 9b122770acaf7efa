import type { AccountEvent, AccountState } from './account/state.ts';
import type { ChargeEvent, ChargeState } from './charging/charge.ts';
import type { FeeEvent, FeeState } from './fees/fee.ts';
import type { FeeListEvent, FeeListState } from './fees/fee-list.ts';
import type { DocumentsEvent, DocumentsState } from './invoices/state.ts';
import type { PointsEvent, PointsState } from './points/liability.ts';
import type { ChoiceEvent, ChoiceState } from './tariffs/choice.ts';
import type { TariffEvent, TariffState } from './tariffs/managed-tariff.ts';

/** The aggregates of the room, and what happens to them. */

export type BillingState =
  | TariffState
  | ChoiceState
  | AccountState
  | ChargeState
  | DocumentsState
  | PointsState
  | FeeState
  | FeeListState;
export type BillingEvent =
  | TariffEvent
  | ChoiceEvent
  | AccountEvent
  | ChargeEvent
  | DocumentsEvent
  | PointsEvent
  | FeeEvent
  | FeeListEvent;
