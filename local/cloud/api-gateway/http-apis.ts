import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cloud } from '../core/cloud.ts';
import { faultText, oneLine } from '../core/foreign-text.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import { DEBUGGING_MS } from '../lambda/function-definition.ts';
import { FunctionError } from '../lambda/function-error.ts';
import { Functions } from '../lambda/functions.ts';
import { accessLogLine, type Trail } from './access-log.ts';
import { type Cors, corsHeaders, preflightHeaders } from './cors.ts';
import { functionResponse, gatewayAnswer, type HttpAnswer } from './function-response.ts';
import { type Authorization, authorize, type JwtAuthorizer } from './jwt-authorizer.ts';
import { asked, type LambdaAuthorizer, type Verdict } from './lambda-authorizer.ts';
import { ClientGone, readBody } from './read-body.ts';
import { authorizerEvent, type ReceivedRequest, requestEvent } from './request-event.ts';
import { compareRoutes, isCatchAll, matchRoute, type RouteKey } from './route-key.ts';

/** Of request line and headers together (quotas of HTTP APIs). */
const LARGEST_HEADERS_BYTES = 10_240;

export interface Route {
  readonly key: RouteKey;
  readonly integration: string;
  readonly authorizer?: string;
  readonly scopes: readonly string[];
}

export interface Integration {
  /** ARN of the function. */
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

export interface HttpApi {
  readonly apiId: string;
  readonly name: string;
  readonly cors: Cors | undefined;
  readonly routes: Route[];
  readonly integrations: Map<string, Integration>;
  readonly authorizers: Map<string, JwtAuthorizer>;
  readonly lambdaAuthorizers: Map<string, LambdaAuthorizer>;
  /** There is a `$default` stage: without one, nothing is served. */
  deployed: boolean;
  /** Of the stage's access log, with `$context.…`. */
  accessLogFormat?: string;
  requests: number;
  failures: number;
}

/** A request that was answered. */
export interface Exchange {
  /** Undefined when no route fits. */
  readonly routeKey: string | undefined;
  readonly incoming: IncomingMessage;
  /** Undefined when it was answered before the body was read. */
  readonly body: Buffer | undefined;
  readonly answer: HttpAnswer;
}

/** The HTTP APIs of the templates. */
export class HttpApis {
  private readonly cloud: Cloud;
  private readonly apis = new Map<string, HttpApi>();
  private readonly observers = new Set<(exchange: Exchange) => void>();
  private inFlight = 0;

  constructor(cloud: Cloud) {
    this.cloud = cloud;
    cloud.clock.onQuiet(() => Promise.resolve(this.inFlight === 0));
  }

  add(api: HttpApi): void {
    this.apis.set(api.apiId, api);
  }

  find(apiId: string): HttpApi | undefined {
    return this.apis.get(apiId);
  }

  list(): readonly HttpApi[] {
    return [...this.apis.values()];
  }

  /** Scheme and host of an API, as a template gets them. */
  urlOf(apiId: string): string {
    return `https://${apiId}.execute-api.${this.cloud.region}.amazonaws.com`;
  }

  /** Says at which port the API is. */
  servedAt({ apiId }: HttpApi, port: number): void {
    this.cloud.part(LocalAddresses).add(this.urlOf(apiId), () => `http://127.0.0.1:${port}`);
  }

  /** Shows each request with its answer, before that leaves: for tests. Returns what ends it. */
  observe(observer: (exchange: Exchange) => void): () => void {
    this.observers.add(observer);
    return () => void this.observers.delete(observer);
  }

  /** Answers a request as API Gateway would. Never throws. */
  async answer(api: HttpApi, incoming: IncomingMessage): Promise<HttpAnswer> {
    this.inFlight++;
    api.requests++;
    const trail: Trail = { requestId: randomUUID(), startedAt: performance.now() };
    try {
      const answer = await this.route(api, incoming, trail).catch((error: unknown) => {
        trail.error = String(error);
        if (error instanceof ClientGone) return gatewayAnswer(400, 'Bad Request');
        this.report(`${oneLine(`${incoming.method} ${incoming.url}`)}: ${faultText(error)}`);
        return gatewayAnswer(500, 'Internal Server Error');
      });
      if (answer.status >= 500) api.failures++;
      if (api.accessLogFormat !== undefined) {
        const now = this.cloud.clock.now();
        const text = accessLogLine(api.accessLogFormat, { apiId: api.apiId, now, incoming, answer, trail });
        this.cloud.journal.write({ time: now, source: 'http', level: 'INFO', text });
      }
      for (const observer of this.observers)
        observer({ routeKey: trail.routeKey, incoming, body: trail.body, answer });
      const headers = corsHeaders(api.cors, incoming.headers.origin);
      return { ...answer, headers: { ...answer.headers, ...headers, 'apigw-requestid': trail.requestId } };
    } finally {
      this.inFlight--;
    }
  }

