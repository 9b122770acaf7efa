import { createTicket, PushRequest, ping, since, watch } from '../../shared/contracts/realtime/realtime.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import { PING_CHECK, PUSH_REQUEST_CHECK, pushesPort, SINCE_CHECK, WATCH_CHECK } from './ports.ts';

/** The room without its consumer: the functions that serve connections need no contracts of what is pushed. */
export const serving: RoomDeclaration = {
  name: 'realtime',
  description: 'What riders and operators hear at once, over WebSockets',
  table: true,
  ports: [pushesPort],
  orderedPorts: [pushesPort],
  functions: [
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
      checks: { [PING_CHECK]: ping.payload, [SINCE_CHECK]: since.payload, [WATCH_CHECK]: watch.payload },
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
