/** A WebSocket API of the templates, as its resources make it. */

export interface SocketRoute {
  readonly key: string;
  readonly integration: string;
  /** Only `$connect` has one. */
  readonly authorizer?: string;
  /** What the function answers is sent to the client: there is a route response. */
  answers: boolean;
}

export interface SocketIntegration {
  /** ARN of the function. */
  readonly functionArn: string;
  readonly timeoutMilliseconds: number;
}

/** A Lambda authorizer of type REQUEST. */
export interface RequestAuthorizer {
  readonly functionArn: string;
  /** What a request must have for the function to be asked at all. */
  readonly sources: readonly IdentitySource[];
}

export interface IdentitySource {
  readonly place: 'header' | 'querystring';
  readonly name: string;
}

export interface SocketApi {
  readonly apiId: string;
  readonly name: string;
  readonly routeSelection: string;
  /** By their keys. */
  readonly routes: Map<string, SocketRoute>;
  readonly routesById: Map<string, SocketRoute>;
  readonly integrations: Map<string, SocketIntegration>;
  readonly authorizers: Map<string, RequestAuthorizer>;
  /** Without one, nothing is served. */
  stage?: { readonly name: string; readonly accessLogFormat?: string };
}
