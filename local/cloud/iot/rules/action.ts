import { errorText } from '../error-text.ts';
import type { RuleMessage } from './rule-message.ts';

/** What one run of a rule hands to an action. */
export interface Invocation {
  readonly ruleName: string;
  readonly ruleArn: string;
  /** What templates see. */
  readonly message: RuleMessage;
  /** What the rule's query made of it: the action's data. */
  readonly output: Buffer;
}

/** As in the message of an error action. */
export interface Failure {
  /** Such as `KafkaAction`. */
  readonly failedAction: string;
  /** Such as the topic or the queue's URL. */
  readonly failedResource: string;
  readonly errorMessage: string;
}

export interface Action {
  readonly kind: string;
  /** Starts and returns; calls `done` exactly once, with a failure if it came to one. */
  run(invocation: Invocation, done: (failure?: Failure) => void): void;
}

/**
 * An action that handles each message by itself. `perform` rejects to fail; it calls `at` with the resource, as soon
 * as it knows which, and gets it back.
 */
export function singleAction(
  kind: string,
  perform: (invocation: Invocation, at: (resource: string) => string) => Promise<void>,
): Action {
  return {
    kind,
    run: (invocation, report) => {
      let failedResource = '';
      const at = (resource: string): string => {
        failedResource = resource;
        return resource;
      };
      perform(invocation, at).then(
        () => report(),
        (error: unknown) => report({ failedAction: kind, failedResource, errorMessage: errorText(error) }),
      );
    },
  };
}
