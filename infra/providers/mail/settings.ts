import { MailInquiry } from '../../../shared/contracts/mail/provider.ts';

/** The name of the function that sends mail through SES. A stage whose mail goes through SES names it. */
export const MAIL_PROVIDER = 'provider-mail';

/** The sender's address, in the function's environment. */
export const MAIL_FROM = 'ROADSTREAM_MAIL_FROM';

export const MAIL_INQUIRY_CHECK = 'provider.mail-inquiry';
export const mailChecks = { [MAIL_INQUIRY_CHECK]: MailInquiry };
