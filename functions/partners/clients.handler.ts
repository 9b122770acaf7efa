import { clientsPort, recordClient } from '../../shared/contracts/partners/partners.ts';
import { port } from '../../shared/runtime/port.ts';
import { clientOf } from './keys/app-clients.ts';
import { room } from './room.ts';

/** Makes a partner's app client, once: one that is there by this name is taken. */
export const handler = port({
  room,
  functionName: 'clients',
  contract: clientsPort,
  serve: async ({ partnerId }) => recordClient({ partnerId, clientId: await clientOf(partnerId) }),
});