  private async route(api: HttpApi, incoming: IncomingMessage, trail: Trail): Promise<HttpAnswer> {
    if (headerBytes(incoming) > LARGEST_HEADERS_BYTES)
      return gatewayAnswer(431, 'Request Header Fields Too Large');
    const [path = '/', queryString = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
    const { origin } = incoming.headers;
    const method = incoming.method ?? 'GET';
    if (
      api.cors &&
      origin !== undefined &&
      method === 'OPTIONS' &&
      incoming.headers['access-control-request-method']
    ) {
      return { status: 204, headers: preflightHeaders(api.cors, origin), body: Buffer.alloc(0) };
    }
    const fitting = api.routes
      .map((route) => ({ route, parameters: matchRoute(route.key, method, path) }))
      .filter(({ parameters }) => parameters !== undefined)
      .toSorted((a, b) => compareRoutes(a.route.key, b.route.key));
    const [best] = fitting;
    if (!api.deployed || best === undefined) return gatewayAnswer(404, 'Not Found');
    const { route, parameters = {} } = best;
    trail.routeKey = route.key.text;
    const authorization = await this.authorization(api, route, incoming);
    trail.authorization = authorization;
    if (authorization?.allowed === false) {
      this.report(`${route.key.text}: ${authorization.status}, ${oneLine(authorization.why)}`, 'DEBUG');
      return unauthorized(authorization, route.scopes);
    }
    const verdict = await this.verdict(api, route, { incoming, path, queryString }, parameters, trail);
    if (verdict?.allowed === false) {
      this.report(`${route.key.text}: ${verdict.status}, ${oneLine(verdict.why)}`, 'DEBUG');
      return gatewayAnswer(verdict.status, MESSAGES[verdict.status]);
    }
    const body = await readBody(incoming);
    if (body === undefined) return tooLarge();
    trail.body = body;
    const answer = await this.invoke(
      api,
      route,
      { incoming, body, path, queryString },
      parameters,
      trail,
      verdict?.context,
    );
    return isCatchAll(route.key) ? { ...answer, fromCatchAll: true } : answer;
  }

  private async authorization(api: HttpApi, route: Route, incoming: IncomingMessage) {
    if (route.authorizer === undefined) return undefined;
    if (api.lambdaAuthorizers.has(route.authorizer)) return undefined;
    const authorizer = api.authorizers.get(route.authorizer);
    if (authorizer === undefined)
      throw new Error(`${route.key.text} names an authorizer that does not exist`);
    const header = incoming.headers[authorizer.header];
    return authorize(this.cloud, authorizer, Array.isArray(header) ? header[0] : header, route.scopes);
  }

  /** What the route's Lambda authorizer says; undefined for a route without one. */
  private async verdict(
    api: HttpApi,
    route: Route,
    request: Omit<ReceivedRequest, 'body'>,
    pathParameters: Readonly<Record<string, string>>,
    trail: Trail,
  ): Promise<Verdict | undefined> {
    const authorizer =
      route.authorizer === undefined ? undefined : api.lambdaAuthorizers.get(route.authorizer);
    if (authorizer === undefined || route.authorizer === undefined) return undefined;
    const event = authorizerEvent(request, sourceArn(this.cloud, api, route, request), {
      routeKey: route.key.text,
      pathParameters,
      account: this.cloud.account,
      apiId: api.apiId,
      region: this.cloud.region,
      requestId: trail.requestId,
      now: this.cloud.clock.now(),
    });
    return await asked(this.cloud, route.authorizer, authorizer, event, apiArn(this.cloud, api));
  }

  private async invoke(
    api: HttpApi,
    route: Route,
    request: ReceivedRequest,
    pathParameters: Readonly<Record<string, string>>,
    trail: Trail,
    lambda: Readonly<Record<string, unknown>> | undefined,
  ): Promise<HttpAnswer> {
    const jwt = trail.authorization?.allowed === true ? trail.authorization : undefined;
    const integration = api.integrations.get(route.integration);
    if (integration === undefined)
      throw new Error(`${route.key.text} names an integration that does not exist`);
    const { region, account, clock } = this.cloud;
    const event = requestEvent(request, {
      routeKey: route.key.text,
      pathParameters,
      ...(jwt === undefined ? {} : { jwt: { claims: jwt.claims, scopes: jwt.scopes } }),
      ...(lambda === undefined ? {} : { lambda }),
      account,
      apiId: api.apiId,
      region,
      requestId: trail.requestId,
      now: clock.now(),
    });
    const startedAt = performance.now();
    const limit = this.timeLimit(integration);
    const stop = new AbortController();
    try {
      const result = await Promise.race([
        this.cloud.part(Functions).invoke(integration.functionArn, event, {
          source: 'apigateway.amazonaws.com',
          sourceArn: sourceArn(this.cloud, api, route, request),
        }),
        sleep(limit, 'late' as const, { signal: stop.signal }),
      ]);
      if (result === 'late') {
        trail.error = `no answer within ${limit} ms`;
        return gatewayAnswer(503, 'Service Unavailable');
      }
      if (result.functionError !== undefined) {
        trail.error = JSON.stringify(result.payload);
        return gatewayAnswer(500, 'Internal Server Error');
      }
      const response = functionResponse(result.payload);
      if (response !== undefined) return response;
      trail.error = 'the function returned no response that can be sent';
      return gatewayAnswer(500, 'Internal Server Error');
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      this.report(`${route.key.text}: ${error.message}`);
      trail.error = error.message;
      if (error.code === 'PAYLOAD_TOO_LARGE') return tooLarge();
      return error.code === 'FUNCTION_THROTTLED'
        ? gatewayAnswer(503, 'Service Unavailable')
        : gatewayAnswer(500, 'Internal Server Error');
    } finally {
      trail.integrationMs = performance.now() - startedAt;
      stop.abort();
    }
  }

  /** Nobody is hurried while the function is in a debugger. */
  private timeLimit({ functionArn, timeoutMilliseconds }: Integration): number {
    const { debug } = this.cloud.part(Functions).definition(functionArn);
    return debug === undefined ? timeoutMilliseconds : DEBUGGING_MS;
  }

  private report(text: string, level: 'ERROR' | 'DEBUG' = 'ERROR'): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'http', level, text });
  }
}

