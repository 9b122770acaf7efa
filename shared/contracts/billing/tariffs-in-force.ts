import { Array as List, Object as Obj, Optional, type Static } from 'typebox';
import { strict, Time } from '../fields.ts';
import { Tariff } from './tariff.ts';
import { TariffChoice } from './tariff-choice.ts';

/** What other rooms keep of tariffs: the versions that are in force, or will be, and the rule that chooses. */
export const TariffsInForce = Obj(
  {
    choice: Optional(TariffChoice),
    /** Of each tariff the newest first. */
    versions: List(Obj({ from: Time, tariff: Tariff }, strict)),
  },
  strict,
);
export type TariffsInForce = Static<typeof TariffsInForce>;

export const noTariffs: TariffsInForce = { versions: [] };
