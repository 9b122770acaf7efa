import {
  Integer,
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { command, event, route } from '../define.ts';
import { roomError } from '../errors.ts';
import { pageQuery, strict, Time } from '../fields.ts';
import { billingCommands, billingEvents, TARIFF_FLEET, TariffFleet } from './billing.ts';
import { Slug } from './conditions.ts';
import { Tariff, tariffExample } from './tariff.ts';
import { TariffChoice } from './tariff-choice.ts';

/**
 * Tariffs as operators manage them. A tariff has a draft, which changes, and versions, which never do: publishing makes
 * a version of the draft, in force from then or from a later time, until the next version is.
 */

export const TariffId = Slug;
const Version = Integer({ minimum: 1 });

const { tariffId: _, version: __, ...terms } = Tariff.properties;
/** A tariff without its name among tariffs. */
export const TariffTerms = Obj(terms, strict);
export type TariffTerms = Static<typeof TariffTerms>;

const time = '2026-01-31T09:30:00.000Z';
const tariffId = 'city';
const { tariffId: ____, version: _____, ...termsExample } = tariffExample;
const choiceExample: TariffChoice = { timeZone: 'Europe/Andorra', default: tariffId, entries: [] };

export const tariffNotValid = roomError('TARIFF_NOT_VALID', {
  status: 400,
  title: 'The tariff, or the choice of tariffs, is not valid',
  advice: 'The list `errors` says for each fault where it is and why. Correct them and send it again.',
  retry: 'change',
});
export const tariffUnknown = roomError('TARIFF_UNKNOWN', {
  status: 404,
  title: 'There is no such tariff',
  advice: 'GET /v1/tariffs lists the tariffs in force.',
  retry: 'change',
});
export const tariffWithoutDraft = roomError('TARIFF_WITHOUT_DRAFT', {
  status: 409,
  title: 'The tariff has no draft that could be published',
  advice: 'Write one first: PUT /v1/tariffs/{tariffId}/draft.',
  retry: 'change',
});
export const tariffRetiredError = roomError('TARIFF_RETIRED', {
  status: 409,
  title: 'The tariff is retired',
  advice: 'Make a tariff with another id.',
  retry: 'never',
});
export const tariffChosen = roomError('TARIFF_CHOSEN', {
  status: 409,
  title: 'The tariff is in the choice of tariffs',
  advice: 'Take it out of the choice first: PUT /v1/tariff-choice.',
  retry: 'change',
});
export const versionTooEarly = roomError('TARIFF_FROM_TOO_EARLY', {
  status: 409,
  title: 'A version cannot be in force before now, nor before the versions that are published',
  advice: 'Leave `from` out for now, or name a later time.',
  retry: 'change',
});

const byOperator = {
  topic: billingCommands,
  expiresAfterSeconds: 60,
} as const;

export const draftTariff = command({
  ...byOperator,
  type: 'billing.draft-tariff.v1',
  description: 'An operator writes the draft of a tariff, in the place of the one before',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId, terms: TariffTerms }, strict),
  example: { tariffId, terms: termsExample },
});
export const publishTariff = command({
  ...byOperator,
  type: 'billing.publish-tariff.v1',
  description: 'An operator makes the draft a version, in force from a time on',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId, from: Optional(Time) }, strict),
  example: { tariffId },
});
export const retireTariff = command({
  ...byOperator,
  type: 'billing.retire-tariff.v1',
  description: 'An operator retires a tariff: no rental gets it any more; rentals that have it keep it',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId }, strict),
  example: { tariffId },
});
export const setTariffChoice = command({
  ...byOperator,
  type: 'billing.set-tariff-choice.v1',
  description: 'An operator replaces the rule that chooses a tariff for each rental',
  key: 'fleet',
  data: Obj({ fleet: TariffFleet, choice: TariffChoice }, strict),
  example: { fleet: TARIFF_FLEET, choice: choiceExample },
});

