import { isNativeError } from 'node:util/types';
import type { Failure } from './messages.ts';

function isErrorLike(thrown: unknown): thrown is Error {
  return isNativeError(thrown) || thrown instanceof Error;
}

/** Words what a handler threw as Lambda's Node runtime does. */
export function failureOf(thrown: unknown): Failure {
  if (!isErrorLike(thrown)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** A rejection that nobody handled ends the runtime under a name of its own. */
export function unhandledRejectionFailure(reason: unknown): Failure {
  const { trace } = failureOf(reason);
  return { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason), trace };
}

/** What goes wrong while the handler's module is loaded. */
export function loadFailure(thrown: unknown): Failure {
  const failure = failureOf(thrown);
  const code = isErrorLike(thrown) && 'code' in thrown ? thrown.code : undefined;
  if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND') {
    return {
      ...failure,
      errorType: 'Runtime.ImportModuleError',
      errorMessage: `Error: ${failure.errorMessage}`,
    };
  }
  if (thrown instanceof SyntaxError) {
    const errorMessage = `SyntaxError: ${failure.errorMessage}`;
    return { ...failure, errorType: 'Runtime.UserCodeSyntaxError', errorMessage };
  }
  return failure;
}
