import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { PlatformClient } from '../../../../local/tools/platform/client.ts';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A server that answers over HTTP as the platform does, with the replies of the test. */
export class APlatform {
  readonly requests: ReceivedRequest[] = [];
  readonly client: PlatformClient;
  tokens = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.client = new PlatformClient((server.address() as AddressInfo).port);
  }

  /** `reply` answers all requests except those for tokens. If it returns undefined, the connection breaks. */
  static async start(reply: (request: ReceivedRequest) => Reply | undefined): Promise<APlatform> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const platform = new APlatform(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const { method = '', url: path = '', headers } = request;
        const received = { method, path, headers, body };
        const isToken = path === '/_local/token';
        if (isToken) platform.tokens += 1;
        else platform.requests.push(received);
        const answer = isToken
          ? { status: 200, body: { token: `token-${platform.tokens}` } }
          : reply(received);
        if (answer === undefined) {
          request.socket.destroy();
          return;
        }
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
        response.end(answer.body === undefined ? '' : JSON.stringify(answer.body));
      });
    });
    return platform;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
