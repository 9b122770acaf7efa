import { loyaltyCommands } from '../../shared/contracts/loyalty/loyalty.ts';
import {
  getDelivery,
  listDeliveries,
  listRentalDeliveries,
  replayDeliveries,
  replayDelivery,
  sendTest,
  WakeRequest,
} from '../../shared/contracts/partners/deliveries.ts';
import {
  deleteEndpoint,
  getEndpoint,
  listEndpoints,
  listEventTypes,
  listPartnerEndpoints,
  patchEndpoint,
  postDisabled,
  postEnabled,
  postEndpoint,
  postSecret,
} from '../../shared/contracts/partners/endpoints.ts';
import { receiveMessage, TransferAnswer } from '../../shared/contracts/partners/messages-in.ts';
import {
  clientsPort,
  getCredentials,
  getOwnPartner,
  getPartner,
  listPartners,
  partnersCommands,
  partnersEvents,
  patchPartner,
  postPartner,
  postResumption,
  postSuspension,
} from '../../shared/contracts/partners/partners.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { heardMessages, partnerMessages } from './messages.ts';
import { WAKE_CHECK, wakesPort } from './ports.ts';

/** Under which the check of what partners send is compiled. */
export const MESSAGE_CHECK = 'partners.message-in';

export const room: RoomDeclaration = {
  name: 'partners',
  description: 'Partners, what they may see, and the webhooks that tell them what happened',
  commands: partnersCommands,
  events: partnersEvents,
  table: true,
  ports: [clientsPort.id, wakesPort],
  functions: [
    {
      name: 'consumer',
      description: 'Decides what operators want of partners, and partners of their endpoints',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(partnerMessages),
      may: { table: ['decide'], produce: [partnersEvents, deadLetters], askPorts: [clientsPort.id] },
    },
    {
      name: 'fan-out',
      description: 'Makes deliveries of what happened, for the endpoints that want it',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(heardMessages),
      may: { table: ['search', 'fan-out'], produce: [deadLetters], askPorts: [wakesPort] },
    },
    {
      name: 'sender',
      description: 'Sends signed events to the receivers of partners',
      memoryMb: 512,
      timeoutSeconds: 120,
      servesPort: wakesPort,
      checks: { [WAKE_CHECK]: WakeRequest },
      // No topic: so it is in no network from which anything of ours can be reached.
      may: {
        table: ['read', 'send'],
        askPorts: [wakesPort],
        setTimers: true,
        partnerSecrets: true,
        reachReceivers: true,
      },
    },
    {
      name: 'clients',
      description: 'Makes the app clients of partners',
      memoryMb: 256,
      timeoutSeconds: 30,
      servesPort: clientsPort.id,
      checks: { [clientsPort.check]: clientsPort.request },
      may: { produce: [partnersCommands], partnerClients: 'make' },
    },
    {
      name: 'http',
      description: 'Partners, for operators; endpoints and deliveries, for partners',
      memoryMb: 256,
      timeoutSeconds: 15,
      routes: [
        postPartner,
        listPartners,
        getPartner,
        getOwnPartner,
        patchPartner,
        postSuspension,
        postResumption,
        getCredentials,
        listEventTypes,
        postEndpoint,
        listEndpoints,
        listPartnerEndpoints,
        getEndpoint,
        patchEndpoint,
        deleteEndpoint,
        postEnabled,
        postDisabled,
        postSecret,
        listDeliveries,
        listRentalDeliveries,
        getDelivery,
        replayDelivery,
        replayDeliveries,
        sendTest,
        receiveMessage,
      ],
      checks: { [MESSAGE_CHECK]: TransferAnswer },
      may: {
        table: ['read', 'search', 'replay'],
        produce: [partnersCommands, loyaltyCommands],
        askPorts: [wakesPort],
        partnerSecrets: true,
        partnerClients: 'read',
        reachReceivers: true,
      },
    },
    {
      name: 'authorizer',
      description: 'Tells partners, riders and operators apart on the routes that partners may call',
      memoryMb: 256,
      timeoutSeconds: 10,
      authorizesPartners: true,
      may: { table: ['read'], checkTokens: true },
    },
    {
      name: 'scheduler',
      description: 'Wakes senders at which something is due, and delivers what a dead function left behind',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: {
        table: ['sweep', 'wake'],
        produce: [partnersCommands, partnersEvents],
        setTimers: true,
        askPorts: true,
      },
    },
  ],
};
