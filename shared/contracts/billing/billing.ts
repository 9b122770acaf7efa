import { Literal } from 'typebox';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The billing room: what rentals cost, what was charged for them, and the ledger. */

export const billingCommands = commandsTopic('billing', {
  description: 'What operators want of tariffs, charges and accounts, and documents that are to be issued',
  key: 'tariff id; fleet for the choice of tariffs; rider id for charges and accounts; series id for documents; promotion id for promotion codes',
  onPoison: 'block',
});

export const billingEvents = eventsTopic('billing', {
  description:
    'What rentals were charged (key: rider id), and what they cost (key: tariff id, or fleet): the truth of the room',
  key: 'rider id; tariff id for tariffs; fleet for their choice; series id for documents; promotion id for promotion codes',
  onPoison: 'block',
});

/** There is one. With the key, another one could have its own choice of tariffs. */
export const TARIFF_FLEET = 'roadstream';
export const TariffFleet = Literal(TARIFF_FLEET);
