import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cloud } from '../cloud/cloud.ts';
import { FunctionError } from '../functions/function-error.ts';
import { Functions } from '../functions/functions.ts';
import { type Cors, corsHeaders, preflightHeaders } from './cors.ts';
import { functionResponse, gatewayAnswer, type HttpAnswer } from './function-response.ts';
import { authorize, type JwtAuthorizer } from './jwt-authorizer.ts';
import { type ReceivedRequest, requestEvent } from './request-event.ts';
import { compareRoutes, matchRoute, type RouteKey } from './route-key.ts';

/** Limits of HTTP APIs (API Gateway quotas). */
const LARGEST_BODY_BYTES = 10 * 1024 * 1024;
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
  /** There is a `$default` stage: without one, nothing is served. */
  deployed: boolean;
  requests: number;
  failures: number;
}

/** The HTTP APIs of the templates. */
export class HttpApis {
  private readonly cloud: Cloud;
  private readonly apis = new Map<string, HttpApi>();
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

  /** Answers a request as API Gateway would. Never throws. */
  async answer(api: HttpApi, incoming: IncomingMessage): Promise<HttpAnswer> {
    this.inFlight++;
    api.requests++;
    try {
      const answer = await this.route(api, incoming);
      if (answer.status >= 500) api.failures++;
      const headers = corsHeaders(api.cors, incoming.headers.origin);
      return { ...answer, headers: { ...answer.headers, ...headers } };
    } catch (error) {
      api.failures++;
      this.report(`${incoming.method} ${incoming.url}: ${String(error)}`);
      return gatewayAnswer(500, 'Internal Server Error');
    } finally {
      this.inFlight--;
    }
  }

  private async route(api: HttpApi, incoming: IncomingMessage): Promise<HttpAnswer> {
    const headerBytes = incoming.rawHeaders.reduce((sum, text) => sum + text.length, 0);
    if (headerBytes > LARGEST_HEADERS_BYTES) return gatewayAnswer(431, 'Request Header Fields Too Large');
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
    const authorization = await this.authorization(api, route, incoming);
    if (authorization?.allowed === false) {
      this.report(`${route.key.text}: ${authorization.status}, ${authorization.why}`, 'DEBUG');
      return gatewayAnswer(authorization.status, authorization.status === 401 ? 'Unauthorized' : 'Forbidden');
    }
    const body = await readBody(incoming);
    if (body === undefined) return gatewayAnswer(413, 'Request Entity Too Large');
    return this.invoke(api, route, { incoming, body, path, queryString }, parameters, authorization);
  }

  private async authorization(api: HttpApi, route: Route, incoming: IncomingMessage) {
    if (route.authorizer === undefined) return undefined;
    const authorizer = api.authorizers.get(route.authorizer);
    if (authorizer === undefined)
      throw new Error(`${route.key.text} names an authorizer that does not exist`);
    const header = incoming.headers[authorizer.header];
    return authorize(this.cloud, authorizer, Array.isArray(header) ? header[0] : header, route.scopes);
  }

  private async invoke(
    api: HttpApi,
    route: Route,
    request: ReceivedRequest,
    pathParameters: Readonly<Record<string, string>>,
    jwt: { claims: Readonly<Record<string, string>>; scopes: readonly string[] | null } | undefined,
  ): Promise<HttpAnswer> {
    const integration = api.integrations.get(route.integration);
    if (integration === undefined)
      throw new Error(`${route.key.text} names an integration that does not exist`);
    const { region, account, clock } = this.cloud;
    const event = requestEvent(request, {
      routeKey: route.key.text,
      pathParameters,
      ...(jwt === undefined ? {} : { jwt: { claims: jwt.claims, scopes: jwt.scopes } }),
      account,
      apiId: api.apiId,
      region,
      now: clock.now(),
    });
    const stop = new AbortController();
    try {
      const result = await Promise.race([
        this.cloud.part(Functions).invoke(integration.functionArn, event, {
          source: 'apigateway.amazonaws.com',
          sourceArn: sourceArn(this.cloud, api, route, request),
        }),
        sleep(integration.timeoutMilliseconds, 'late' as const, { signal: stop.signal }),
      ]);
      if (result === 'late') return gatewayAnswer(503, 'Service Unavailable');
      if (result.functionError !== undefined) return gatewayAnswer(500, 'Internal Server Error');
      return functionResponse(result.payload) ?? gatewayAnswer(500, 'Internal Server Error');
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error;
      this.report(`${route.key.text}: ${error.message}`);
      return error.code === 'FUNCTION_THROTTLED'
        ? gatewayAnswer(503, 'Service Unavailable')
        : gatewayAnswer(500, 'Internal Server Error');
    } finally {
      stop.abort();
    }
  }

  private report(text: string, level: 'ERROR' | 'DEBUG' = 'ERROR'): void {
    this.cloud.journal.write({ time: this.cloud.clock.now(), source: 'http', level, text });
  }
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path of the route>`: what permissions name. */
function sourceArn(cloud: Cloud, api: HttpApi, route: Route, request: ReceivedRequest): string {
  const path =
    route.key.text === '$default' ? '$default' : `${request.incoming.method}/${route.key.segments.join('/')}`;
  return `arn:aws:execute-api:${cloud.region}:${cloud.account}:${api.apiId}/$default/${path}`;
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += (chunk as Buffer).length;
    if (length > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
