import {
  Array as List,
  Literal,
  Object as Obj,
  Optional,
  Record as Rec,
  type Static,
  String as Str,
  Union,
} from 'typebox';
import { exampleId, idPattern } from '../../kernel/ids.ts';
import { ANSWERED } from '../audience.ts';
import { command, event, port, route } from '../define.ts';
import { pageQuery, RiderId, strict, Time } from '../fields.ts';
import { MailTo } from '../partners/endpoints.ts';
import { PartnerId } from '../partners/partner-id.ts';
import { personal } from '../personal.ts';
import { commandsTopic, eventsTopic } from '../room-topics.ts';

/** The mail room: what riders are told by mail, since a push reaches only an app that is open; and partners of their endpoints. */

export const mailCommands = commandsTopic('mail', {
  description: 'In which language riders want mails, and what became of mails',
  key: 'rider id, or partner id',
});
export const mailEvents = eventsTopic('mail', {
  description: 'Which mails riders and partners got: the truth of the room',
  key: 'rider id, or partner id',
});

/** What a mail is about. `functions/mail/templates.ts` has the texts of each. */
export const MailTemplate = Union([
  Literal('receipt'),
  Literal('credit-note'),
  Literal('fee'),
  Literal('payment-authentication'),
  Literal('payment-retry'),
  Literal('payment-overdue'),
  Literal('payment-short'),
  Literal('webhook-failing'),
  Literal('webhook-last-day'),
  Literal('webhook-disabled'),
  Literal('webhook-gone'),
]);
export type MailTemplate = Static<typeof MailTemplate>;
export const Language = Union([Literal('en'), Literal('de')]);
export type Language = Static<typeof Language>;
/** What the text has blanks for. Nothing personal. */
const Values = Rec(Str(), Str());

const MailId = Str({ pattern: idPattern('mail') });
const riderId = 'ana';
const mailId = exampleId('mail');
const time = '2026-01-31T10:10:05.000Z';
const encrypted = 'enc.v1.q83vEjRWeJ0.3q2-7w';
const wanted = { mailId: MailId, template: MailTemplate, values: Values, language: Language };
const wantedExample = {
  mailId,
  template: 'receipt',
  values: { number: '2026-000001', rentalId: exampleId('rnt'), amount: '8.99 EUR' },
  language: 'en',
} as const;

const partnerId = exampleId('ptn');
const partnerMailExample = {
  mailId,
  template: 'webhook-failing',
  values: {
    endpointId: exampleId('whe'),
    url: 'https://hotel.example/hooks',
    since: time,
    error: 'HTTP_500',
  },
  language: 'en',
} as const;

export const chooseLanguage = command({
  type: 'mail.choose-language.v1',
  topic: mailCommands,
  description: 'A rider wants mails in a language',
  key: 'riderId',
  expiresAfterSeconds: 60,
  data: Obj({ riderId: RiderId, language: Language }, strict),
  example: { riderId, language: 'de' },
});

/** What a mail to a rider, or to a partner, is about. */
const toRider = { riderId: RiderId };
const toPartner = { partnerId: PartnerId };

const outcome = Union([
  Obj({ result: Literal('SENT'), reference: Optional(Str()) }, strict),
  Obj({ result: Literal('REFUSED'), reason: Str() }, strict),
]);
export const recordMail = command({
  type: 'mail.record-mail.v1',
  topic: mailCommands,
  description: 'What the provider of mail has made of a mail',
  key: 'riderId',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj({ riderId: RiderId, mailId: MailId, outcome }, strict),
  example: { riderId, mailId, outcome: { result: 'SENT' } },
});

export const recordPartnerMail = command({
  type: 'mail.record-partner-mail.v1',
  topic: mailCommands,
  description: 'What the provider of mail has made of a mail to a partner',
  key: 'partnerId',
  expiresAfterSeconds: 14 * 86_400,
  data: Obj({ ...toPartner, mailId: MailId, outcome }, strict),
  example: { partnerId, mailId, outcome: { result: 'SENT' } },
});

