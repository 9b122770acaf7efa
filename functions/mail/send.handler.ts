import { mailPort, recordMail, recordPartnerMail } from '../../shared/contracts/mail/mail.ts';
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
  serve: async (request) => {
    const { mailId, template, language, values } = request;
    if ('partnerId' in request) {
      const { partnerId, to } = request;
      const outcome = await sent({ check: mailId, to, ...mailText(template, language, values) });
      return recordPartnerMail({ partnerId, mailId, outcome });
    }
    const { riderId } = request;
    const key = await riderKey(riderId);
    if (key === undefined) {
      return recordMail({ riderId, mailId, outcome: { result: 'REFUSED', reason: 'ERASED' } });
    }
    const { name, email } = key.open({ name: request.name, email: request.email });
    const text = mailText(template, language, { ...values, name, app: variable('appUrl') });
    return recordMail({ riderId, mailId, outcome: await sent({ check: mailId, to: email, ...text }) });
  },
});

async function sent(inquiry: MailInquiry) {
  const finding = await askProvider(inquiry, { schema: MailFinding, check: MAIL_FINDING_CHECK });
  return finding.result === 'REFUSED'
    ? ({ result: 'REFUSED', reason: finding.reason } as const)
    : ({
        result: 'SENT',
        ...(finding.reference === undefined ? {} : { reference: finding.reference }),
      } as const);
}
