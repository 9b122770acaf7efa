import { Literal, Object as Obj } from 'typebox';
import { tariffExample } from '../billing/tariff.ts';
import { TariffsInForce } from '../billing/tariffs-in-force.ts';
import { event } from '../define.ts';
import { strict } from '../fields.ts';
import { rentalsEvents } from './rentals.ts';
import { FLEET } from './zones.ts';

/** What the rentals room knows of tariffs: the billing room manages them. */

export const tariffsKnown = event({
  type: 'rentals.tariffs-known.v1',
  topic: rentalsEvents,
  description: 'From these tariffs each rental gets one from now on',
  key: 'fleet',
  heardBy: { nobody: 'repeats what the billing room has said of its tariffs' },
  data: Obj({ fleet: Literal(FLEET), tariffs: TariffsInForce }, strict),
  example: {
    fleet: FLEET,
    tariffs: {
      versions: [{ from: '2026-01-31T09:30:00.000Z', tariff: tariffExample }],
    },
  },
});
