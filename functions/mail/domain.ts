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
  recordMail,
} from '../../shared/contracts/mail/mail.ts';
import { authenticationNeeded, debtOverdue, declined } from '../../shared/contracts/payments/payments.ts';
import { profileChanged, signedUp } from '../../shared/contracts/riders/riders.ts';
import { decideBy } from '../../shared/runtime/deciders.ts';
import type { Context, Decision, Domain, EventOf, MessageOf } from '../../shared/runtime/domain.ts';
import { ownItem, type ReadModelItem } from '../../shared/runtime/read-model.ts';
import { type MailedEvent, mailFor } from './mails.ts';
import { mails, mailsOfRider } from './read-models.ts';
import type { ownMessages, profileMessages } from './room.ts';

/** Who gets which mail, where, and in which language. */

export interface AddresseeState {
  readonly riderId: string;
  /** Sealed. Absent before the rider has signed up. */
  readonly addressee?: { readonly name: string; readonly email: string };
  readonly language: Language;
}

export type MailMessage =
  | MailedEvent
  | MessageOf<(typeof ownMessages)[number]>
  | MessageOf<(typeof profileMessages)[number]>;
export type MailEvent = EventOf<
  typeof addresseeKnown | typeof languageChosen | typeof mailRequested | typeof mailSettled
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
  { riderId, addressee, language }: AddresseeState,
  message: MailedEvent,
  context: Context,
): MailDecision {
  if (addressee === undefined) return { kind: 'ignore', reason: 'The rider has no address.' };
  const content = mailFor(message);
  if (content === undefined) return { kind: 'ignore', reason: 'It makes no mail.' };
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

const decide = decideBy<AddresseeState, MailMessage, MailEvent>({
  [signedUp.type]: decideProfile,
  [profileChanged.type]: decideProfile,
  [authenticationNeeded.type]: decideMail,
  [declined.type]: decideMail,
  [debtOverdue.type]: decideMail,
  [authorizationShort.type]: decideMail,
  [chooseLanguage.type]: decideLanguage,
  [recordMail.type]: decideRecord,
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
      return state;
  }
}

function item(
  riderId: string,
  { mailId, template, values, language, ...more }: Static<typeof Mail>,
): ReadModelItem {
  const body = { mailId, template, values, language, ...more };
  return mails({ mailId }, body, mailsOfRider({ riderId }, `${more.time}/${mailId}`));
}

function entries(event: MailEvent): readonly ReadModelItem[] {
  switch (event.type) {
    case 'mail.requested.v1': {
      const { riderId, ...mail } = event.data;
      return [item(riderId, { ...mail, state: 'REQUESTED' })];
    }
    case 'mail.settled.v1': {
      const { riderId, outcome, requestedAt, ...mail } = event.data;
      const reason = outcome.result === 'REFUSED' ? { reason: outcome.reason } : {};
      return [item(riderId, { ...mail, state: outcome.result, ...reason, time: requestedAt })];
    }
    case 'mail.addressee-known.v1':
    case 'mail.language-chosen.v1':
      return [];
  }
}

const AGGREGATE = 'rider/';

export const domain: Domain<AddresseeState, MailMessage, MailEvent> = {
  aggregateOf: ({ data }) => AGGREGATE + data.riderId,
  aggregateOfEvent: ({ data }) => AGGREGATE + data.riderId,
  initial: (aggregate) => ({ riderId: aggregate.slice(AGGREGATE.length), language: 'en' }),
  reads: (message) =>
    message.type === recordMail.type ? [ownItem(mails, { mailId: message.data.mailId })] : [],
  decide,
  // What became of a mail is recorded, however late it is known.
  decideExpired: (state, message, context) =>
    message.type === chooseLanguage.type ? undefined : decide(state, message, context),
  evolve,
  entries,
};
