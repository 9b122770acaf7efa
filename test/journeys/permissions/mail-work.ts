import { billingEvents } from '../../../shared/contracts/billing/billing.ts';
import { documentStored } from '../../../shared/contracts/billing/documents.ts';
import { mailCommands, mailEvents, mailPort, mailRequested } from '../../../shared/contracts/mail/mail.ts';
import { endpointFailing } from '../../../shared/contracts/partners/endpoints.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

const PROFILE = { name: 'N', birthDate: '1990-05-17', email: 'n@example.org', phone: '+376312345' };

/** What the functions of the mail room do, and the provider. */
export function mailWork(means: Means, triggers: Triggers): Exercises {
  const { deployed, fails, givenUp, queued, request, swept, tooOld } = triggers;
  const { name, email } = SEALED;
  const asking = (riderId: string) => ({
    id: means.newId('ask'),
    operation: 'op',
    request: { ...mailRequested.example, riderId, name, email, time: undefined },
  });
  const mailed: Exercise = async () => {
    const riderId = means.newId('reader');
    const known = { riderId, profile: SEALED, time: means.now };
    await means.hand('mail-consumer', means.event(signedUp, riderId, known), garbage(mailCommands.name));
    const stored = { ...documentStored.example, riderId };
    await means.hand('mail-consumer', means.event(documentStored, stored.seriesId, stored));
    const failing = endpointFailing.example;
    await means.hand('mail-consumer', means.event(endpointFailing, failing.partnerId, failing));
  };
  const afterAnother: Exercise = async () => {
    const riderId = means.newId('reader');
    await means.leaveBehind('mail-consumer', `rider/${riderId}`, [toTopic(mailEvents.name)]);
    const known = { riderId, profile: SEALED, time: means.now };
    await means.hand('mail-consumer', means.event(signedUp, riderId, known));
  };
  /** To a rider whose address can be opened. */
  const sent: Exercise = async () => {
    const riderId = means.newId('reader');
    await request('rider', riderId, 'PUT', '/v1/riders/me', PROFILE);
    const mails = async () => {
      const path = `/v1/riders/${riderId}/mails`;
      const { body } = await means.world.client.as<{ mails?: readonly { state: string }[] }>(
        'operator',
        'o',
        'GET',
        path,
      );
      return body.mails ?? [];
    };
    await means.until('a mail was sent', async () => {
      const stored = { ...documentStored.example, riderId };
      await means.hand('mail-consumer', means.event(documentStored, stored.seriesId, stored));
      return (await mails()).some(({ state }) => state === 'SENT');
    });
  };
  return {
    'mail-consumer': [
      mailed,
      afterAnother,
      givenUp('mail-consumer', billingEvents),
      tooOld('mail-consumer'),
      deployed,
    ],
    'mail-http': [
      async () => {
        const reader = means.newId('reader');
        await request('rider', reader, 'PUT', '/v1/riders/me/mail-language', { language: 'de' });
        await request('operator', 'o', 'GET', `/v1/riders/${reader}/mails`);
        await request('operator', 'o', 'GET', `/v1/partners/${endpointFailing.example.partnerId}/mails`);
      },
      deployed,
    ],
    'mail-scheduler': [
      async () =>
        await swept('mail-scheduler', `rider/${means.newId('reader')}`, [
          toTopic(mailEvents.name),
          { to: 'port', port: mailPort.id, body: JSON.stringify(asking('nobody')) },
        ]),
      fails('mail-scheduler'),
      deployed,
    ],
    'mail-send': [sent, queued('mail-send', () => asking(means.newId('nobody'))), deployed],
    'provider-mail': [sent],
  };
}
