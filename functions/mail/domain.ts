import type { Static } from 'typebox';
import { authorizationShort } from '../../shared/contracts/billing/cover.ts';
import { documentStored } from '../../shared/contracts/billing/documents.ts';
import { feePosted } from '../../shared/contracts/billing/fees.ts';
import {
  addresseeKnown,
  chooseLanguage,
  type Language,
  languageChosen,
  type Mail,
  mailPort,
  mailRequested,
  mailSettled,
  partnerMailRequested,
  partnerMailSettled,
  recordMail,
  recordPartnerMail,
} from '../../shared/contracts/mail/mail.ts';
import { endpointDisabled, endpointFailing } from '../../shared/contracts/partners/endpoints.ts';
import { authenticationNeeded, debtOverdue, declined } from '../../shared/contracts/payments/payments.ts';
import { profileChanged, signedUp } from '../../shared/contracts/riders/riders.ts';
import { decideBy } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain, EventOf, MessageOf } from '../../shared/runtime/domain.ts';
import { ownItem, type ReadModelItem } from '../../shared/runtime/read-model.ts';
import { type MailedEvent, mailFor, type PartnerEvent, partnerMailFor } from './mails.ts';
import { mails, mailsOfPartner, mailsOfRider } from './read-models.ts';
import type { ownMessages, profileMessages } from './room.ts';

/** Who gets which mail, where, and in which language. */

export interface AddresseeState {
  /** Sealed. Absent before the rider has signed up. */
  readonly addressee?: { readonly name: string; readonly email: string };
  readonly language: Language;
}

export type MailMessage =
  | MailedEvent
  | PartnerEvent
  | MessageOf<(typeof ownMessages)[number]>
  | MessageOf<(typeof profileMessages)[number]>;
export type MailEvent = EventOf<
  | typeof addresseeKnown
  | typeof languageChosen
  | typeof mailRequested
  | typeof mailSettled
  | typeof partnerMailRequested
  | typeof partnerMailSettled
>;
type MailDecision = Decision<MailEvent, AddresseeState>;

function decideProfile(
  _: AddresseeState,
  { data: { riderId, profile } }: MessageOf<(typeof profileMessages)[number]>,
): MailDecision {
  const { name, email } = profile;
  return { kind: 'accept', events: [addresseeKnown({ riderId, name, email })] };
}

function decideLanguage(
  _: AddresseeState,
  { data: { riderId, language } }: MessageOf<typeof chooseLanguage>,
  { now: time }: Context,
): MailDecision {
  return { kind: 'accept', events: [languageChosen({ riderId, language, time })], result: { language } };
}

function decideMail(
  { addressee, language }: AddresseeState,
  message: MailedEvent,
  context: Context,
): MailDecision {
  if (addressee === undefined) return { kind: 'ignore', reason: 'The rider has no address.' };
  const content = mailFor(message);
  if (content === undefined) return { kind: 'ignore', reason: 'It makes no mail.' };
  const { riderId } = message.data;
  const { template, values } = content;
  const mail = { riderId, mailId: context.id('mail'), template, values: { ...values }, language };
  return {
    kind: 'accept',
    events: [mailRequested({ ...mail, time: context.now })],
    outputs: [mailPort({ ...mail, ...addressee })],
  };
}

function decideRecord(
  _: AddresseeState,
  { data }: MessageOf<typeof recordMail>,
  context: Context,
): MailDecision {
  const known = context.read(mails, { mailId: data.mailId });
  if (known?.state !== 'REQUESTED') return { kind: 'ignore', reason: 'The mail is settled, or unknown.' };
  const { state: __, time: requestedAt, reason: ___, ...mail } = known;
  const { riderId, outcome } = data;
  return {
    kind: 'accept',
    events: [mailSettled({ ...mail, riderId, requestedAt, outcome, time: context.now })],
  };
}

/** The partner says itself where it wants mails, with each endpoint. */
function decidePartnerMail(
  { language }: AddresseeState,
  message: PartnerEvent,
  context: Context,
): MailDecision {
  const { partnerId, mailTo: to } = message.data;
  if (to === undefined) return { kind: 'ignore', reason: 'The endpoint names no address.' };
  const content = partnerMailFor(message);
  if (content === undefined) return { kind: 'ignore', reason: 'It makes no mail.' };
  const { template, values } = content;
  const mail = { partnerId, mailId: context.id('mail'), template, values: { ...values }, language };
  return {
    kind: 'accept',
    events: [partnerMailRequested({ ...mail, time: context.now })],
    outputs: [mailPort({ ...mail, to })],
  };
}

