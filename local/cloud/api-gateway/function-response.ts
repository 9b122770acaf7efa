import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isRecord } from '../core/plain-value.ts';
import type { WrittenResponse } from '../core/write-response.ts';

/** What is sent back over HTTP. */
export interface HttpAnswer extends WrittenResponse {
  readonly headers: NonNullable<WrittenResponse['headers']>;
  readonly body: Buffer;
  /** The message, when API Gateway answered by itself. */
  readonly fromGateway?: string;
  /** No route names the path: the answer is of a route that takes any. */
  readonly fromCatchAll?: boolean;
}

/** What API Gateway answers by itself. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
    fromGateway: message,
  };
}

/**
 * What a function's return value means in payload format 2.0: with a `statusCode` a response; without one the value
 * is the JSON body of a 200. Undefined for what API Gateway answers with 500.
 */
export function functionResponse(payload: unknown): HttpAnswer | undefined {
  if (payload === undefined || payload === null) return undefined;
  if (!isRecord(payload) || payload['statusCode'] === undefined) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const status = Number(payload['statusCode']);
  if (!Number.isInteger(status) || status < 200 || status > 599) return undefined;
  const {
    headers = {},
    cookies = [],
    body = '',
  } = payload as {
    headers?: Record<string, unknown>;
    cookies?: readonly string[];
    body?: unknown;
  };
  if (typeof body !== 'string' || !isRecord(headers) || !Array.isArray(cookies)) return undefined;
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  if (
    ![...Object.entries(lower), ...cookies.map((cookie) => ['set-cookie', String(cookie)] as const)].every(
      isHeader,
    )
  )
    return undefined;
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...lower,
      ...(cookies.length === 0 ? {} : { 'set-cookie': cookies.map(String) }),
    },
    body: Buffer.from(body, payload['isBase64Encoded'] === true ? 'base64' : 'utf8'),
  };
}

/** Whether it can be sent: a function may quote in a header what its caller wrote. */
function isHeader([name, value]: readonly [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
