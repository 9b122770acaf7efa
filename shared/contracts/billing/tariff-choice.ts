import { Integer, Array as List, Object as Obj, Optional, type Static, String as Str } from 'typebox';
import { strict } from '../fields.ts';
import { ChoiceConditions, Slug } from './conditions.ts';

/**
 * The rule that chooses a tariff, as data. Of the entries whose conditions hold, the one with the highest priority counts.
 * The default is for everything else.
 */
export const TariffChoice = Obj(
  {
    timeZone: Str({ maxLength: 60, description: 'IANA, such as Europe/Riga' }),
    default: Slug,
    entries: List(
      Obj(
        {
          tariffId: Slug,
          priority: Optional(Integer({ minimum: 0, maximum: 1000, description: '0 where it is missing' })),
          when: ChoiceConditions,
        },
        strict,
      ),
    ),
  },
  strict,
);
export type TariffChoice = Static<typeof TariffChoice>;
