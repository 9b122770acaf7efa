import { type ErrorCode, errorEntry } from '../contracts/errors.ts';
import { problemLink } from '../contracts/links.ts';
import type { Violation } from '../contracts/validate.ts';

/** An error answer. Handlers throw it, and the wrapper turns it into a problem document. */
export class ProblemError extends Error {
  override readonly name: string = 'ProblemError';
  readonly code: ErrorCode;
  readonly violations: readonly Violation[];

  constructor(
    code: ErrorCode,
    detail: string,
    violations: readonly Violation[] = [],
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.code = code;
    this.violations = violations;
  }
}

/** RFC 9457, with the catalogue's code and whether a retry can help. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly retry: 'never' | 'later' | 'change';
  readonly instance?: string;
  readonly errors?: readonly Violation[];
}

export function problemOf(
  code: ErrorCode,
  detail: string,
  more: { readonly instance?: string; readonly violations?: readonly Violation[] } = {},
): Problem {
  const { status, title, retry } = errorEntry(code);
  return {
    type: problemLink(code.toLowerCase()),
    title,
    status,
    detail,
    code,
    retry,
    ...(more.instance === undefined ? {} : { instance: more.instance }),
    ...(more.violations === undefined || more.violations.length === 0 ? {} : { errors: more.violations }),
  };
}
