import type { Statement } from '../sql/statement.ts';
import { topicMatcher } from '../topics.ts';
import type { Action } from './action.ts';

/** A rule as its template says it. */
export interface RuleDefinition {
  readonly name: string;
  readonly arn: string;
  readonly statement: Statement;
  readonly disabled: boolean;
  readonly actions: readonly Action[];
  readonly errorAction: Action | undefined;
}

export interface RuleCounters {
  /** Messages that FROM, or Basic Ingest, gave to the rule. */
  matched: number;
  /** Runs of an action that succeeded, and that failed after their retries. */
  succeeded: number;
  failed: number;
  /** Messages that the query could not be computed for: no action followed. */
  sqlErrors: number;
  /** Messages that failed and had no error action to go to, or whose error action failed too. */
  lost: number;
}

/** A rule at work. */
export class Rule {
  readonly definition: RuleDefinition;
  readonly counters: RuleCounters = { matched: 0, succeeded: 0, failed: 0, sqlErrors: 0, lost: 0 };
  /** Whether FROM selects a topic. */
  readonly listensTo: (topic: string) => boolean;

  constructor(definition: RuleDefinition) {
    const { filter } = definition.statement;
    this.definition = definition;
    this.listensTo = filter === undefined ? () => false : topicMatcher(filter);
  }
}
