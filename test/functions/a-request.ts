import type { HttpEvent, HttpResult } from '../../shared/runtime/http/event.ts';
import type { InvocationContext } from '../../shared/runtime/room-function.ts';

/** A request as API Gateway hands it over. */
export function request(
  routeKey: string,
  who: { readonly kind: string; readonly id: string },
  more: Partial<HttpEvent> = {},
): HttpEvent {
  return {
    routeKey,
    rawPath: '/',
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      requestId: 'request',
      authorizer: { jwt: { claims: { sub: who.id, scope: `roadstream/${who.kind}` } } },
    },
    ...more,
  };
}

/** A handler, invoked with enough time left. */
export function invoked(
  handler: (event: HttpEvent, context: InvocationContext) => Promise<HttpResult>,
): (event: HttpEvent) => Promise<HttpResult> {
  return (event) => handler(event, { getRemainingTimeInMillis: () => 10_000 });
}

export const bodyOf = (result: HttpResult): unknown => JSON.parse(result.body);