function decidePartnerRecord(
  _: AddresseeState,
  { data }: MessageOf<typeof recordPartnerMail>,
  context: Context,
): MailDecision {
  const known = context.read(mails, { mailId: data.mailId });
  if (known?.state !== 'REQUESTED') return { kind: 'ignore', reason: 'The mail is settled, or unknown.' };
  const { state: __, time: requestedAt, reason: ___, ...mail } = known;
  const { partnerId, outcome } = data;
  return {
    kind: 'accept',
    events: [partnerMailSettled({ ...mail, partnerId, requestedAt, outcome, time: context.now })],
  };
}

const decide = decideBy<AddresseeState, MailMessage, MailEvent>({
  [signedUp.type]: decideProfile,
  [profileChanged.type]: decideProfile,
  [authenticationNeeded.type]: decideMail,
  [declined.type]: decideMail,
  [debtOverdue.type]: decideMail,
  [authorizationShort.type]: decideMail,
  [chooseLanguage.type]: decideLanguage,
  [recordMail.type]: decideRecord,
  [endpointFailing.type]: decidePartnerMail,
  [endpointDisabled.type]: decidePartnerMail,
  [recordPartnerMail.type]: decidePartnerRecord,
  [documentStored.type]: decideMail,
  [feePosted.type]: decideMail,
});

function evolve(state: AddresseeState, event: MailEvent): AddresseeState {
  switch (event.type) {
    case 'mail.addressee-known.v1': {
      const { name, email } = event.data;
      return { ...state, addressee: { name, email } };
    }
    case 'mail.language-chosen.v1':
      return { ...state, language: event.data.language };
    case 'mail.requested.v1':
    case 'mail.settled.v1':
    case 'mail.partner-mail-requested.v1':
    case 'mail.partner-mail-settled.v1':
      return state;
  }
}

type ListedMail = Static<typeof Mail>;

const stateOf = (
  outcome: Static<typeof mailSettled.data>['outcome'],
): Pick<ListedMail, 'state' | 'reason'> =>
  outcome.result === 'REFUSED'
    ? { state: outcome.result, reason: outcome.reason }
    : { state: outcome.result };

const place = ({ time, mailId }: ListedMail): string => `${time}/${mailId}`;
const toRider = (riderId: string, mail: ListedMail): ReadModelItem =>
  mails(mail, mail, mailsOfRider({ riderId }, place(mail)));
const toPartner = (partnerId: string, mail: ListedMail): ReadModelItem =>
  mails(mail, mail, mailsOfPartner({ partnerId }, place(mail)));

function entries(event: MailEvent): readonly ReadModelItem[] {
  switch (event.type) {
    case 'mail.requested.v1': {
      const { riderId, ...mail } = event.data;
      return [toRider(riderId, { ...mail, state: 'REQUESTED' })];
    }
    case 'mail.settled.v1': {
      const { riderId, outcome, requestedAt, ...mail } = event.data;
      return [toRider(riderId, { ...mail, ...stateOf(outcome), time: requestedAt })];
    }
    case 'mail.partner-mail-requested.v1': {
      const { partnerId, ...mail } = event.data;
      return [toPartner(partnerId, { ...mail, state: 'REQUESTED' })];
    }
    case 'mail.partner-mail-settled.v1': {
      const { partnerId, outcome, requestedAt, ...mail } = event.data;
      return [toPartner(partnerId, { ...mail, ...stateOf(outcome), time: requestedAt })];
    }
    case 'mail.addressee-known.v1':
    case 'mail.language-chosen.v1':
      return [];
  }
}

/** A rider, or a partner: each gets its own mails. */
const addressee = (data: { readonly riderId: string } | { readonly partnerId: string }): string =>
  'riderId' in data ? `rider/${data.riderId}` : `partner/${data.partnerId}`;

export const domain: Domain<AddresseeState, MailMessage, MailEvent> = {
  aggregateOf: ({ data }) => addressee(data),
  aggregateOfEvent: ({ data }) => addressee(data),
  initial: () => ({ language: 'en' }),
  reads: (message) =>
    message.type === recordMail.type || message.type === recordPartnerMail.type
      ? [ownItem(mails, { mailId: message.data.mailId })]
      : [],
  decide,
  // What became of a mail is recorded, however late it is known.
  decideExpired: (state, message, context) =>
    message.type === chooseLanguage.type ? undefined : decide(state, message, context),
  evolve,
  entries,
};