const SENT = { nobody: 'is in the rider’s mailbox' } as const;
export const addresseeKnown = event({
  type: 'mail.addressee-known.v1',
  topic: mailEvents,
  description: 'Where mails for a rider go',
  key: 'riderId',
  heardBy: { nobody: 'repeats what the riders room has said' },
  data: Obj({ riderId: RiderId, name: personal(), email: personal() }, strict),
  example: { riderId, name: encrypted, email: encrypted },
});
export const languageChosen = event({
  type: 'mail.language-chosen.v1',
  topic: mailEvents,
  description: 'In which language a rider gets mails from now on',
  key: 'riderId',
  heardBy: ANSWERED,
  data: Obj({ riderId: RiderId, language: Language, time: Time }, strict),
  example: { riderId, language: 'de', time },
});
export const mailRequested = event({
  type: 'mail.requested.v1',
  topic: mailEvents,
  description: 'A mail is on its way to the provider',
  key: 'riderId',
  heardBy: SENT,
  data: Obj({ riderId: RiderId, ...wanted, time: Time }, strict),
  example: { riderId, ...wantedExample, time },
});
export const mailSettled = event({
  type: 'mail.settled.v1',
  topic: mailEvents,
  description: 'A mail was sent, or will never be',
  key: 'riderId',
  heardBy: SENT,
  data: Obj({ riderId: RiderId, ...wanted, requestedAt: Time, outcome, time: Time }, strict),
  example: { riderId, ...wantedExample, requestedAt: time, outcome: { result: 'SENT' }, time },
});

export const partnerMailRequested = event({
  type: 'mail.partner-mail-requested.v1',
  topic: mailEvents,
  description: 'A mail to a partner is on its way to the provider',
  key: 'partnerId',
  heardBy: SENT,
  data: Obj({ ...toPartner, ...wanted, time: Time }, strict),
  example: { partnerId, ...partnerMailExample, time },
});
export const partnerMailSettled = event({
  type: 'mail.partner-mail-settled.v1',
  topic: mailEvents,
  description: 'A mail to a partner was sent, or will never be',
  key: 'partnerId',
  heardBy: SENT,
  data: Obj({ ...toPartner, ...wanted, requestedAt: Time, outcome, time: Time }, strict),
  example: { partnerId, ...partnerMailExample, requestedAt: time, outcome: { result: 'SENT' }, time },
});

/** Asks the provider to send a mail. A rider's name and address are sealed; a partner's address is of its company. */
export const mailPort = port({
  id: 'mail',
  check: 'mail.mail',
  request: Union([
    Obj({ ...toRider, ...wanted, name: personal(), email: personal() }, strict),
    Obj({ ...toPartner, ...wanted, to: MailTo }, strict),
  ]),
});

export const putMailLanguage = route({
  id: 'chooseMailLanguage',
  method: 'PUT',
  path: '/v1/riders/me/mail-language',
  summary: 'Choose the language of mails',
  description: 'English without it.',
  principals: ['rider'],
  body: Obj({ language: Language }, strict),
  bodyExample: { language: 'de' },
  command: chooseLanguage,
  success: {
    status: 200,
    description: 'Mails are in this language from now on',
    body: Obj({ language: Language }, strict),
    example: { language: 'de' },
  },
  errors: [],
});

/** A mail, as it is listed: without its text, which has the rider’s name. */
export const Mail = Obj(
  {
    ...wanted,
    state: Union([Literal('REQUESTED'), Literal('SENT'), Literal('REFUSED')]),
    reason: Optional(Str()),
    time: Time,
  },
  strict,
);
export const listMails = route({
  id: 'listMailsOfRider',
  method: 'GET',
  path: '/v1/riders/{riderId}/mails',
  summary: 'The mails to a rider, newest first',
  principals: ['operator'],
  params: Obj({ riderId: RiderId }, strict),
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of mails; `cursor` when there are more',
    body: Obj({ mails: List(Mail), cursor: Optional(Str()) }, strict),
    example: { mails: [{ ...wantedExample, state: 'SENT', time }] },
  },
  errors: [],
});
export const listPartnerMails = route({
  id: 'listMailsOfPartner',
  method: 'GET',
  path: '/v1/partners/{partnerId}/mails',
  summary: 'The mails to a partner about its webhook endpoints, newest first',
  principals: ['operator'],
  params: Obj(toPartner, strict),
  query: pageQuery,
  success: {
    status: 200,
    description: 'A page of mails; `cursor` when there are more',
    body: Obj({ mails: List(Mail), cursor: Optional(Str()) }, strict),
    example: { mails: [{ ...partnerMailExample, state: 'SENT', time }] },
  },
  errors: [],
});
