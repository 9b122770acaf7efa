import { Literal, Object as Obj, Optional, type Static, String as Str, Union } from 'typebox';
import { ANSWERED } from '../audience.ts';
import { command, event, route } from '../define.ts';
import { RiderId, strict, Time } from '../fields.ts';
import { ridersCommands, ridersEvents } from './riders.ts';

/** What a rider has consented to: by purpose, each dated, each revocable at any time. */

/** The purposes that need consent. Without it the platform does not act; renting needs none of them. */
export const Purpose = Union([
  /** Offers and vouchers, also while driving. */
  Literal('OFFERS'),
  /** News by mail. */
  Literal('NEWS'),
  /** Scoring the rider's driving. */
  Literal('DRIVING_SCORE'),
  /** Passing data on to partners. */
  Literal('PARTNERS'),
]);
export type Purpose = Static<typeof Purpose>;

const TextVersion = Str({
  minLength: 1,
  maxLength: 40,
  description: 'Version of the text that the rider saw',
});

const riderId = 'ana';
const time = '2026-01-31T08:01:00.000Z';
const consent = { riderId, purpose: 'OFFERS', textVersion: '2026-01' } as const;

export const giveConsent = command({
  type: 'riders.give-consent.v1',
  topic: ridersCommands,
  description: 'A rider consents to a purpose',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, purpose: Purpose, textVersion: TextVersion }, strict),
  example: consent,
});

export const withdrawConsent = command({
  type: 'riders.withdraw-consent.v1',
  topic: ridersCommands,
  description: 'A rider withdraws the consent to a purpose',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, purpose: Purpose }, strict),
  example: { riderId, purpose: 'OFFERS' },
});

export const consentGiven = event({
  type: 'riders.consent-given.v1',
  topic: ridersEvents,
  description: 'The rider consents to the purpose from now on',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, purpose: Purpose, textVersion: TextVersion, time: Time }, strict),
  example: { ...consent, time },
});

export const consentWithdrawn = event({
  type: 'riders.consent-withdrawn.v1',
  topic: ridersEvents,
  description: 'The rider no longer consents to the purpose',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, purpose: Purpose, time: Time }, strict),
  example: { riderId, purpose: 'OFFERS', time },
});

/** As the rider reads it: the latest consent to this purpose, or its withdrawal, with its time. */
export const Consent = Obj(
  {
    purpose: Purpose,
    givenAt: Time,
    textVersion: TextVersion,
    withdrawnAt: Optional(Time),
  },
  strict,
);
export const consentExample: Static<typeof Consent> = {
  purpose: 'OFFERS',
  givenAt: time,
  textVersion: '2026-01',
};

const purposeParams = Obj({ purpose: Purpose }, strict);
const Answer = Obj({ riderId: RiderId, purpose: Purpose }, strict);
const answer = { riderId, purpose: 'OFFERS' } as const;

export const putConsent = route({
  id: 'giveConsent',
  method: 'PUT',
  path: '/v1/riders/me/consents/{purpose}',
  summary: 'Consent to a purpose',
  principals: ['rider'],
  params: purposeParams,
  body: Obj({ textVersion: TextVersion }, strict),
  bodyExample: { textVersion: '2026-01' },
  command: giveConsent,
  success: { status: 200, description: 'Consented', body: Answer, example: answer },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});

export const deleteConsent = route({
  id: 'withdrawConsent',
  method: 'DELETE',
  path: '/v1/riders/me/consents/{purpose}',
  summary: 'Withdraw a consent',
  principals: ['rider'],
  params: purposeParams,
  command: withdrawConsent,
  success: { status: 200, description: 'Withdrawn, or never given', body: Answer, example: answer },
  errors: ['RIDER_NOT_REGISTERED', 'RIDER_ERASED'],
});
