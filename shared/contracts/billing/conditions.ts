import { Array as List, Object as Obj, Optional, type Static, String as Str, Unsafe } from 'typebox';
import { strict } from '../fields.ts';

/** When a price applies. Everything that is named must hold; what is not named does not matter. */

const TIME_OF_DAY_PATTERN = '^([01][0-9]|2[0-3]):[0-5][0-9]$';

export const Slug = Str({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' });

export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
const Weekday = Unsafe<(typeof WEEKDAYS)[number]>({ type: 'string', enum: [...WEEKDAYS] });

const TimeOfDay = Str({
  pattern: TIME_OF_DAY_PATTERN,
  description: 'What the clock shows, in the time zone',
});
/** Whether the calendar has it is a fault of its own, which says so in words. */
const Day = Str({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' });

/** By the clock and the calendar of the tariff's time zone. */
const calendar = {
  timesOfDay: Optional(
    List(Obj({ from: TimeOfDay, to: TimeOfDay }, strict), {
      minItems: 1,
      description: '`from` inclusive, `to` exclusive; a range may pass midnight',
    }),
  ),
  weekdays: Optional(List(Weekday, { minItems: 1, description: 'By the date that the clock shows' })),
  dates: Optional(
    List(Obj({ from: Day, to: Day }, strict), { minItems: 1, description: 'Both days inclusive' }),
  ),
};

export const Conditions = Obj(
  {
    ...calendar,
    startZones: Optional(List(Slug, { minItems: 1, description: 'The rental begins in one of these' })),
    endZones: Optional(List(Slug, { minItems: 1, description: 'The rental ends in one of these' })),
    eitherZones: Optional(List(Slug, { minItems: 1, description: 'It begins or ends in one of these' })),
    vehicleClasses: Optional(List(Slug, { minItems: 1 })),
  },
  strict,
);
export type Conditions = Static<typeof Conditions>;

/** What a tariff is chosen by. */
export const ChoiceConditions = Obj(
  {
    ...calendar,
    models: Optional(List(Slug, { minItems: 1, description: 'The vehicle is of one of these models' })),
    zones: Optional(List(Slug, { minItems: 1, description: 'The vehicle stands in one of these' })),
    riderGroups: Optional(List(Slug, { minItems: 1, description: 'The rider is in one of these' })),
  },
  strict,
);
export type ChoiceConditions = Static<typeof ChoiceConditions>;
