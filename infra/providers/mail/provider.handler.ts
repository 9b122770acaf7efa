import { SESv2Client } from '@aws-sdk/client-sesv2';
import { type MailFinding, MailInquiry } from '../../../shared/contracts/mail/provider.ts';
import { clientLimits } from '../../../shared/runtime/client-limits.ts';
import { inquiryOf } from '../inquiry.ts';
import { setting } from '../kept-secret.ts';
import { sendMail } from './send-mail.ts';
import { MAIL_FROM, MAIL_INQUIRY_CHECK } from './settings.ts';

const ses = new SESv2Client(clientLimits);
const from = setting(MAIL_FROM);

/** Sends mail through SES. Mails name persons, so nothing of them is logged. */
export const handler = async (event: unknown): Promise<MailFinding> =>
  await sendMail(ses, from, inquiryOf(MAIL_INQUIRY_CHECK, MailInquiry, event));
