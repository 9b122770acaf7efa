import { listMails, listPartnerMails, putMailLanguage } from '../../shared/contracts/mail/mail.ts';
import { change } from '../../shared/runtime/change.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { readPage } from '../../shared/runtime/read-models.ts';
import { mailsOfPartner, mailsOfRider } from './read-models.ts';
import { room } from './room.ts';

export const handler = httpApi(room, 'http', [
  change(putMailLanguage, async ({ principal, body: { language } }) => ({ riderId: principal.id, language })),
  read(listMails, async ({ params, query }) => {
    const { items, ...next } = await readPage(mailsOfRider, params, query);
    return { mails: items, ...next };
  }),
  read(listPartnerMails, async ({ params, query }) => {
    const { items, ...next } = await readPage(mailsOfPartner, params, query);
    return { mails: items, ...next };
  }),
]);
