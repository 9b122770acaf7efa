/**
 * The closed list of failures of the runtime. `transient`: the same message may succeed when it comes again, so it is
 * retried. Otherwise it goes to the dead letters.
 */
const failures = {
  /** Other writers kept changing the same items. */
  CONTENDED: { transient: true },
  /** An aggregate's list names an operation without a record. */
  OPERATION_MISSING: { transient: true },
  /** Kafka did not answer in time: it is unknown whether it has the records. */
  SEND_TIMED_OUT: { transient: true },
  /** The invocation has already been answered: another one may have the message by now. */
  OUT_OF_TIME: { transient: true },
  /** The message depends on another one that has not arrived yet, because it comes on another topic. */
  EARLIER_MISSING: { transient: true },
  /** An answer of AWS that the runtime does not know. */
  UNEXPECTED_ANSWER: { transient: true },
  /** A provider failed, or its answer does not follow its contract. */
  PROVIDER_FAILED: { transient: true },
  /** The domain threw, and will throw again. */
  DOMAIN_FAILED: { transient: false },
  /** The decision does not fit into one transaction or item. */
  DECISION_TOO_LARGE: { transient: false },
  /** The events topic has a gap, so a table cannot be rebuilt from it. */
  LOG_BROKEN: { transient: false },
  /** The declaration lacks this name or id. */
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

/** Whether a retry can help. An unexpected error may always be transient. */
export function isTransient(error: unknown): boolean {
  return !(error instanceof RuntimeFailure) || error.transient;
}
