export type FunctionErrorCode =
  | 'FUNCTION_NOT_FOUND'
  /** More at once than the function's reserved concurrency. */
  | 'FUNCTION_THROTTLED'
  /** No statement of the function's resource policy lets the caller in. */
  | 'FUNCTION_NOT_PERMITTED'
  /** The event or the response is larger than Lambda takes. */
  | 'PAYLOAD_TOO_LARGE';

/** Why an invocation did not take place. What goes wrong inside of one is in its result instead. */
export class FunctionError extends Error {
  readonly code: FunctionErrorCode;
  constructor(code: FunctionErrorCode, message: string) {
    super(message);
    this.name = 'FunctionError';
    this.code = code;
  }
}
