import { Array as List } from 'typebox';
import { roomError } from '../errors.ts';
import { Slug } from './conditions.ts';

/** Options of a tariff that a rider chooses when reserving: a reduced excess, a package. */
export const ChosenOptions = List(Slug, { minItems: 1, maxItems: 10, uniqueItems: true });

export const optionsNotPossible = roomError('OPTIONS_NOT_POSSIBLE', {
  status: 409,
  title: 'The tariff does not have an option that was chosen, or not together with another one',
  advice:
    'The list `errors` names the options. GET /v1/tariffs/{tariffId}/versions/{version} lists those of the tariff.',
  retry: 'change',
});
