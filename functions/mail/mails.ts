import { authorizationShort } from '../../shared/contracts/billing/cover.ts';
import { documentStored } from '../../shared/contracts/billing/documents.ts';
import { feePosted } from '../../shared/contracts/billing/fees.ts';
import type { MailTemplate } from '../../shared/contracts/mail/mail.ts';
import { endpointFailing } from '../../shared/contracts/partners/endpoints.ts';
import { authenticationNeeded, debtOverdue, declined } from '../../shared/contracts/payments/payments.ts';
import { moneyText } from '../../shared/kernel/money.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';
import type { mailedEvents, partnerEvents } from './room.ts';

/** Which event makes which mail, and what its text has blanks for. Another mail is a line here, and a template. */

export type MailedEvent = MessageOf<(typeof mailedEvents)[number]>;
export type PartnerEvent = MessageOf<(typeof partnerEvents)[number]>;

export interface MailContent {
  readonly template: MailTemplate;
  readonly values: Readonly<Record<string, string>>;
}

type Mails = {
  readonly [Type in MailedEvent['type']]: (
    data: Extract<MailedEvent, { type: Type }>['data'],
  ) => MailContent | undefined;
};

const money = (amount: number, currency: string): string => `${moneyText({ amount, currency })} ${currency}`;

const mails: Mails = {
  [documentStored.type]: ({ kind, number, rentalId, total, currency }) => ({
    template: kind === 'INVOICE' ? 'receipt' : 'credit-note',
    values: { number, rentalId, amount: money(total, currency) },
  }),
  [feePosted.type]: ({ rentalId, charge, objectionUntil }) => ({
    template: 'fee',
    values: {
      rentalId,
      fee: charge.lines.map(({ reason }) => (reason.code === 'FEE' ? reason.text : '')).join(),
      amount: money(charge.total, charge.currency),
      until: objectionUntil.slice(0, 10),
    },
  }),
  // The link is for the payer alone: it is in the app.
  [authenticationNeeded.type]: (payment) => ({
    template: 'payment-authentication',
    values: { amount: money(payment.money.amount, payment.money.currency) },
  }),
  // A reservation that was declined is refused in the app, and owes nothing.
  [declined.type]: ({ purpose, nextAttemptAt, ...payment }) => {
    if (purpose !== 'CHARGE' || nextAttemptAt === undefined) return undefined;
    const amount = money(payment.money.amount, payment.money.currency);
    return { template: 'payment-retry', values: { amount, next: nextAttemptAt.slice(0, 10) } };
  },
  [authorizationShort.type]: (payment) => ({
    template: 'payment-short',
    values: { amount: money(payment.money.amount, payment.money.currency) },
  }),
  [debtOverdue.type]: (payment) => ({
    template: 'payment-overdue',
    values: { amount: money(payment.money.amount, payment.money.currency) },
  }),
};

/** Undefined when nobody needs to be told. */
export function mailFor(event: MailedEvent): MailContent | undefined {
  // Each has its own kind of data, which the type of the list says.
  const write: (data: never) => MailContent | undefined = mails[event.type];
  return write(event.data as never);
}

/** Undefined when the partner knows already, because it has disabled the endpoint itself. */
export function partnerMailFor({ type, data }: PartnerEvent): MailContent | undefined {
  const { endpointId, url = endpointId } = data;
  if (type === endpointFailing.type) {
    const template = data.stage === 'LAST_DAY' ? 'webhook-last-day' : 'webhook-failing';
    return { template, values: { endpointId, url, since: data.since.slice(0, 16), error: data.error } };
  }
  if (data.reason === 'BY_PARTNER') return undefined;
  const template = data.reason === 'GONE' ? 'webhook-gone' : 'webhook-disabled';
  return { template, values: { endpointId, url } };
}
