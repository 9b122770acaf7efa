/**
 * What can go wrong in the runtime, each with a code of this closed list. `transient`: the same message may succeed
 * when it comes again, so it is retried; otherwise it goes to the dead letters.
 */
const failures = {
  /** Other writers kept changing the same items. */
  CONTENDED: { transient: true },
  /** A list names an operation whose record is gone. */
  OPERATION_MISSING: { transient: true },
  /** Kafka did not answer in time: it is unknown whether it has the records. */
  SEND_TIMED_OUT: { transient: true },
  /** The invocation had been answered before: somebody else may have the message by now. */
  OUT_OF_TIME: { transient: true },
  /** What a message rests on has not been heard yet: it comes on another topic. */
  EARLIER_MISSING: { transient: true },
  /** An answer of AWS that the runtime does not know. */
  UNEXPECTED_ANSWER: { transient: true },
  /** A provider failed, or answered something else than its contract says. */
  PROVIDER_FAILED: { transient: true },
  /** The domain threw: it will again. */
  DOMAIN_FAILED: { transient: false },
  /** The decision does not fit into one transaction or item. */
  DECISION_TOO_LARGE: { transient: false },
  /** The events topic has a gap: it is not the truth any more. */
  LOG_BROKEN: { transient: false },
  /** An id or a function name that the declaration does not know. */
  NOT_DECLARED: { transient: false },
} as const;

export type FailureCode = keyof typeof failures;

export class RuntimeFailure extends Error {
  override readonly name = 'RuntimeFailure';
  readonly code: FailureCode;
  readonly transient: boolean;

  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.transient = failures[code].transient;
  }
}

/** Whether trying again can help; what nobody foresaw may always be a passing fault. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof RuntimeFailure) || error.transient;
}
