import { expect, it } from 'vitest';
import { sendMail } from '../../../../infra/providers/mail/send-mail.ts';

const INQUIRY = { check: 'mail_1', to: 'ana@example.org', subject: 'Your invoice', text: 'Hello' };

type Ses = Parameters<typeof sendMail>[0];
const answering = (answer: () => unknown): Ses => ({ send: () => Promise.resolve().then(answer) }) as Ses;
const failing = (name: string): Ses =>
  answering(() => {
    throw Object.assign(new Error('ana@example.org is bad'), { name });
  });

it('tells the id by which SES knows the mail', async () => {
  const ses = answering(() => ({ MessageId: 'm-1' }));
  expect(await sendMail(ses, 'us@mail.example', INQUIRY)).toEqual({ result: 'SENT', reference: 'm-1' });
});

it.each([
  ['BadRequestException', 'ADDRESS'],
  ['MessageRejected', 'CONTENT'],
  ['MailFromDomainNotVerifiedException', 'SENDER'],
  ['AccountSuspendedException', 'SENDER'],
])('%s is final', async (name, reason) => {
  expect(await sendMail(failing(name), 'us@mail.example', INQUIRY)).toEqual({ result: 'REFUSED', reason });
});

it.each(['TooManyRequestsException', 'SendingPausedException', 'TimeoutError'])(
  '%s is asked again, and its message, which may name a person, is not passed on',
  async (name) => {
    await expect(sendMail(failing(name), 'us@mail.example', INQUIRY)).rejects.toThrow(`SES failed: ${name}`);
  },
);
