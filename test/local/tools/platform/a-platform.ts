import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { PlatformClient } from '../../../../local/tools/platform/client.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** Something that answers as the platform does, over HTTP, one answer after the other as the test has it. */
export class APlatform {
  readonly asked: Asked[] = [];
  readonly client: PlatformClient;
  tokens = 0;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.client = new PlatformClient((server.address() as AddressInfo).port);
  }

  /** `answer` is asked for all but tokens. Undefined: the connection breaks. */
  static async start(answer: (asked: Asked) => Said | undefined): Promise<APlatform> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const platform = new APlatform(server);
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const { method = '', url: path = '', headers } = request;
        const asked = { method, path, headers, body };
        const isToken = path === '/_local/token';
        if (isToken) platform.tokens += 1;
        else platform.asked.push(asked);
        const said = isToken ? { status: 200, body: { token: `token-${platform.tokens}` } } : answer(asked);
        if (said === undefined) {
          request.socket.destroy();
          return;
        }
        response.writeHead(said.status, { 'content-type': 'application/json', ...said.headers });
        response.end(said.body === undefined ? '' : JSON.stringify(said.body));
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
