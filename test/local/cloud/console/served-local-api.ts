import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cloud } from '../../../../local/cloud/core/cloud.ts';
import { LocalApi } from '../../../../local/cloud/core/local-api.ts';

export interface ServedLocalApi {
  readonly port: number;
  close(): void;
}

/** A cloud's `/_local/` at a port of its own, without the HTTP APIs of its templates. */
export async function servedLocalApi(cloud: Cloud): Promise<ServedLocalApi> {
  const server = createServer((incoming, answer) => void cloud.part(LocalApi).handle(incoming, answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
