import { MethodFinding } from '../../shared/contracts/payments/provider.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { deleteBillingAddress, putBillingAddress } from '../../shared/contracts/riders/billing-address.ts';
import { deleteConsent, putConsent } from '../../shared/contracts/riders/consents.ts';
import { deleteMe, eraseRider } from '../../shared/contracts/riders/erasure.ts';
import { getRiderGroups, putRiderGroups } from '../../shared/contracts/riders/groups.ts';
import { putLicence } from '../../shared/contracts/riders/licence.ts';
import { getMe } from '../../shared/contracts/riders/own-data.ts';
import { putPaymentMethod } from '../../shared/contracts/riders/payment.ts';
import {
  deletePhoneKey,
  PhoneProofHeader,
  PhoneProofPayload,
  postPhoneChallenge,
  postPhoneKey,
} from '../../shared/contracts/riders/phone-keys.ts';
import { LicenceFinding } from '../../shared/contracts/riders/providers.ts';
import {
  blockRider,
  putMe,
  ridersCommands,
  ridersEvents,
  unblockRider,
} from '../../shared/contracts/riders/riders.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { reports, requests } from './messages.ts';
import {
  erasurePort,
  LICENCE_FINDING_CHECK,
  licencePort,
  METHOD_FINDING_CHECK,
  paymentPort,
} from './ports.ts';
import { PROOF_HEADER_CHECK, PROOF_PAYLOAD_CHECK } from './proof-checks.ts';

export const room: RoomDeclaration = {
  name: 'riders',
  description: 'Who has signed up, may drive, can pay, with which phones; consents, blocks, erasure',
  commands: ridersCommands,
  events: ridersEvents,
  table: true,
  ports: [licencePort.id, paymentPort.id, erasurePort.id],
  functions: [
    {
      name: 'consumer',
      description: 'Decides what riders, and operators about riders, want',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf([...requests, ...reports]),
      checks: { [PROOF_HEADER_CHECK]: PhoneProofHeader, [PROOF_PAYLOAD_CHECK]: PhoneProofPayload },
      may: {
        table: ['decide', 'due'],
        produce: [ridersEvents, deadLetters],
        setTimers: true,
        askPorts: true,
      },
    },
    {
      name: 'http',
      description:
        'Riders’ own data, licence, payment method and phones; blocking, grouping and erasing by operators',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        putMe,
        getMe,
        deleteMe,
        putBillingAddress,
        deleteBillingAddress,
        putConsent,
        deleteConsent,
        putLicence,
        putPaymentMethod,
        postPhoneChallenge,
        postPhoneKey,
        deletePhoneKey,
        blockRider,
        unblockRider,
        putRiderGroups,
        getRiderGroups,
        eraseRider,
      ],
      may: { table: ['read'], produce: [ridersCommands], riderKeys: 'make' },
    },
    {
      name: 'scheduler',
      description: 'Timers, and deliveries that a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'due'],
        produce: [ridersCommands, ridersEvents],
        setTimers: true,
        askPorts: true,
      },
    },
    {
      name: 'licence',
      description: 'Asks the provider of licence checks',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: licencePort.id,
      checks: { [licencePort.check]: licencePort.request, [LICENCE_FINDING_CHECK]: LicenceFinding },
      may: { produce: [ridersCommands], riderKeys: 'read', askProvider: 'licence' },
    },
    {
      name: 'payment',
      description: 'Asks the payment provider to set up payment methods',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: paymentPort.id,
      checks: { [paymentPort.check]: paymentPort.request, [METHOD_FINDING_CHECK]: MethodFinding },
      may: { produce: [ridersCommands], riderKeys: 'read', askProvider: 'payment' },
    },
    {
      name: 'erasure',
      description: 'Destroys the data keys of riders who want to be erased',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: erasurePort.id,
      checks: { [erasurePort.check]: erasurePort.request },
      may: { produce: [ridersCommands], riderKeys: 'destroy' },
    },
  ],
};
