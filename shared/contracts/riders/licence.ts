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
import { DAY_PATTERN } from '../../kernel/day.ts';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED, IN_OWN_DATA, IN_REFUSALS } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { personal } from '../personal.ts';
import { ridersCommands, ridersEvents } from './riders.ts';

/** A rider's driving licence: its submission, its check by a provider, and its expiry. */

/** Categories of driving licences, as the European Union and the Vienna Convention name them. */
export const LicenceClass = Union([
  Literal('AM'),
  Literal('A1'),
  Literal('A2'),
  Literal('A'),
  Literal('B1'),
  Literal('B'),
  Literal('BE'),
  Literal('C1'),
  Literal('C1E'),
  Literal('C'),
  Literal('CE'),
  Literal('D1'),
  Literal('D1E'),
  Literal('D'),
  Literal('DE'),
]);
export type LicenceClass = Static<typeof LicenceClass>;
export const LicenceClasses = List(LicenceClass, { minItems: 1, maxItems: 15 });

/**
 * Ages that may matter for renting. Other rooms get only the highest that the rider had reached when the licence was
 * checked, never the day of birth: docs/decisions/age-in-steps.md.
 */
export const AGE_STEPS = [18, 21, 25] as const;
export const AgeStep = Union([Literal(18), Literal(21), Literal(25)]);
export type AgeStep = Static<typeof AgeStep>;

export const LicenceStatus = Union([
  Literal('PENDING'),
  Literal('VERIFIED'),
  Literal('REJECTED'),
  Literal('EXPIRED'),
]);

/** Why a provider rejects a licence. */
export const LicenceFault = Union([
  Literal('NOT_FOUND'),
  Literal('NAME_MISMATCH'),
  Literal('BIRTH_DATE_MISMATCH'),
  Literal('WITHDRAWN'),
  Literal('OUT_OF_DATE'),
  Literal('NOT_GENUINE'),
]);

/** Why a licence is rejected: the provider's reasons, and the platform's own. */
export const RejectionReason = Union([
  ...LicenceFault.anyOf,
  /** Younger than the lowest of the age steps. */
  Literal('TOO_YOUNG'),
  /** The provider had no result within days. */
  Literal('NO_RESULT'),
  /** Name or birth date were changed after the licence was submitted. */
  Literal('HOLDER_CHANGED'),
]);
export type RejectionReason = Static<typeof RejectionReason>;

const Day = Str({ pattern: DAY_PATTERN, description: 'A calendar day, such as 2031-06-30' });
const CheckId = Str({ pattern: idPattern('lic') });
const Attempt = Integer({
  minimum: 1,
  description: 'How often the provider was asked, this time included',
});

/** As log and table have it. Classes and the last day do not identify the rider, and renting depends on them. */
export const SealedLicence = Obj({ number: personal(), country: personal() }, strict);

const riderId = 'ana';
const checkId = exampleId('lic');
const time = '2026-01-31T08:05:00.000Z';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const sealed = { number: encrypted, country: encrypted };

export const submitLicence = command({
  type: 'riders.submit-licence.v1',
  topic: ridersCommands,
  description: 'A rider submits a driving licence to be checked',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, licence: SealedLicence, classes: LicenceClasses, validUntil: Day }, strict),
  example: { riderId, licence: sealed, classes: ['B'], validUntil: '2031-06-30' },
});

export const recordLicenceCheck = command({
  type: 'riders.record-licence-check.v1',
  topic: ridersCommands,
  description: 'The licence port’s answer. PENDING: the provider has no result yet and is asked again later',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj(
    {
      riderId: RiderId,
      checkId: CheckId,
      attempt: Attempt,
      outcome: Union([
        Obj(
          { result: Literal('VERIFIED'), classes: LicenceClasses, validUntil: Day, ageAtLeast: AgeStep },
          strict,
        ),
        Obj({ result: Literal('REJECTED'), reason: RejectionReason }, strict),
        Obj({ result: Literal('PENDING') }, strict),
      ]),
    },
    strict,
  ),
  example: {
    riderId,
    checkId,
    attempt: 1,
    outcome: { result: 'VERIFIED', classes: ['B'], validUntil: '2031-06-30', ageAtLeast: 25 },
  },
});

export const askLicenceProvider = command({
  type: 'riders.ask-licence-provider.v1',
  topic: ridersCommands,
  description: 'Timer: the provider is asked again, because it had no result, or because the last one is old',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId, checkId: CheckId, attempt: Attempt }, strict),
  example: { riderId, checkId, attempt: 2 },
});

