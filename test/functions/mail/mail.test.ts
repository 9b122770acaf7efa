import { describe, expect, it } from 'vitest';
import { domain } from '../../../functions/mail/domain.ts';
import { mailText } from '../../../functions/mail/templates.ts';
import { authorizationShort } from '../../../shared/contracts/billing/cover.ts';
import { documentStored } from '../../../shared/contracts/billing/documents.ts';
import { feePosted } from '../../../shared/contracts/billing/fees.ts';
import {
  chooseLanguage,
  Language,
  MailTemplate,
  mailRequested,
  partnerMailRequested,
  recordMail,
  recordPartnerMail,
} from '../../../shared/contracts/mail/mail.ts';
import { endpointDisabled, endpointFailing } from '../../../shared/contracts/partners/endpoints.ts';
import { authenticationNeeded, debtOverdue, declined } from '../../../shared/contracts/payments/payments.ts';
import { profileChanged, signedUp } from '../../../shared/contracts/riders/riders.ts';
import { message, roomUnderTest } from '../room-under-test.ts';

const NOW = '2026-01-31T10:10:05.000Z';
const room = () => roomUnderTest(domain, NOW);
const stored = () => message(documentStored, documentStored.example);
const mailIn = ({ events }: { readonly events: readonly { readonly data: object }[] }): string =>
  (events[0] as { data: { mailId: string } }).data.mailId;

describe('an invoice', () => {
  it('is told of by mail, with its number and amount, to a sealed address', () => {
    const mail = room();
    mail.handle(message(signedUp, signedUp.example));
    const { events, outputs } = mail.handle(stored());

    const { email } = signedUp.example.profile;
    expect(events).toMatchObject([
      {
        data: { template: 'receipt', values: { number: '2026-000001', amount: '8.99 EUR' }, language: 'en' },
      },
    ]);
    expect(outputs).toMatchObject([{ to: 'port', request: { template: 'receipt', email } }]);
    expect(JSON.stringify(events)).not.toContain(email);
    expect(mail.rebuilt('rider/ana')).toEqual(mail.state('rider/ana'));
  });

  it('is told of in the language and at the address that the rider has by then', () => {
    const mail = room();
    mail.handle(message(signedUp, signedUp.example));
    const profile = { ...profileChanged.example.profile, email: 'enc.v1.AAAA.BBBB' };
    mail.handle(message(profileChanged, { ...profileChanged.example, profile }));
    expect(mail.handle(message(chooseLanguage, chooseLanguage.example)).result).toEqual({ language: 'de' });
    expect(mail.handle(stored()).outputs).toMatchObject([
      { request: { language: 'de', email: 'enc.v1.AAAA.BBBB' } },
    ]);
  });

  it('is not told of to a rider who is not known', () => {
    expect(room().handle(stored())).toMatchObject({ kind: 'ignore' });
  });
});

it.each([
  ['a payment that needs an authentication', authenticationNeeded, {}, 'payment-authentication'],
  ['a charge that is tried again', declined, { purpose: 'CHARGE', nextAttemptAt: NOW }, 'payment-retry'],
  ['a charge that is not tried again', debtOverdue, {}, 'payment-overdue'],
  ['more that could not be reserved', authorizationShort, {}, 'payment-short'],
  ['nobody of a reservation that was declined', declined, { purpose: 'AUTHORIZATION' }, undefined],
])('tells of %s', (_, contract, more, template) => {
  const mail = room();
  mail.handle(message(signedUp, signedUp.example));
  const { riderId } = signedUp.example;
  const told = {
    type: contract.type,
    id: 'msg_payment',
    time: NOW,
    data: { ...contract.example, riderId, ...more },
  };
  const { events } = mail.handle(told as never);
  expect(events.map(({ data }) => ('template' in data ? data.template : ''))).toEqual(
    template === undefined ? [] : [template],
  );
});

it('a fee is told of by mail, with the last day for an objection', () => {
  const mail = room();
  mail.handle(message(signedUp, signedUp.example));
  expect(mail.handle(message(feePosted, feePosted.example)).events).toMatchObject([
    {
      data: {
        template: 'fee',
        values: { amount: '45.00 EUR', fee: 'Cleaning: Sand on all seats', until: '2026-02-16' },
      },
    },
  ]);
});

