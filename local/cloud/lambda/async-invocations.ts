import { randomUUID } from 'node:crypto';
import type { Cloud } from '../core/cloud.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionError } from './function-error.ts';
import type { InvocationResult } from './live-function.ts';

/** An `AWS::Lambda::EventInvokeConfig`. */
export interface AsyncConfig {
  /** 0 to 2. */
  readonly maximumRetryAttempts?: number;
  readonly maximumEventAgeSeconds?: number;
  /** ARNs of queues or functions. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

interface Accepted {
  readonly definition: FunctionDefinition;
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** Platform milliseconds. */
  readonly acceptedAt: number;
}

type Run = (name: string, event: string) => Promise<InvocationResult>;
/** Hands a record (JSON text) to a destination's ARN on behalf of a function. */
type Deliver = (definition: FunctionDefinition, destination: string, record: string) => Promise<void>;

/** Since October 2025; 256 KB before. */
const ASYNC_PAYLOAD_BYTES = 1_048_576;
const DEFAULT_RETRIES = 2;
const DEFAULT_AGE_SECONDS = 6 * 3600;
/** Lambda waits a minute before the first retry, two before the second. */
const RETRY_MS = 60_000;
const THROTTLED_FIRST_MS = 1000;
const THROTTLED_LONGEST_MS = 300_000;

/** Events that were accepted for later: their retries wait on the platform clock. */
export class AsyncInvocations {
  private readonly cloud: Cloud;
  private readonly run: Run;
  private readonly deliver: Deliver;
  private readonly configs = new Map<string, AsyncConfig>();
  private running = 0;
  private stopped = false;

  constructor(cloud: Cloud, run: Run, deliver: Deliver) {
    this.cloud = cloud;
    this.run = run;
    this.deliver = deliver;
  }

  get busy(): boolean {
    return this.running > 0;
  }

  configure(functionName: string, config: AsyncConfig): void {
    this.configs.set(functionName, config);
  }

  accept(definition: FunctionDefinition, event: string): InvocationResult {
    if (Buffer.byteLength(event) > ASYNC_PAYLOAD_BYTES) {
      throw new FunctionError('PAYLOAD_TOO_LARGE', `${definition.name}: the event is larger than 1 MB`);
    }
    const requestId = randomUUID();
    const acceptedAt = this.cloud.clock.now();
    void this.attempt({ definition, requestId, event, acceptedAt }, 0, 0);
    return { requestId, payload: null, logs: '' };
  }

  stop(): void {
    this.stopped = true;
  }

  private async attempt(accepted: Accepted, failures: number, throttles: number): Promise<void> {
    if (this.stopped) return;
    this.running += 1;
    try {
      const result = await this.run(accepted.definition.name, accepted.event);
      await this.conclude(accepted, result, failures, throttles);
    } catch (error) {
      if (error instanceof FunctionError && error.code === 'FUNCTION_THROTTLED') {
        const wait = Math.min(THROTTLED_FIRST_MS * 2 ** throttles, THROTTLED_LONGEST_MS);
        this.later(accepted, wait, failures, throttles + 1);
      } else this.report(accepted, error);
    } finally {
      this.running -= 1;
    }
  }

  private async conclude(
    accepted: Accepted,
    result: InvocationResult,
    failures: number,
    throttles: number,
  ): Promise<void> {
    const config = this.configs.get(accepted.definition.name) ?? {};
    if (result.functionError === undefined) {
      await this.hand(accepted, config.onSuccess, 'Success', failures + 1, result);
      return;
    }
    const retries = config.maximumRetryAttempts ?? DEFAULT_RETRIES;
    const wait = RETRY_MS * (failures + 1);
    const age = this.cloud.clock.now() + wait - accepted.acceptedAt;
    const tooOld = age > (config.maximumEventAgeSeconds ?? DEFAULT_AGE_SECONDS) * 1000;
    if (failures < retries && !tooOld) {
      this.later(accepted, wait, failures + 1, throttles);
      return;
    }
    const condition = failures < retries ? 'EventAgeExceeded' : 'RetriesExhausted';
    await this.hand(accepted, config.onFailure, condition, failures + 1, result);
    const { deadLetterQueue } = accepted.definition;
    if (deadLetterQueue !== undefined) {
      await this.deliver(accepted.definition, deadLetterQueue, accepted.event);
    }
  }

  private async hand(
    accepted: Accepted,
    destination: string | undefined,
    condition: string,
    approximateInvokeCount: number,
    result: InvocationResult,
  ): Promise<void> {
    if (destination === undefined) return;
    const { definition, requestId } = accepted;
    const functionError = result.functionError === undefined ? {} : { functionError: result.functionError };
    const record = {
      version: '1.0',
      timestamp: new Date(this.cloud.clock.now()).toISOString(),
      requestContext: {
        requestId,
        functionArn: `${definition.arn}:$LATEST`,
        condition,
        approximateInvokeCount,
      },
      requestPayload: JSON.parse(accepted.event) as unknown,
      responseContext: { statusCode: 200, executedVersion: '$LATEST', ...functionError },
      responsePayload: result.payload,
    };
    await this.deliver(definition, destination, JSON.stringify(record));
  }

  private later(accepted: Accepted, wait: number, failures: number, throttles: number): void {
    const { name } = accepted.definition;
    this.cloud.clock.schedule(this.cloud.clock.now() + wait, `retry ${name}`, () => {
      void this.attempt(accepted, failures, throttles);
    });
  }

  private report(accepted: Accepted, error: unknown): void {
    this.cloud.journal.count(`functions.${accepted.definition.name}.lost`);
    this.cloud.journal.write({
      time: this.cloud.clock.now(),
      source: accepted.definition.name,
      level: 'ERROR',
      text: `asynchronous event ${accepted.requestId} was dropped: ${String(error)}`,
    });
  }
}