export const expireLicence = command({
  type: 'riders.expire-licence.v1',
  topic: ridersCommands,
  description: 'Timer: the licence has expired',
  key: 'riderId',
  expiresAfterSeconds: 7 * 86_400,
  data: Obj({ riderId: RiderId, checkId: CheckId }, strict),
  example: { riderId, checkId },
});

export const licenceSubmitted = event({
  type: 'riders.licence-submitted.v1',
  topic: ridersEvents,
  description:
    'A licence is to be checked. A licence verified before is no longer valid: the rider may not rent until riders.licence-verified.v1',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj(
    {
      riderId: RiderId,
      checkId: CheckId,
      licence: SealedLicence,
      classes: LicenceClasses,
      validUntil: Day,
      time: Time,
    },
    strict,
  ),
  example: { riderId, checkId, licence: sealed, classes: ['B'], validUntil: '2031-06-30', time },
});

export const licenceProviderAsked = event({
  type: 'riders.licence-provider-asked.v1',
  topic: ridersEvents,
  description: 'The provider is asked about the licence again; the earlier result stays valid meanwhile',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj({ riderId: RiderId, checkId: CheckId, attempt: Attempt, time: Time }, strict),
  example: { riderId, checkId, attempt: 2, time },
});

export const licenceVerified = event({
  type: 'riders.licence-verified.v1',
  topic: ridersEvents,
  description:
    'The rider may drive the `classes` before `validUntil`, and has reached the age `ageAtLeast`. Only the latest of these events is valid. Sent again when the provider was asked again',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj(
    {
      riderId: RiderId,
      checkId: CheckId,
      classes: LicenceClasses,
      /** The licence is valid before this time: the end of its last day, UTC. */
      validUntil: Time,
      ageAtLeast: AgeStep,
      time: Time,
    },
    strict,
  ),
  example: { riderId, checkId, classes: ['B'], validUntil: '2031-07-01T00:00:00.000Z', ageAtLeast: 25, time },
});

export const licenceRejected = event({
  type: 'riders.licence-rejected.v1',
  topic: ridersEvents,
  description:
    'The licence is not, or no longer, valid: the rider may not rent until riders.licence-verified.v1',
  key: 'riderId',
  heardBy: IN_OWN_DATA,
  data: Obj({ riderId: RiderId, checkId: CheckId, reason: RejectionReason, time: Time }, strict),
  example: { riderId, checkId, reason: 'NOT_FOUND', time },
});

export const licenceExpired = event({
  type: 'riders.licence-expired.v1',
  topic: ridersEvents,
  description:
    'The licence has expired. May come a while after `validUntil` of riders.licence-verified.v1, which is the binding time',
  key: 'riderId',
  heardBy: IN_REFUSALS,
  data: Obj({ riderId: RiderId, checkId: CheckId, time: Time }, strict),
  example: { riderId, checkId, time: '2031-07-01T00:00:00.000Z' },
});

/** As the rider writes it. */
export const Licence = Obj(
  {
    number: Str({ pattern: '^[A-Z0-9][A-Z0-9 /-]{2,28}[A-Z0-9]$', description: 'As printed on the licence' }),
    classes: LicenceClasses,
    country: Str({ pattern: '^[A-Z]{2}$', description: 'The issuing country: ISO 3166-1 alpha-2' }),
    validUntil: Day,
  },
  strict,
);

/** As the rider reads it. Once verified, classes and the last day are the provider's. */
export const OwnLicence = Obj(
  {
    ...Licence.properties,
    status: LicenceStatus,
    reason: Optional(RejectionReason),
    submittedAt: Time,
    verifiedAt: Optional(Time),
  },
  strict,
);

const licence: Static<typeof Licence> = {
  number: '78402913-B',
  classes: ['B'],
  country: 'AD',
  validUntil: '2031-06-30',
};
export const licenceExample: Static<typeof OwnLicence> = {
  ...licence,
  status: 'VERIFIED',
  submittedAt: time,
  verifiedAt: time,
};

export const putLicence = route({
  id: 'submitLicence',
  method: 'PUT',
  path: '/v1/riders/me/licence',
  summary: 'Submit the own driving licence',
  description:
    'A provider checks it: GET /v1/riders/me says PENDING until there is a result. It replaces a licence that was submitted before.',
  principals: ['rider'],
  body: Licence,
  bodyExample: licence,
  command: submitLicence,
  success: {
    status: 200,
    description: 'It is being checked',
    body: Obj({ riderId: RiderId, status: LicenceStatus }, strict),
    example: { riderId, status: 'PENDING' },
  },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED', 'LICENCE_EXPIRED'],
});