describe('trouble with a webhook endpoint', () => {
  const failing = (stage: 'FOURTH_FAILURE' | 'LAST_DAY') =>
    message(endpointFailing, { ...endpointFailing.example, stage });
  const disabled = (reason: 'BY_PARTNER' | 'FAILING' | 'GONE') =>
    message(endpointDisabled, { ...endpointDisabled.example, reason });
  const { partnerId, endpointId, mailTo } = endpointFailing.example;

  it.each([
    ['the fourth failing attempt', failing('FOURTH_FAILURE'), 'webhook-failing'],
    ['the last day', failing('LAST_DAY'), 'webhook-last-day'],
    ['the end', disabled('FAILING'), 'webhook-disabled'],
    ['a receiver that is gone', disabled('GONE'), 'webhook-gone'],
  ])('is told of at %s, at the address that the endpoint names', (_, told, template) => {
    const mail = room();
    const { events, outputs } = mail.handle(told);
    expect(events).toMatchObject([
      { type: 'mail.partner-mail-requested.v1', data: { partnerId, template, values: { endpointId } } },
    ]);
    expect(outputs).toMatchObject([{ to: 'port', request: { partnerId, template, to: mailTo } }]);
  });

  it('is not told of to a partner who has disabled it, or who names no address', () => {
    expect(room().handle(disabled('BY_PARTNER'))).toMatchObject({ kind: 'ignore' });
    const { mailTo: _, ...unnamed } = endpointFailing.example;
    expect(room().handle(message(endpointFailing, unnamed))).toMatchObject({ kind: 'ignore' });
  });

  it('leaves a list of mails, with what became of each', () => {
    const mail = room();
    const mailId = mailIn(mail.handle(failing('FOURTH_FAILURE')));
    const outcome = { result: 'REFUSED', reason: 'ADDRESS' } as const;
    const record = () => message(recordPartnerMail, { partnerId, mailId, outcome });
    mail.handleExpired(record());
    expect(mail.item(`mail/${mailId}`)).toMatchObject({
      body: { state: 'REFUSED', reason: 'ADDRESS', time: NOW },
      index: { partition: `partner-mails/${partnerId}` },
    });
    expect(mail.handle(record())).toMatchObject({ kind: 'ignore' });
  });
});

describe('what became of a mail', () => {
  it.each([
    [{ result: 'SENT' } as const, { state: 'SENT' }],
    [{ result: 'REFUSED', reason: 'ADDRESS' } as const, { state: 'REFUSED', reason: 'ADDRESS' }],
  ])('%j is listed once, however late it is known', (outcome, listed) => {
    const mail = room();
    mail.handle(message(signedUp, signedUp.example));
    const mailId = mailIn(mail.handle(stored()));
    expect(mail.item(`mail/${mailId}`)).toMatchObject({
      body: { state: 'REQUESTED' },
      index: { partition: 'mails/ana' },
    });
    const record = () => message(recordMail, { riderId: 'ana', mailId, outcome });
    mail.handleExpired(record());
    expect(mail.item(`mail/${mailId}`)).toMatchObject({ body: { ...listed, time: NOW } });
    expect(mail.handle(record())).toMatchObject({ kind: 'ignore' });
  });
});

describe('each template', () => {
  const templates = MailTemplate.anyOf.map(({ const: name }) => name);
  const languages = Language.anyOf.map(({ const: name }) => name);
  const values = {
    ...mailRequested.example.values,
    fee: 'Cleaning',
    until: '2026-02-16',
    next: '2026-02-01',
    name: 'Ana',
    app: 'https://app.example/rider/',
  };

  const inEach = (some: readonly MailTemplate[]) =>
    some.flatMap((template) => languages.map((language) => [template, language] as const));

  it.each(inEach(templates.filter((name) => name.startsWith('webhook'))))(
    '%s is written in %s for partners, without a blank that is left',
    (template, language) => {
      const { subject, text } = mailText(template, language, partnerMailRequested.example.values);
      expect(subject).toContain('whe_');
      expect(text).toContain('https://hotel.example/hooks');
      expect(`${subject}${text}`).not.toMatch(/[{}]/);
    },
  );

  it.each(inEach(templates.filter((name) => !name.startsWith('webhook'))))(
    '%s is written in %s, without a blank that is left',
    (template, language) => {
      const { subject, text } = mailText(template, language, values);
      expect(subject).toMatch(/2026-000001|rnt_|8\.99 EUR/);
      expect(text).toContain('Ana');
      expect(text).toContain(
        template.startsWith('payment')
          ? 'https://app.example/rider/\n'
          : 'https://app.example/rider/#/trips/rnt_',
      );
      expect(`${subject}${text}`).not.toMatch(/[{}]/);
    },
  );

  it('leaves no mail with a blank', () => {
    expect(() => mailText('receipt', 'en', {})).toThrow('no value for its blank number');
  });
});
