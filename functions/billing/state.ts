import type { AccountEvent, AccountState } from './account/state.ts';
import type { ChargeEvent, ChargeState } from './charging/charge.ts';
import type { ChoiceEvent, ChoiceState } from './tariffs/choice.ts';
import type { TariffEvent, TariffState } from './tariffs/managed-tariff.ts';

/** The aggregates of the room, and what happens to them. */

export type BillingState = TariffState | ChoiceState | ChargeState | AccountState;
export type BillingEvent = TariffEvent | ChoiceEvent | ChargeEvent | AccountEvent;
