/** An error of the command line. Its message says what to do. Printed without a stack; the exit code is 1. */
export class CommandError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandError';
    this.code = code;
  }
}
