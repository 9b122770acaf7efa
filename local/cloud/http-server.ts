import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpAnswer } from './api-gateway/function-response.ts';
import { type HttpApi, HttpApis } from './api-gateway/http-apis.ts';
import type { SocketApi } from './api-gateway/sockets/socket-api.ts';
import { refuse, SocketApis } from './api-gateway/sockets/socket-apis.ts';
import { Distributions } from './cloudfront/distributions.ts';
import { SIGN_IN_PATH, SignInPages } from './cognito/sign-in-pages.ts';
import { UserPools } from './cognito/user-pools.ts';
import type { Cloud } from './core/cloud.ts';
import { faultText, oneLine } from './core/foreign-text.ts';
import { LocalApi } from './core/local-api.ts';
import { answering, writeResponse } from './core/write-response.ts';

/** The HTTP port cannot be had: says which option changes it. */
export class HttpPortError extends Error {
  readonly code = 'HTTP_PORT';
}

/** What is there, what is still coming and what has gone: `/health` answers 200 when all of it is there. */
export interface Readiness {
  readonly ready: boolean;
  readonly parts: readonly { readonly name: string; readonly ready: boolean; readonly why?: string }[];
  /** Whether requests reach the APIs. Without it, as soon as all is ready, and as long as it is. */
  readonly serving?: boolean;
}

/**
 * Serves the first HTTP API of the templates, the first WebSocket API and the first distribution's files beside it, the
 * sign-in below `/_sign-in/`, and the local cloud's own interface below `/_local/`. An app with several of a kind gets each further one on a free port of its own.
 */
