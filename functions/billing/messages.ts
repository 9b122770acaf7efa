import {
  draftTariff,
  publishTariff,
  retireTariff,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { type pointsMoved, pointsReserved } from '../../shared/contracts/loyalty/points.ts';
import { voucherReserved } from '../../shared/contracts/offers/given.ts';
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
  started,
  paused,
  resumed,
  ended,
  cancelled,
  reservationExpired,
  usageCorrected,
] as const;
export type ChargeMessage = MessageOf<(typeof chargeMessages)[number]>;

/** What points of members are worth changes with each movement. */
export type PointsMessage = MessageOf<typeof pointsMoved>;

export type BillingMessage = TariffMessage | ChoiceMessage | ChargeMessage | PointsMessage;
