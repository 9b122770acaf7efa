import { createTicket, SUBPROTOCOL } from '../../shared/contracts/realtime/realtime.ts';
import { variable } from '../../shared/runtime/environment.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { serving as room } from './serving.ts';
import { giveTicket } from './tickets.ts';

export const handler = httpApi(room, 'http', [
  read(createTicket, async ({ principal, now }) => ({
    ...(await giveTicket(principal, now)),
    url: variable('socketUrl'),
    protocol: SUBPROTOCOL,
  })),
]);
