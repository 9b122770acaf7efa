import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';

/** What the room decides, by what it is about. */

export const tariffMessages = [draftTariff, publishTariff, retireTariff] as const;
export type TariffMessage = MessageOf<(typeof tariffMessages)[number]>;

export const choiceMessages = [setTariffChoice, zonesSet] as const;
export type ChoiceMessage = MessageOf<(typeof choiceMessages)[number]>;

export type BillingMessage = TariffMessage | ChoiceMessage;
