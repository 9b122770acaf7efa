import { authorizationShort } from '../../shared/contracts/billing/cover.ts';
import { documentStored } from '../../shared/contracts/billing/documents.ts';
import { feePosted } from '../../shared/contracts/billing/fees.ts';
import {
  chooseLanguage,
  listMails,
  listPartnerMails,
  mailCommands,
  mailEvents,
  mailPort,
  putMailLanguage,
  recordMail,
  recordPartnerMail,
} from '../../shared/contracts/mail/mail.ts';
import { MailFinding } from '../../shared/contracts/mail/provider.ts';
import { endpointDisabled, endpointFailing } from '../../shared/contracts/partners/endpoints.ts';
import { authenticationNeeded, debtOverdue, declined } from '../../shared/contracts/payments/payments.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { profileChanged, signedUp } from '../../shared/contracts/riders/riders.ts';
import { consumptionsOf, newConsumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';

/** Events of other rooms that make a mail to a rider. `mails.ts` says which. */
export const mailedEvents = [
  documentStored,
  feePosted,
  authorizationShort,
  authenticationNeeded,
  declined,
  debtOverdue,
] as const;
/** Those that make a mail to a partner. */
export const partnerEvents = [endpointFailing, endpointDisabled] as const;
export const ownMessages = [chooseLanguage, recordMail, recordPartnerMail] as const;
export const profileMessages = [signedUp, profileChanged] as const;

export const MAIL_FINDING_CHECK = 'mail.finding';

export const room: RoomDeclaration = {
  name: 'mail',
  description: 'What riders and partners are told by mail',
  commands: mailCommands,
  events: mailEvents,
  table: true,
  ports: [mailPort.id],
  functions: [
    {
      name: 'consumer',
      description: 'Decides who gets which mail',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: [
        ...consumptionsOf([...ownMessages, ...profileMessages]),
        // Nobody gets mail about what was long ago.
        ...newConsumptionsOf([...mailedEvents, ...partnerEvents]),
      ],
      may: { table: ['decide', 'wait'], produce: [mailEvents, deadLetters], askPorts: true },
    },
    {
      name: 'http',
      description: 'The language of mails, for riders; which mails were sent, for operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [putMailLanguage, listMails, listPartnerMails],
      may: { table: ['read', 'search'], produce: [mailCommands] },
    },
    {
      name: 'scheduler',
      description: 'Deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['sweep'], produce: [mailEvents], askPorts: true },
    },
    {
      name: 'send',
      description: 'Writes mails, and asks the provider to send them',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: mailPort.id,
      checks: { [mailPort.check]: mailPort.request, [MAIL_FINDING_CHECK]: MailFinding },
      may: { produce: [mailCommands], riderKeys: 'read', askProvider: 'mail', nameApp: true },
    },
  ],
};
