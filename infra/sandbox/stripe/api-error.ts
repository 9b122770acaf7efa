/** An error as Stripe's API answers it. */
export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly advice_code?: string;
  readonly param?: string;
  readonly payment_intent?: unknown;
  readonly setup_intent?: unknown;
}

/** Ends a request with this answer. */
export class ApiError extends Error {
  readonly code = 'API_ERROR';
  readonly status: number;
  readonly body: ErrorBody;
  /** Whether what the request changed stays changed, as after a decline. */
  readonly keepsChanges: boolean;

  constructor(status: number, body: ErrorBody, keepsChanges = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.keepsChanges = keepsChanges;
  }
}

export function invalid(message: string, more: Partial<ErrorBody> = {}, status = 400): ApiError {
  return new ApiError(status, { type: 'invalid_request_error', message, ...more });
}

export function missing(kind: string, id: string, param: string): ApiError {
  return invalid(`No such ${kind}: '${id}'`, { code: 'resource_missing', param }, 404);
}
