import type { IncomingMessage } from 'node:http';
import { emptyRecord } from '../core/plain-value.ts';

/** What the request came with, read whole. */
export interface ReceivedRequest {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
  readonly path: string;
  readonly queryString: string;
}

export interface EventContext {
  readonly routeKey: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly jwt?: {
    readonly claims: Readonly<Record<string, string>>;
    readonly scopes: readonly string[] | null;
  };
  /** What a Lambda authorizer says. */
  readonly lambda?: Readonly<Record<string, unknown>>;
  readonly account: string;
  readonly apiId: string;
  readonly region: string;
  readonly requestId: string;
  /** Platform milliseconds. */
  readonly now: number;
}

/** Everything else, forms too, reaches the function in base64. */
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml|[^;]*\+json|[^;]*\+xml))/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Common Log Format, in UTC: `22/Nov/2026:15:32:09 +0000`. */
export function logTime(now: number): string {
  const time = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(time.getUTCDate())}/${MONTHS[time.getUTCMonth()]}/${time.getUTCFullYear()}`;
  return `${day}:${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())} +0000`;
}

type RequestEvent = Readonly<Record<string, unknown>> & {
  readonly headers: Readonly<Record<string, string>>;
};

/** The event of a Lambda authorizer, payload format 2.0: the request without its body. */
export function authorizerEvent(
  request: Omit<ReceivedRequest, 'body'>,
  routeArn: string,
  context: EventContext,
): RequestEvent {
  const { isBase64Encoded: _, ...event } = requestEvent({ ...request, body: Buffer.alloc(0) }, context);
  return { ...event, type: 'REQUEST', routeArn };
}

/** The event of an HTTP API's Lambda integration, payload format 2.0. */
export function requestEvent(request: ReceivedRequest, context: EventContext): RequestEvent {
  const { incoming, body, path, queryString } = request;
  const { cookie, ...headers } = incoming.headers;
  const query = emptyRecord<string>();
  for (const [name, value] of new URLSearchParams(queryString)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  const sourceIp = incoming.socket.remoteAddress ?? '127.0.0.1';
  const isText = TEXT_TYPES.test(headers['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath: path,
    rawQueryString: queryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;\s*/) }),
    headers: {
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(',') : (value ?? ''),
        ]),
      ),
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': String(incoming.socket.localPort ?? ''),
      'x-forwarded-proto': 'http',
    },
    ...(queryString === '' ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: context.account,
      apiId: context.apiId,
      ...(context.jwt === undefined ? {} : { authorizer: { jwt: context.jwt } }),
      ...(context.lambda === undefined ? {} : { authorizer: { lambda: context.lambda } }),
      domainName: `${context.apiId}.execute-api.${context.region}.amazonaws.com`,
      domainPrefix: context.apiId,
      http: {
        method: incoming.method ?? 'GET',
        path,
        protocol: `HTTP/${incoming.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: '$default',
      time: logTime(context.now),
      timeEpoch: Math.floor(context.now),
    },
    ...(Object.keys(context.pathParameters).length === 0 ? {} : { pathParameters: context.pathParameters }),
    ...(body.length === 0 ? {} : { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
