import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { Cloud } from '../../core/cloud.ts';
import { faultText, oneLine } from '../../core/foreign-text.ts';
import { LocalAddresses } from '../../core/local-addresses.ts';
import { isRecord } from '../../core/plain-value.ts';
import { DEBUGGING_MS } from '../../lambda/function-definition.ts';
import { FunctionError } from '../../lambda/function-error.ts';
import { Functions } from '../../lambda/functions.ts';
import { filledFormat } from '../access-log.ts';
import { logTime } from '../request-event.ts';
import { serveConnections } from './connections-api.ts';
import { admit } from './request-authorizer.ts';
import { selectedRoute } from './route-selection.ts';
import type { SocketApi, SocketIntegration, SocketRoute } from './socket-api.ts';
import { LARGEST_MESSAGE_BYTES, SocketConnection } from './socket-connection.ts';
import {
  type ConnectionFacts,
  connectEvent,
  disconnectEvent,
  handshakeOf,
  messageEvent,
  newConnectionId,
  type SocketEvent,
} from './socket-events.ts';

/** What a function answered, as far as API Gateway looks at it; undefined when that is an error. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** What a line of the access log may tell beside the event's own context. */
interface Outcome {
  readonly status: number;
  readonly error?: string | undefined;
  readonly integrationError?: string | undefined;
  readonly authorizerError?: string | undefined;
  readonly integrationMs?: number | undefined;
}

