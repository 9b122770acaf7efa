import { mailPort, recordMail } from '../../shared/contracts/mail/mail.ts';
import { MailFinding, type MailInquiry } from '../../shared/contracts/mail/provider.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { riderKey } from '../../shared/runtime/keys/rider-keys.ts';
import { port } from '../../shared/runtime/port.ts';
import { askProvider } from '../../shared/runtime/provider.ts';
import { MAIL_FINDING_CHECK, room } from './room.ts';
import { mailText } from './templates.ts';

/** Opens name and address, writes the mail, and asks the provider to send it. */
export const handler = port({
  room,
  functionName: 'send',
  contract: mailPort,
  serve: async ({ riderId, mailId, template, language, values, ...sealed }) => {
    const key = await riderKey(riderId);
    if (key === undefined) {
      return recordMail({ riderId, mailId, outcome: { result: 'REFUSED', reason: 'ERASED' } });
    }
    const { name, email } = key.open({ name: sealed.name, email: sealed.email });
    const inquiry: MailInquiry = {
      check: mailId,
      to: email,
      ...mailText(template, language, { ...values, name, app: variable('appUrl') }),
    };
    const finding = await askProvider(inquiry, { schema: MailFinding, check: MAIL_FINDING_CHECK });
    const outcome =
      finding.result === 'REFUSED'
        ? ({ result: 'REFUSED', reason: finding.reason } as const)
        : ({
            result: 'SENT',
            ...(finding.reference === undefined ? {} : { reference: finding.reference }),
          } as const);
    return recordMail({ riderId, mailId, outcome });
  },
});
