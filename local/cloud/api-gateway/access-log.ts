import type { IncomingMessage } from 'node:http';
import { oneLine } from '../core/foreign-text.ts';
import { own } from '../core/plain-value.ts';
import type { HttpAnswer } from './function-response.ts';
import type { Authorization } from './jwt-authorizer.ts';
import { logTime } from './request-event.ts';

/** What becomes of one request on its way. */
export interface Trail {
  readonly requestId: string;
  /** Of `performance.now()`. */
  readonly startedAt: number;
  routeKey?: string;
  /** Of the request. */
  body?: Buffer;
  authorization?: Authorization;
  integrationMs?: number;
  /** What went wrong with the function. */
  error?: string;
}

export interface Access {
  readonly apiId: string;
  /** Platform milliseconds. */
  readonly now: number;
  readonly incoming: IncomingMessage;
  readonly answer: HttpAnswer;
  readonly trail: Trail;
}

type LogContext = Readonly<Record<string, string | number | undefined>>;

/** By the names of API Gateway's `$context` variables; latencies in milliseconds. */
function contextOf({ apiId, now, incoming, answer, trail }: Access): LogContext {
  const { authorization, integrationMs } = trail;
  const claims = authorization?.allowed === true ? Object.entries(authorization.claims) : [];
  return {
    apiId,
    stage: '$default',
    requestId: trail.requestId,
    requestTime: logTime(now),
    requestTimeEpoch: Math.floor(now),
    httpMethod: incoming.method,
    path: incoming.url?.split('?')[0],
    protocol: `HTTP/${incoming.httpVersion}`,
    routeKey: trail.routeKey,
    status: answer.status,
    responseLength: answer.body.length,
    responseLatency: Math.round(performance.now() - trail.startedAt),
    integrationLatency: integrationMs === undefined ? undefined : Math.round(integrationMs),
    integrationErrorMessage: trail.error,
    'integration.error': trail.error,
    'error.message': answer.fromGateway,
    'authorizer.error': authorization?.allowed === false ? authorization.why : undefined,
    'identity.sourceIp': incoming.socket.remoteAddress,
    'identity.userAgent': incoming.headers['user-agent'],
    ...Object.fromEntries(claims.map(([name, claim]) => [`authorizer.claims.${name}`, claim])),
  };
}

/** One line of a stage's access log. */
export function accessLogLine(format: string, access: Access): string {
  return filledFormat(format, contextOf(access));
}

/**
 * A format with each `$context.…` filled in; `-` where there is nothing. What is filled in may come from the client, so
 * it can end neither the line nor the text in quotes that a JSON format puts it into.
 */
export function filledFormat(format: string, context: LogContext): string {
  return format.replaceAll(/\$context\.([A-Za-z]+(?:\.[A-Za-z_:]+)*)/g, (_, name: string) =>
    JSON.stringify(oneLine(String(own(context, name) ?? '-'))).slice(1, -1),
  );
}