export class HttpServer {
  private readonly cloud: Cloud;
  private readonly servers: Server[] = [];
  private readiness: () => Readiness = () => ({ ready: false, parts: [] });
  private firstPort = 0;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.onStop('http', async () => this.stop());
  }

  get port(): number {
    return this.firstPort;
  }

  /** Listens at once, so that `/health` tells how the start goes on. Throws HttpPortError. */
  async listen(readiness: () => Readiness): Promise<void> {
    this.readiness = readiness;
    this.firstPort = await this.serve(
      () => this.cloud.part(HttpApis).list()[0],
      () => this.cloud.existing(SocketApis)?.list()[0],
      this.cloud.ports.http,
    );
  }

  /** The other APIs, once the templates are deployed. Answers their names and ports. */
  async listenForOthers(): Promise<readonly { readonly name: string; readonly port: number }[]> {
    const none = (): undefined => undefined;
    const [first, ...others] = this.cloud.part(HttpApis).list();
    if (first !== undefined) this.cloud.part(HttpApis).servedAt(first, this.firstPort);
    this.cloud.existing(UserPools)?.servedAt(this.firstPort);
    const [shared, ...sockets] = this.cloud.existing(SocketApis)?.list() ?? [];
    if (shared !== undefined) this.cloud.part(SocketApis).servedAt(shared, this.firstPort);
    const [site] = this.cloud.existing(Distributions)?.list() ?? [];
    if (site !== undefined) this.cloud.part(Distributions).servedAt(site, this.firstPort);
    for (const domain of this.cloud.existing(UserPools)?.domainPrefixes() ?? [])
      this.cloud.part(SignInPages).servedAt(domain, this.firstPort);
    return Promise.all([
      ...others.map(async (api) => {
        const port = await this.serve(() => api, none, 0);
        this.cloud.part(HttpApis).servedAt(api, port);
        return { name: api.name, port };
      }),
      ...sockets.map(async (api) => {
        const port = await this.serve(none, () => api, 0);
        this.cloud.part(SocketApis).servedAt(api, port);
        return { name: api.name, port };
      }),
    ]);
  }

  private async serve(
    api: () => HttpApi | undefined,
    sockets: () => SocketApi | undefined,
    port: number,
  ): Promise<number> {
    const server = createServer(
      answering(
        async (request, response) => this.handle(api(), request, response),
        (text) => this.report(text),
      ),
    );
    // Idle connections are the clients' to close, so that no request meets one that is just being closed.
    server.keepAliveTimeout = 0;
    server.on('upgrade', (request: IncomingMessage, raw: Duplex, head: Buffer) => {
      // The client may break the connection at any time, and nobody else listens for that from here on.
      raw.on('error', () => undefined);
      this.upgrade(sockets, request, raw, head).catch((error: unknown) => {
        this.report(`${oneLine(`${request.method} ${request.url}`)}: ${faultText(error)}`);
        refuse(raw, 500, 'Internal server error');
      });
    });
    server.listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new HttpPortError(
        `Port ${port} for HTTP cannot be used (${error instanceof Error ? error.message : String(error)}). ` +
          'Stop what uses it, or choose another: npm start -- --http-port 8081',
        { cause: error },
      );
    }
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  private async upgrade(
    sockets: () => SocketApi | undefined,
    request: IncomingMessage,
    raw: Duplex,
    head: Buffer,
  ): Promise<void> {
    const part = this.cloud.existing(SocketApis);
    const open = isServing(this.readiness()) ? sockets() : undefined;
    if (part === undefined || open === undefined) refuse(raw, 403, 'Forbidden');
    else await part.connect(open, request, raw, head);
  }

  private report(text: string): void {
    const { clock, journal } = this.cloud;
    journal.write({ time: clock.now(), source: 'http', level: 'ERROR', text });
  }

  private async handle(
    api: HttpApi | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/_local/') || path === '/_local') {
      await this.cloud.part(LocalApi).handle(request, response);
      return;
    }
    if (path.startsWith(SIGN_IN_PATH)) {
      await this.cloud.part(SignInPages).handle(request, response);
      return;
    }
    writeResponse(response, await this.answer(api, path, request));
  }

  private async answer(
    api: HttpApi | undefined,
    path: string,
    request: IncomingMessage,
  ): Promise<HttpAnswer> {
    const state = this.readiness();
    const { ready, parts } = state;
    if (!isServing(state) || (!ready && path === '/health')) {
      const told = path === '/health' ? { ready, parts } : { message: 'The platform is starting' };
      return {
        status: 503,
        headers: { 'content-type': 'application/json', 'retry-after': '1' },
        body: Buffer.from(JSON.stringify(told)),
      };
    }
    const file = await this.file(request);
    if (file !== undefined) return file;
    if (api !== undefined) {
      const answer = await this.cloud.part(HttpApis).answer(api, request);
      const isNowhere = answer.fromCatchAll === true || answer.fromGateway !== undefined;
      const isPage =
        answer.status === 404 && isNowhere && request.headers.accept?.includes('text/html') === true;
      return (isPage ? await this.missingPage() : undefined) ?? answer;
    }
    // An app without an HTTP API is ready when its resources are; nothing else can be asked of it.
    return path === '/health'
      ? {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from(JSON.stringify({ ready, parts })),
        }
      : {
          status: 404,
          headers: { 'content-type': 'application/json' },
          body: Buffer.from('{"message":"Not Found"}'),
        };
  }

  /** A file of the site. On AWS the site has a host of its own; here it shares the port, so its files come first. */
  private async file(request: IncomingMessage): Promise<HttpAnswer | undefined> {
    const part = this.cloud.existing(Distributions);
    const [site] = part?.list() ?? [];
    const file = site === undefined ? undefined : await part?.file(site, request);
    const [name, port] = (request.headers.host ?? '').split(':');
    const isPage = String(file?.headers['content-type']).startsWith('text/html');
    // The apps know one origin, and sign-in leads back to it only.
    return name === 'localhost' && isPage
      ? {
          status: 302,
          headers: { location: `http://127.0.0.1:${port ?? 80}${request.url ?? '/'}` },
          body: Buffer.alloc(0),
        }
      : file;
  }

  private async missingPage(): Promise<HttpAnswer | undefined> {
    const part = this.cloud.existing(Distributions);
    const [site] = part?.list() ?? [];
    return site === undefined ? undefined : part?.missing(site);
  }

  private async stop(): Promise<void> {
    await Promise.all(
      this.servers.map(async (server) => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }),
    );
  }
}

function isServing({ ready, serving }: Readiness): boolean {
  return serving ?? ready;
}
