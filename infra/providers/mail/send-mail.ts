import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import type { MailFinding, MailInquiry } from '../../../shared/contracts/mail/provider.ts';

/**
 * SES has no idempotency key: a mail whose answer was lost is sent again. `check` goes along as a tag, so that both can be
 * told in SES's events.
 */
export async function sendMail(
  ses: Pick<SESv2Client, 'send'>,
  from: string,
  { check, to, subject, text }: MailInquiry,
): Promise<MailFinding> {
  try {
    const { MessageId } = await ses.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: { Data: subject, Charset: 'UTF-8' },
            Body: { Text: { Data: text, Charset: 'UTF-8' } },
          },
        },
        EmailTags: [{ Name: 'check', Value: check }],
      }),
    );
    return { result: 'SENT', ...(MessageId === undefined ? {} : { reference: MessageId }) };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== undefined) return { result: 'REFUSED', reason };
    // Without the cause: the message of SES may name the address, and Lambda logs it.
    // oxlint-disable-next-line preserve-caught-error -- said above
    throw new Error(`SES failed: ${error instanceof Error ? error.name : 'unknown'}`);
  }
}

/** Errors that no other attempt changes. Source: SES API v2, SendEmail, Errors. */
function reasonOf(error: unknown): Extract<MailFinding, { result: 'REFUSED' }>['reason'] | undefined {
  if (!(error instanceof Error)) return undefined;
  switch (error.name) {
    case 'BadRequestException':
      return 'ADDRESS';
    case 'MessageRejected':
      return 'CONTENT';
    case 'AccountSuspendedException':
    case 'MailFromDomainNotVerifiedException':
      return 'SENDER';
    default:
      return undefined;
  }
}
