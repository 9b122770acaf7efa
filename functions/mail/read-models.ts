import { Mail } from '../../shared/contracts/mail/mail.ts';
import { listOf, readModel } from '../../shared/runtime/read-model.ts';

/** The mails to a rider, by the time at which they were requested. */
export const mails = readModel('mail/{mailId}', Mail);
export const mailsOfRider = listOf(mails, 'mails/{riderId}', { pageSize: 20, newestFirst: true });
export const mailsOfPartner = listOf(mails, 'partner-mails/{partnerId}', { pageSize: 20, newestFirst: true });
