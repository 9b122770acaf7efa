import { getAccount, grantCredit, postCredit } from '../../shared/contracts/billing/account.ts';
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
import { paymentsCommands } from '../../shared/contracts/payments/payments.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { zonesSet } from '../../shared/contracts/rentals/zones.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { ownMessages, paymentsMessages } from './account/messages.ts';
import { chargeMessages, tariffMessages } from './messages.ts';

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
        ...consumptionsOf([...tariffMessages, setTariffChoice]),
        ...consumptionsOf([...chargeMessages, zonesSet]).map((rentals) => ({
          ...rentals,
          skipsHistory: true,
        })),
      ],
      checks,
      may: { table: ['decide', 'constrain'], produce: [billingEvents, deadLetters] },
    },
    {
      // On its own: it hears what the consumer has decided, by the same room's events.
      name: 'account',
      description: 'Conducts payments: reserves, captures, charges and gives back what is due',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([grantCredit]),
        ...consumptionsOf([...ownMessages, ...paymentsMessages]).map((events) => ({
          ...events,
          skipsHistory: true,
        })),
      ],
      may: { table: ['decide', 'wait'], produce: [billingEvents, paymentsCommands, deadLetters] },
    },
    {
      name: 'http',
      description:
        'What rentals cost, for riders; managing tariffs, for operators; reading those in force, for everyone',
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
        postCredit,
        getAccount,
      ],
      checks,
      may: { table: ['read', 'search'], produce: [billingCommands] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep'], produce: [billingEvents, paymentsCommands] },
    },
  ],
};
