import { randomUUID } from 'node:crypto';

/** Why records are given up. */
export type GivenUp = 'RetryAttemptsExhausted' | 'RecordAgeExceeded' | 'MaximumPayloadSizeExceeded';

/** How it came that records are given up. */
export interface Verdict {
  readonly condition: GivenUp;
  readonly invokeCount: number;
  readonly requestId: string | undefined;
  readonly functionError: string | undefined;
}

/** A record that no event can hold, which is in a batch of its own. */
export const TOO_LARGE: Verdict = {
  condition: 'MaximumPayloadSizeExceeded',
  invokeCount: 0,
  requestId: undefined,
  functionError: undefined,
};

export interface FailureContext extends Verdict {
  readonly functionArn: string;
  /** Platform milliseconds. */
  readonly now: number;
}

/**
 * What Lambda says to every destination about a batch that it gave up. Each kind of source adds where the records lie,
 * and kinds of destination differ on the name of the condition.
 */
export function failureRecord(context: FailureContext, condition: string = context.condition): object {
  const invoked = context.condition !== 'MaximumPayloadSizeExceeded';
  const functionError = context.functionError === undefined ? {} : { functionError: context.functionError };
  return {
    requestContext: {
      requestId: context.requestId ?? randomUUID(),
      functionArn: context.functionArn,
      condition,
      approximateInvokeCount: context.invokeCount,
    },
    responseContext: invoked ? { statusCode: 200, executedVersion: '$LATEST', ...functionError } : null,
    version: '1.0',
    timestamp: new Date(context.now).toISOString(),
  };
}
