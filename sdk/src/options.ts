/** Options of one call. */
export interface CallOptions {
  /** Ends the call; it then throws the signal's reason. A change may still take effect. */
  readonly signal?: AbortSignal;
  /** Seconds until the call is given up with the code TIMEOUT, retries included. */
  readonly timeoutSeconds?: number;
}

export interface ChangeOptions extends CallOptions {
  /**
   * The same key with the same input takes effect once, whatever happens between. Without one the client makes a key for
   * each call, which its own retries share. Give one to make a call again after a restart of the app.
   */
  readonly idempotencyKey?: string;
}

/** A WebSocket as browsers have it. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocket;

export interface ClientOptions {
  /** Where the platform is, such as `https://api.example.org`. */
  readonly baseUrl: string;
  /**
   * The access token. It is called before each request, so keep the token until it expires. When the platform refuses
   * a token, it is called once more with that token, and must then get another one.
   */
  readonly token?: (refused?: string) => Promise<string>;
  /** Another `fetch`, for tests. */
  readonly fetch?: typeof globalThis.fetch;
  /** Node before 22 has no WebSocket: give that of the package `ws`. */
  readonly WebSocket?: WebSocketConstructor;
  /** How often a request is sent again after a failure that a retry may mend; 4 when absent. */
  readonly retries?: number;
  /** For each call, unless it has its own; 30 when absent. */
  readonly timeoutSeconds?: number;
}
