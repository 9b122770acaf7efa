import type { Identity } from './identities.ts';

/** A request as it came, whoever sent it. */
export interface PlainRequest {
  readonly method: string;
  /** Path and query before anything was decoded: what a signature is over. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that an AWS SDK sent to the local cloud. */
export interface AwsRequest extends PlainRequest {
  /** The signing name in its credential scope: `dynamodb`, `sqs`, `kms`, `s3`, `iotdata`, `iot`, `kafka`, `secretsmanager`, `ses`, `lambda`. */
  readonly service: string;
  /** Who signed it: the role behind the access key. Undefined for the local cloud's own administrator. */
  readonly identity: Identity | undefined;
  /** For JSON protocols: what follows the last dot of `X-Amz-Target`, such as `GetItem`. */
  readonly operation: string | undefined;
}

export interface AwsResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An error that the AWS SDKs turn into an exception of that name. */
export class AwsError extends Error {
  readonly status: number;
  readonly type: string;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.name = type;
    this.type = type;
    this.status = status;
  }
}

/** What a service does otherwise than most of them. */
export interface ServiceManners {
  /** How its errors look. Without it, as the SDKs' JSON and REST-JSON protocols want them. */
  errorResponse?(error: AwsError, request: PlainRequest): AwsResponse;
  /** Answers a request without a signature; undefined for one that is not this service's. None is answered without it. */
  unsigned?(request: PlainRequest): AwsResponse | undefined;
  /** Whether a web page of this origin may send the request. No page may without it. */
  admitsPage?(origin: string, request: PlainRequest): boolean;
}

/** One HTTP endpoint for every service, told apart by the signing name in the request's credential scope. */
export interface AwsEndpoint {
  /** Such as `http://127.0.0.1:41235`: goes into the functions' environment as `AWS_ENDPOINT_URL`. */
  readonly url: string;
  /** A handler throws `AwsError` to answer one; what it does not know it must refuse with `UnknownOperationException`. */
  register(
    service: string,
    handle: (request: AwsRequest) => Promise<AwsResponse>,
    manners?: ServiceManners,
  ): void;
  /**
   * Shows each request to the observer once it was carried out and before its answer leaves; the answer waits. For
   * tests that interrupt a function from outside, between two of its steps. Returns what ends it.
   */
  observe(observer: (request: AwsRequest) => void | Promise<void>): () => void;
  /** Throws the service's AccessDeniedException, with the missing statement in the message, unless the caller may. */
  authorize(
    request: AwsRequest,
    action: string,
    resource: string,
    context?: Record<string, readonly string[]>,
  ): void;
}
