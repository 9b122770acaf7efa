import type { Principal } from '../../contracts/define.ts';

/** The parts of an API Gateway HTTP API event (payload format 2.0) that are used. */
export interface HttpEvent {
  /** `METHOD /path/{parameter}`, as in the template. */
  readonly routeKey: string;
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly queryStringParameters?: Readonly<Record<string, string>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly http?: { readonly method: string };
    readonly authorizer?: {
      readonly jwt?: { readonly claims: Readonly<Record<string, string>> };
      /** What the authorizer of the partners room says. */
      readonly lambda?: { readonly kind: Principal | 'nobody'; readonly id: string };
    };
  };
}

export interface HttpResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the body is base64. Without it the body is text. */
  readonly isBase64Encoded?: boolean;
}

export function jsonResult(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
  contentType = 'application/json',
): HttpResult {
  return {
    statusCode,
    headers: { 'content-type': contentType, 'cache-control': 'no-store', ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}
