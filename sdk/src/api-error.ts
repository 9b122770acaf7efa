import type { ErrorCode } from './generated/api.ts';

/** The codes that the client itself gives, where no answer of the platform has one. */
export type ClientErrorCode =
  /** No answer came, after all retries. A change without an answer may have taken effect. */
  | 'NETWORK'
  /** The time of the call was over. A change may still take effect. */
  | 'TIMEOUT'
  /** The gateway takes no body of this size. */
  | 'BODY_TOO_LARGE'
  /** The answer is none of the platform: another server stands at this address. */
  | 'UNEXPECTED_ANSWER';

/** A field of the request that is wrong, by its path in the request (`/body/vin`). */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What an error is made of. */
export interface ErrorContent {
  readonly code: ErrorCode | ClientErrorCode;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly title?: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retry?: 'never' | 'later' | 'change';
  readonly traceparent?: string;
}

/** The platform refused a request, or could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** From a closed list, so that an app can act on it. */
  readonly code: ErrorCode | ClientErrorCode;
  readonly status: number;
  /** The same for all errors of this code. */
  readonly title: string;
  /** What was wrong in this case, for people. */
  readonly detail: string;
  /** Which fields of the request are wrong, if the platform says so. */
  readonly errors: readonly FieldError[];
  /** `later`: the same request may succeed later. `change`: only another request can. */
  readonly retry: 'never' | 'later' | 'change';
  /** Finds the request in the platform's logs. */
  readonly traceparent: string | undefined;

  constructor(content: ErrorContent, options?: ErrorOptions) {
    super(content.detail, options);
    this.code = content.code;
    this.status = content.status;
    this.title = content.title ?? content.detail;
    this.detail = content.detail;
    this.errors = content.errors ?? [];
    this.retry = content.retry ?? 'never';
    this.traceparent = content.traceparent;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** A problem document (RFC 9457) with a code of the platform. */
const isProblem = (value: unknown): value is Omit<ErrorContent, 'status'> & { readonly detail: string } =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['detail'] === 'string';

/** Codes of answers that API Gateway gives by itself: they have a status and a message only. */
const GATEWAY: Readonly<Record<number, Pick<ErrorContent, 'code' | 'retry'>>> = {
  400: { code: 'BAD_REQUEST', retry: 'change' },
  401: { code: 'UNAUTHENTICATED', retry: 'change' },
  403: { code: 'FORBIDDEN' },
  404: { code: 'NOT_FOUND', retry: 'change' },
  413: { code: 'BODY_TOO_LARGE', retry: 'change' },
  429: { code: 'TOO_MANY_REQUESTS', retry: 'later' },
  500: { code: 'INTERNAL', retry: 'later' },
  503: { code: 'UNAVAILABLE', retry: 'later' },
};

/** The error of an answer, by its body if that is a problem document, otherwise by its status. */
export function errorOf(status: number, body: unknown, traceparent?: string): ApiError {
  const trace = traceparent === undefined ? {} : { traceparent };
  if (isProblem(body)) return new ApiError({ ...body, status, ...trace });
  const message = isObject(body) && typeof body['message'] === 'string' ? body['message'] : undefined;
  const known = GATEWAY[status] ?? { code: 'UNEXPECTED_ANSWER' };
  return new ApiError({
    ...known,
    status,
    detail: message ?? `The answer has the status ${status}.`,
    ...trace,
  });
}
