import {
  listAdjustments,
  listAllCharges,
  listChargesOfRider,
  postAdjustment,
  postApproval,
  postRating,
  postRejection,
  postWriteOff,
} from '../../shared/contracts/billing/adjusting.ts';
import { billingCommands, billingEvents } from '../../shared/contracts/billing/billing.ts';
import {
  getQuote,
  getRentalCharge,
  listCharges,
  listNotRated,
} from '../../shared/contracts/billing/charges.ts';
import { TARIFF_CHOICE_SCHEMA } from '../../shared/contracts/billing/faults/choice-faults.ts';
import { TARIFF_SCHEMA } from '../../shared/contracts/billing/faults/tariff-faults.ts';
import { Tariff } from '../../shared/contracts/billing/tariff.ts';
import { TariffChoice } from '../../shared/contracts/billing/tariff-choice.ts';
import {
  getManagedTariff,
  getTariffChoice,
  getTariffVersion,
  listManagedTariffs,
  listTariffs,
  publishTariffVersion,
  putTariffChoice,
  putTariffDraft,
  retireTariffRoute,
  setTariffChoice,
} from '../../shared/contracts/billing/tariff-management.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { adjustingMessages, chargeMessages, tariffMessages } from './messages.ts';

const checks = { [TARIFF_SCHEMA]: Tariff, [TARIFF_CHOICE_SCHEMA]: TariffChoice };

export const room: RoomDeclaration = {
  name: 'billing',
  description: 'What rentals cost, what was charged for them, and the ledger',
  commands: billingCommands,
  events: billingEvents,
  table: true,
  functions: [
    {
      name: 'consumer',
      description: 'Decides tariffs and charges',
      memoryMb: 512,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([...tariffMessages, setTariffChoice, ...adjustingMessages]),
        ...consumptionsOf([...chargeMessages, zonesSet]).map((rentals) => ({
          ...rentals,
          skipsHistory: true,
        })),
      ],
      checks,
      may: { table: ['decide', 'constrain'], produce: [billingEvents, deadLetters] },
    },
    {
      name: 'http',
      description:
        'What rentals cost; managing tariffs and charges, for operators; the tariffs in force, for everyone',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        listTariffs,
        getTariffVersion,
        getManagedTariff,
        listManagedTariffs,
        putTariffDraft,
        publishTariffVersion,
        retireTariffRoute,
        getTariffChoice,
        putTariffChoice,
        getQuote,
        getRentalCharge,
        listCharges,
        listNotRated,
        listAllCharges,
        listChargesOfRider,
        listAdjustments,
        postAdjustment,
        postApproval,
        postRejection,
        postRating,
        postWriteOff,
      ],
      checks,
      settings: ['adjustmentLimits'],
      may: { table: ['read', 'search'], produce: [billingCommands] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep'], produce: [billingEvents] },
    },
  ],
};