/** A token (RFC 9110, section 5.6.2). It is written into the handshake as it is, and may come from the client's request. */
const PROTOCOL = /^[!#$%&'*+.^_`|~\w-]+$/;

/** The WebSocket APIs of the templates: their connections, and who is asked about each. */
export class SocketApis {
  private readonly cloud: Cloud;
  private readonly apis = new Map<string, SocketApi>();
  private readonly connections = new Map<string, SocketConnection>();
  private inFlight = 0;
  private stopped = false;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.clock.onQuiet(() => Promise.resolve(this.inFlight === 0));
    cloud.onStop('WebSocket connections', async () => {
      this.stopped = true;
      for (const connection of this.connections.values()) connection.terminate();
      await Promise.resolve();
    });
    serveConnections(cloud, this);
  }

  add(api: SocketApi): void {
    this.apis.set(api.apiId, api);
    const { region, endpoint } = this.cloud;
    const host = `${api.apiId}.execute-api.${region}.amazonaws.com`;
    // Posting is an AWS API, and so at the one endpoint of all AWS APIs; the path tells of which API.
    this.cloud.part(LocalAddresses).add(`https://${host}/`, () => `${endpoint.url}/${api.apiId}/`);
  }

  /** Says at which port the API is. */
  servedAt({ apiId }: SocketApi, port: number): void {
    const host = `${apiId}.execute-api.${this.cloud.region}.amazonaws.com`;
    this.cloud.part(LocalAddresses).add(`wss://${host}/`, () => `ws://127.0.0.1:${port}/`);
  }

  find(apiId: string): SocketApi | undefined {
    return this.apis.get(apiId);
  }

  list(): readonly SocketApi[] {
    return [...this.apis.values()];
  }

  connection(apiId: string, connectionId: string): SocketConnection | undefined {
    const connection = this.connections.get(connectionId);
    return connection?.facts.apiId === apiId ? connection : undefined;
  }

  /** Answers a client that wants to connect. Rejects with a fault of ours; the client has had no answer then. */
  async connect(api: SocketApi, incoming: IncomingMessage, raw: Duplex, head: Buffer): Promise<void> {
    const [, stage = ''] = /^\/([^/?]*)\/?(?:\?.*)?$/.exec(incoming.url ?? '/') ?? [];
    if (api.stage === undefined || stage !== api.stage.name) {
      refuse(raw, 403, 'Forbidden');
      return;
    }
    const facts: ConnectionFacts = {
      apiId: api.apiId,
      stage,
      region: this.cloud.region,
      connectionId: newConnectionId(),
      connectedAt: this.cloud.clock.now(),
      handshake: handshakeOf(incoming),
    };
    const event = connectEvent(facts, this.cloud.clock.now());
    const { outcome, protocol } = await this.during(() => this.admitted(api, facts));
    this.log(api, event, outcome);
    if (outcome.status >= 300) refuse(raw, outcome.status, outcome.error ?? 'Forbidden');
    else this.open(api, facts, incoming, raw, head, protocol);
  }

  /** Asks authorizer and `$connect`, if there are some. */
  private async admitted(
    api: SocketApi,
    facts: ConnectionFacts,
  ): Promise<{ readonly outcome: Outcome; readonly protocol?: string | undefined }> {
    const route = api.routes.get('$connect');
    if (route === undefined) return { outcome: { status: 200 } };
    try {
      if (route.authorizer !== undefined) {
        const admission = await admit(this.cloud, api, route.authorizer, facts);
        if (!admission.admitted) {
          const { status, why } = admission;
          if (status === 500) this.report(`$connect: ${oneLine(why)}`);
          return { outcome: { status, error: messageOf(status), authorizerError: why } };
        }
        facts.authorizer = admission.context;
      }
      const event = connectEvent(facts, this.cloud.clock.now());
      const answer = await this.ask(api, route, event);
      if ('error' in answer)
        return { outcome: { status: 502, error: messageOf(502), integrationError: answer.error } };
      const [, protocol] =
        Object.entries(answer.headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ??
        [];
      if (protocol !== undefined && !PROTOCOL.test(protocol)) {
        const why = '$connect: the function names a sec-websocket-protocol that is none';
        this.report(why);
        return { outcome: { status: 502, error: messageOf(502), integrationError: why } };
      }
      return { outcome: { status: answer.status, error: messageOf(answer.status) }, protocol };
    } catch (error) {
      this.report(`$connect: ${faultText(error)}`);
      return { outcome: { status: 500, error: messageOf(500), integrationError: String(error) } };
    }
  }

  private open(
    api: SocketApi,
    facts: ConnectionFacts,
    incoming: IncomingMessage,
    raw: Duplex,
    head: Buffer,
    protocol: string | undefined,
  ): void {
    const server = new WebSocketServer({
      noServer: true,
      maxPayload: LARGEST_MESSAGE_BYTES,
      handleProtocols: () => protocol ?? false,
    });
    server.handleUpgrade(incoming, raw, head, (socket) => {
      const connection = new SocketConnection(facts, socket, raw, this.cloud.clock, {
        message: (from, body) => this.inBackground(() => this.message(api, from, body)),
        closed: (from, end) => this.inBackground(() => this.closed(api, from, end)),
      });
      this.connections.set(facts.connectionId, connection);
    });
  }

  private async message(api: SocketApi, connection: SocketConnection, body: string): Promise<void> {
    const key = selectedRoute(api.routeSelection, body);
    const named = key === undefined || key.startsWith('$') ? undefined : api.routes.get(key);
    const route = named ?? api.routes.get('$default');
    const event = messageEvent(connection.facts, route?.key ?? '$default', body, this.cloud.clock.now());
    if (route === undefined) {
      await this.tell(connection, 'Forbidden', event);
      this.log(api, event, { status: 403, error: 'Forbidden' });
      return;
    }
    const startedAt = performance.now();
    const answer = await this.ask(api, route, event);
    const integrationMs = Math.round(performance.now() - startedAt);
    if ('error' in answer) {
      await this.tell(connection, 'Internal server error', event);
      this.log(api, event, { status: 500, integrationError: answer.error, integrationMs });
      return;
    }
    if (route.answers && answer.body !== undefined) await connection.send(answer.body).catch(() => undefined);
    this.log(api, event, { status: answer.status, integrationMs });
  }

  /** What API Gateway itself says to a client. */
  private async tell(
    connection: SocketConnection,
    message: string,
    { requestContext }: SocketEvent,
  ): Promise<void> {
    const { connectionId, requestId } = requestContext;
    await connection.send(JSON.stringify({ message, connectionId, requestId })).catch(() => undefined);
  }

  private async closed(
    api: SocketApi,
    connection: SocketConnection,
    end: { readonly code: number; readonly reason: string },
  ): Promise<void> {
    this.connections.delete(connection.facts.connectionId);
    const route = api.routes.get('$disconnect');
    if (route === undefined || this.stopped) return;
    const event = disconnectEvent(connection.facts, end, this.cloud.clock.now());
    const answer = await this.ask(api, route, event);
    this.log(api, event, 'error' in answer ? { status: 500, integrationError: answer.error } : answer);
  }

  /** Invokes the function behind a route. Never throws; what went wrong is said in the journal, too. */
  private async ask(
    api: SocketApi,
    route: SocketRoute,
    event: SocketEvent,
  ): Promise<Answer | { readonly error: string }> {
    const answer = await this.invoke(api, route, event).catch((error: unknown) => {
      if (!(error instanceof FunctionError)) throw error;
      return { error: error.message };
    });
    if ('error' in answer) this.report(`${route.key}: ${oneLine(answer.error)}`);
    return answer;
  }

  private async invoke(
    api: SocketApi,
    route: SocketRoute,
    event: SocketEvent,
  ): Promise<Answer | { readonly error: string }> {
    const integration = api.integrations.get(route.integration);
    if (integration === undefined) throw new Error(`${route.key} names an integration that does not exist`);
    const limit = this.timeLimit(integration);
    const stop = new AbortController();
    const { region, account } = this.cloud;
    try {
      const result = await Promise.race([
        this.cloud.part(Functions).invoke(integration.functionArn, event, {
          source: 'apigateway.amazonaws.com',
          sourceArn: `arn:aws:execute-api:${region}:${account}:${api.apiId}/${api.stage?.name}/${route.key}`,
        }),
        sleep(limit, 'late' as const, { signal: stop.signal }),
      ]);
      if (result === 'late') return { error: `no answer within ${limit} ms` };
      if (result.functionError !== undefined) return { error: JSON.stringify(result.payload) };
      return answerIn(result.payload) ?? { error: `no statusCode in ${JSON.stringify(result.payload)}` };
    } finally {
      stop.abort();
    }
  }

  /** Nobody is hurried while the function is in a debugger. */
  private timeLimit({ functionArn, timeoutMilliseconds }: SocketIntegration): number {
    const { debug } = this.cloud.part(Functions).definition(functionArn);
    return debug === undefined ? timeoutMilliseconds : DEBUGGING_MS;
  }

  /** What nobody waits for: a fault in it is reported. */
  private inBackground(work: () => Promise<void>): void {
    this.during(work).catch((error: unknown) => this.report(faultText(error)));
  }

  private async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.inFlight++;
    try {
      return await work();
    } finally {
      this.inFlight--;
    }
  }

  private log({ stage }: SocketApi, { requestContext }: SocketEvent, outcome: Outcome): void {
    if (stage?.accessLogFormat === undefined) return;
    const { identity, ...context } = requestContext;
    const now = this.cloud.clock.now();
    const text = filledFormat(stage.accessLogFormat, {
      ...Object.fromEntries(
        Object.entries(context).map(([name, value]) => [name, isRecord(value) ? undefined : String(value)]),
      ),
      requestTime: logTime(now),
      'identity.sourceIp': isRecord(identity) ? String(identity['sourceIp']) : undefined,
      status: outcome.status,
      integrationLatency: outcome.integrationMs,
      'error.message': outcome.error,
      integrationErrorMessage: outcome.integrationError,
      'integration.error': outcome.integrationError,
      'authorizer.error': outcome.authorizerError,
    });
    this.cloud.journal.write({ time: now, source: 'http', level: 'INFO', text });
  }

  private report(text: string): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'http', level: 'ERROR', text });
  }
}

function answerIn(payload: unknown): Answer | undefined {
  if (!isRecord(payload)) return undefined;
  const status = Number(payload['statusCode']);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const headers = isRecord(payload['headers']) ? payload['headers'] : {};
  const body = payload['body'];
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: typeof body === 'string' && body !== '' ? body : undefined,
  };
}

const MESSAGES: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  500: 'Internal server error',
  502: 'Internal server error',
};

const messageOf = (status: number): string | undefined => MESSAGES[status];

/** Answers the upgrade with plain HTTP. */
export function refuse(raw: Duplex, status: number, message: string): void {
  const body = JSON.stringify({ message });
  raw.end(
    `HTTP/1.1 ${status} ${message}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