const ofOperator = { operator: Str(), time: Time };
const happened = {
  topic: billingEvents,
  heardBy: { nobody: 'is the answer to the operator who manages tariffs; others read them' },
} as const;

export const tariffDrafted = event({
  ...happened,
  type: 'billing.tariff-drafted.v1',
  description: 'A tariff has another draft',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId, terms: TariffTerms, ...ofOperator }, strict),
  example: { tariffId, terms: termsExample, operator: 'eva', time },
});
export const tariffPublished = event({
  ...happened,
  type: 'billing.tariff-published.v1',
  description: 'A version of a tariff, which never changes, and from when it is in force',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId, tariff: Tariff, from: Time, ...ofOperator }, strict),
  example: { tariffId, tariff: tariffExample, from: time, operator: 'eva', time },
});
export const tariffRetired = event({
  ...happened,
  type: 'billing.tariff-retired.v1',
  description: 'No rental gets this tariff any more',
  key: 'tariffId',
  data: Obj({ tariffId: TariffId, ...ofOperator }, strict),
  example: { tariffId, operator: 'eva', time },
});
export const tariffChoiceSet = event({
  ...happened,
  type: 'billing.tariff-choice-set.v1',
  description: 'This rule chooses the tariff of each rental from now on',
  key: 'fleet',
  data: Obj(
    {
      fleet: TariffFleet,
      choice: TariffChoice,
      version: Version,
      /** The tariffs that the rule before named, and this one does not. */
      dropped: List(TariffId),
      ...ofOperator,
    },
    strict,
  ),
  example: {
    fleet: TARIFF_FLEET,
    choice: choiceExample,
    version: 1,
    dropped: [],
    operator: 'eva',
    time,
  },
});
export const pricingZonesKnown = event({
  topic: billingEvents,
  type: 'billing.pricing-zones-known.v1',
  description: 'Which pricing zones tariffs may name',
  key: 'fleet',
  heardBy: { nobody: 'repeats what the rentals room has said of its zones' },
  data: Obj({ fleet: TariffFleet, zones: List(Slug) }, strict),
  example: { fleet: TARIFF_FLEET, zones: ['airport'] },
});

/** A tariff with its history, as operators see it. */
export const ManagedTariff = Obj(
  {
    tariffId: TariffId,
    draft: Optional(TariffTerms),
    /** The newest first. */
    versions: List(
      Obj(
        {
          version: Version,
          from: Time,
          /** SCHEDULED until it is in force; SUPERSEDED when a later version is, or the tariff is retired. */
          state: Union([Literal('SCHEDULED'), Literal('ACTIVE'), Literal('SUPERSEDED')]),
          publishedBy: Str(),
          publishedAt: Time,
        },
        strict,
      ),
    ),
    retired: Optional(Obj({ operator: Str(), time: Time }, strict)),
  },
  strict,
);
export type ManagedTariff = Static<typeof ManagedTariff>;

const managedExample: ManagedTariff = {
  tariffId,
  draft: termsExample,
  versions: [{ version: 1, from: time, state: 'ACTIVE', publishedBy: 'eva', publishedAt: time }],
};
const tariffParams = Obj({ tariffId: TariffId }, strict);

