/** What is used of API Gateway's events for WebSocket APIs. */

export interface SocketHeaders {
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AuthorizerEvent extends SocketHeaders {
  /** `arn:…:execute-api:<region>:<account>:<api>/<stage>/$connect` */
  readonly methodArn: string;
}

export interface SocketEvent extends SocketHeaders {
  readonly requestContext: {
    readonly routeKey: string;
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
    readonly connectionId: string;
    readonly requestId: string;
    /** What the authorizer said when the connection was made: API Gateway keeps it with the connection. */
    readonly authorizer?: Readonly<Record<string, unknown>>;
  };
  readonly body?: string;
}

export interface SocketResult {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent to the client, on routes with a response. */
  readonly body?: string;
}

/** The subprotocols that a client offers. Names of headers come as the client wrote them. */
export function subprotocolsOf({ headers = {} }: SocketHeaders): readonly string[] {
  const [, value = ''] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'sec-websocket-protocol') ?? [];
  return value.split(',').map((name) => name.trim());
}
