import { billingEvents } from '../../shared/contracts/billing/billing.ts';
import { paymentsEvents } from '../../shared/contracts/payments/payments.ts';
import { deadLetters } from '../../shared/contracts/platform/platform.ts';
import { createTicket, PushRequest, ping, since } from '../../shared/contracts/realtime/realtime.ts';
import { consumptionsOf } from '../../shared/runtime/consumptions.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { heardEvents } from './heard.ts';
import { PING_CHECK, PUSH_REQUEST_CHECK, pushesPort, SINCE_CHECK } from './ports.ts';

const moneyTopics: ReadonlySet<string> = new Set([billingEvents.name, paymentsEvents.name]);
const isOfMoney = ({ topic }: (typeof heardEvents)[number]): boolean => moneyTopics.has(topic.name);

export const room: RoomDeclaration = {
  name: 'realtime',
  description: 'What riders and operators hear at once, over WebSockets',
  table: true,
  ports: [pushesPort],
  orderedPorts: [pushesPort],
  functions: [
    {
      name: 'consumer',
      description: 'Gives what happened a place in the sequence of those who hear of it',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(heardEvents.filter((event) => !isOfMoney(event))),
      may: { table: ['append', 'find-owners'], produce: [deadLetters], askPorts: true },
    },
    {
      // On its own: the checks of charges are as large as those of all the rest.
      name: 'money',
      description: 'Gives what was charged and paid a place in the sequence of those who hear of it',
      memoryMb: 256,
      timeoutSeconds: 30,
      consumes: consumptionsOf(heardEvents.filter(isOfMoney)),
      may: { table: ['append'], produce: [deadLetters], askPorts: true },
    },
    {
      name: 'http',
      description: 'Tickets for connections',
      memoryMb: 256,
      timeoutSeconds: 10,
      routes: [createTicket],
      may: { table: ['give-tickets'], nameSocket: true },
    },
    {
      name: 'authorizer',
      description: 'Lets in who has a ticket',
      memoryMb: 256,
      timeoutSeconds: 10,
      authorizesSocket: true,
      may: { table: ['redeem-tickets'] },
    },
    {
      name: 'socket',
      description: 'Takes connections, what clients say, and their ends',
      memoryMb: 256,
      timeoutSeconds: 10,
      socketRoutes: ['$connect', '$disconnect', '$default'],
      checks: { [PING_CHECK]: ping.payload, [SINCE_CHECK]: since.payload },
      may: { table: ['connect'], askPorts: true },
    },
    {
      name: 'push',
      description: 'Sends to connections what they lack',
      memoryMb: 256,
      // Short: as long as a request that failed is hidden, its stream waits.
      timeoutSeconds: 8,
      servesPort: pushesPort,
      checks: { [PUSH_REQUEST_CHECK]: PushRequest },
      may: { table: ['deliver'], postToSockets: ['DELETE', 'POST'] },
    },
    {
      name: 'sweep',
      description: 'Forgets connections that are gone',
      memoryMb: 256,
      timeoutSeconds: 60,
      scheduler: true,
      may: { table: ['look-after'], postToSockets: ['GET'] },
    },
  ],
};
