import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { emptyRecord } from '../../core/plain-value.ts';
import { logTime } from '../request-event.ts';

/** The events that API Gateway hands to the functions of a WebSocket API. */

/** The request with which a client connected. */
export interface Handshake {
  /** With the names as the client wrote them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, readonly string[]>>;
  readonly sourceIp: string;
  readonly userAgent: string | undefined;
}

export interface ConnectionFacts {
  readonly apiId: string;
  readonly stage: string;
  readonly region: string;
  readonly connectionId: string;
  /** Platform milliseconds. */
  readonly connectedAt: number;
  readonly handshake: Handshake;
  /** What the authorizer said; with every event of the connection. */
  authorizer?: Readonly<Record<string, unknown>>;
}

type EventType = 'CONNECT' | 'MESSAGE' | 'DISCONNECT';

/** As API Gateway's look: 11 bytes in base64. */
export const newConnectionId = (): string => `${randomBytes(11).toString('base64url')}=`;

export function handshakeOf(incoming: IncomingMessage): Handshake {
  const sourceIp = incoming.socket.remoteAddress ?? '127.0.0.1';
  const multiValueHeaders = emptyRecord<string[]>();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(i, i + 2);
    (multiValueHeaders[name] ??= []).push(value);
  }
  multiValueHeaders['X-Forwarded-For'] = [sourceIp];
  multiValueHeaders['X-Forwarded-Port'] = [String(incoming.socket.localPort ?? '')];
  multiValueHeaders['X-Forwarded-Proto'] = ['http'];
  const query = emptyRecord<string[]>();
  const [, search = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  for (const [name, value] of new URLSearchParams(search)) (query[name] ??= []).push(value);
  return {
    headers: lastOf(multiValueHeaders),
    multiValueHeaders,
    query,
    sourceIp,
    userAgent: incoming.headers['user-agent'],
  };
}

function lastOf(values: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.at(-1) ?? '']));
}

function requestContext(
  facts: ConnectionFacts,
  eventType: EventType,
  routeKey: string,
  now: number,
): Record<string, unknown> {
  const { apiId, stage, region, connectionId, connectedAt, handshake, authorizer } = facts;
  const requestId = newConnectionId();
  return {
    routeKey,
    ...(authorizer === undefined ? {} : { authorizer }),
    eventType,
    extendedRequestId: requestId,
    requestTime: logTime(now),
    messageDirection: 'IN',
    stage,
    connectedAt: Math.floor(connectedAt),
    requestTimeEpoch: Math.floor(now),
    identity: {
      ...(handshake.userAgent === undefined ? {} : { userAgent: handshake.userAgent }),
      sourceIp: handshake.sourceIp,
    },
    requestId,
    domainName: `${apiId}.execute-api.${region}.amazonaws.com`,
    connectionId,
    apiId,
  };
}

function queryOf({ query }: Handshake): object {
  return Object.keys(query).length === 0
    ? {}
    : { queryStringParameters: lastOf(query), multiValueQueryStringParameters: query };
}

/** What the upgrade is made of goes to authorizers only. */
function withoutUpgrade<Value>(headers: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(connection|upgrade|content-length)$/i.test(name)),
  );
}

export interface SocketEvent {
  readonly requestContext: Readonly<Record<string, unknown>>;
}

export function connectEvent(facts: ConnectionFacts, now: number): SocketEvent {
  const { headers, multiValueHeaders } = facts.handshake;
  return {
    headers: withoutUpgrade(headers),
    multiValueHeaders: withoutUpgrade(multiValueHeaders),
    ...queryOf(facts.handshake),
    requestContext: requestContext(facts, 'CONNECT', '$connect', now),
    isBase64Encoded: false,
  } as SocketEvent;
}

export function authorizerEvent(facts: ConnectionFacts, methodArn: string, now: number): SocketEvent {
  const { headers, multiValueHeaders } = facts.handshake;
  return {
    type: 'REQUEST',
    methodArn,
    headers,
    multiValueHeaders,
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    ...queryOf(facts.handshake),
    stageVariables: {},
    requestContext: requestContext(facts, 'CONNECT', '$connect', now),
  } as SocketEvent;
}

export function messageEvent(
  facts: ConnectionFacts,
  routeKey: string,
  body: string,
  now: number,
): SocketEvent {
  return {
    requestContext: { ...requestContext(facts, 'MESSAGE', routeKey, now), messageId: newConnectionId() },
    body,
    isBase64Encoded: false,
  } as SocketEvent;
}

export function disconnectEvent(
  facts: ConnectionFacts,
  { code, reason }: { readonly code: number; readonly reason: string },
  now: number,
): SocketEvent {
  const headers = {
    Host: `${facts.apiId}.execute-api.${facts.region}.amazonaws.com`,
    'x-api-key': '',
    'X-Forwarded-For': '',
    'x-restapi': '',
  };
  return {
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    requestContext: {
      ...requestContext(facts, 'DISCONNECT', '$disconnect', now),
      disconnectStatusCode: code,
      disconnectReason: reason,
    },
    isBase64Encoded: false,
  } as SocketEvent;
}