function headerBytes({ method = '', url = '', httpVersion, rawHeaders }: IncomingMessage): number {
  const requestLine = `${method} ${url} HTTP/${httpVersion}`;
  return rawHeaders.reduce((sum, text) => sum + text.length, requestLine.length);
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path of the route>`: what permissions name. */
function sourceArn(
  cloud: Cloud,
  api: HttpApi,
  route: Route,
  request: Pick<ReceivedRequest, 'incoming'>,
): string {
  const path =
    route.key.text === '$default' ? '$default' : `${request.incoming.method}/${route.key.segments.join('/')}`;
  return `${apiArn(cloud, api)}/$default/${path}`;
}

const apiArn = ({ region, account }: Cloud, { apiId }: HttpApi): string =>
  `arn:aws:execute-api:${region}:${account}:${apiId}`;

const MESSAGES = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' } as const;

/** What a refused caller is told: `www-authenticate` says why. */
function unauthorized(
  { status, why }: Extract<Authorization, { allowed: false }>,
  scopes: readonly string[],
): HttpAnswer {
  const answer = gatewayAnswer(status, status === 401 ? 'Unauthorized' : 'Forbidden');
  const error = status === 401 ? 'invalid_token' : 'insufficient_scope';
  const wanted = status === 401 ? '' : scopes.join(' ');
  const challenge = `Bearer scope="${wanted}" error="${error}" error_description="${why.replaceAll('"', "'")}"`;
  return {
    ...answer,
    headers: { ...answer.headers, 'www-authenticate': why === 'no token' ? 'Bearer' : challenge },
  };
}

function tooLarge(): HttpAnswer {
  const answer = gatewayAnswer(413, 'Request Entity Too Large');
  // The rest of the body is still on its way, so the connection is of no further use.
  return { ...answer, headers: { ...answer.headers, connection: 'close' } };
}