export const putTariffDraft = route({
  id: 'putTariffDraft',
  method: 'PUT',
  path: '/v1/tariffs/{tariffId}/draft',
  summary: 'Write the draft of a tariff',
  description:
    'Replaces the draft. It must be without faults, and it changes no price: publish it for that. The format is described in docs/billing.md.',
  principals: ['operator'],
  params: tariffParams,
  body: TariffTerms,
  bodyExample: termsExample,
  command: draftTariff,
  success: {
    status: 200,
    description: 'The tariff with its draft',
    body: ManagedTariff,
    example: managedExample,
  },
  errors: [tariffNotValid.code, tariffRetiredError.code],
});
export const publishTariffVersion = route({
  id: 'publishTariffVersion',
  method: 'POST',
  path: '/v1/tariffs/{tariffId}/versions',
  summary: 'Publish the draft as the next version',
  description:
    'A version never changes. It is in force from now, or from the time in `from`, until the next version is. Rentals keep the version with which they were reserved.',
  principals: ['operator'],
  params: tariffParams,
  body: Obj({ from: Optional(Time) }, strict),
  bodyExample: {},
  command: publishTariff,
  success: {
    status: 201,
    description: 'The tariff with its versions',
    body: ManagedTariff,
    example: managedExample,
  },
  errors: [tariffNotValid.code, tariffWithoutDraft.code, tariffRetiredError.code, versionTooEarly.code],
});
export const retireTariffRoute = route({
  id: 'retireTariff',
  method: 'POST',
  path: '/v1/tariffs/{tariffId}/retire',
  summary: 'Retire a tariff',
  description: 'No rental gets it any more. Rentals that have it keep it.',
  principals: ['operator'],
  params: tariffParams,
  command: retireTariff,
  success: {
    status: 200,
    description: 'It is retired',
    body: ManagedTariff,
    example: { ...managedExample, retired: { operator: 'eva', time } },
  },
  errors: [tariffUnknown.code, tariffChosen.code],
});
export const getManagedTariff = route({
  id: 'getManagedTariff',
  method: 'GET',
  path: '/v1/tariffs/{tariffId}',
  summary: 'Read a tariff with its draft and versions',
  principals: ['operator'],
  params: tariffParams,
  success: { status: 200, description: 'The tariff', body: ManagedTariff, example: managedExample },
  errors: [tariffUnknown.code],
});
export const listManagedTariffs = route({
  id: 'listManagedTariffs',
  method: 'GET',
  path: '/v1/managed-tariffs',
  summary: 'All tariffs, with drafts and versions',
  principals: ['operator'],
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of tariffs, by id; `cursor` when there are more',
    body: Obj({ tariffs: List(ManagedTariff), cursor: Optional(Str()) }, strict),
    example: { tariffs: [managedExample] },
  },
  errors: [],
});
export const getTariffVersion = route({
  id: 'getTariffVersion',
  method: 'GET',
  path: '/v1/tariffs/{tariffId}/versions/{version}',
  summary: 'Read a version of a tariff',
  principals: [],
  params: Obj({ tariffId: TariffId, version: Str({ pattern: '^[1-9][0-9]{0,5}$' }) }, strict),
  keptSeconds: 3600,
  success: {
    status: 200,
    description: 'The version, which never changes',
    body: Tariff,
    example: tariffExample,
  },
  errors: [tariffUnknown.code],
});
export const listTariffs = route({
  id: 'listTariffs',
  method: 'GET',
  path: '/v1/tariffs',
  summary: 'The tariffs in force',
  principals: [],
  keptSeconds: 60,
  success: {
    status: 200,
    description: 'All of them, by id',
    body: Obj({ tariffs: List(Tariff) }, strict),
    example: { tariffs: [tariffExample] },
  },
  errors: [],
});
export const putTariffChoice = route({
  id: 'putTariffChoice',
  method: 'PUT',
  path: '/v1/tariff-choice',
  summary: 'Replace the rule that chooses a tariff for each rental',
  principals: ['operator'],
  body: TariffChoice,
  bodyExample: choiceExample,
  command: setTariffChoice,
  success: {
    status: 200,
    description: 'It holds from now on',
    body: Obj({ version: Version, choice: TariffChoice }, strict),
    example: { version: 1, choice: choiceExample },
  },
  errors: [tariffNotValid.code, tariffUnknown.code, tariffRetiredError.code],
});
export const getTariffChoice = route({
  id: 'getTariffChoice',
  method: 'GET',
  path: '/v1/tariff-choice',
  summary: 'Read the rule that chooses tariffs',
  principals: ['operator'],
  success: {
    status: 200,
    description: 'The rule',
    body: Obj({ version: Version, choice: TariffChoice }, strict),
    example: { version: 1, choice: choiceExample },
  },
  errors: ['NOT_FOUND'],
});
