import type { AccessRequest, Permission, PolicyStatement } from '../../core/identities.ts';
import { conditionsHold } from './conditions.ts';
import type { ResourceStatement } from './parse-policy.ts';
import { matches, matchesAction, type Variables } from './pattern.ts';

/** What a set of statements says about a request: nothing is a denial too, but one that another policy may lift. */
export type Verdict = 'allowed' | 'denied' | 'nothing';

export interface Decision {
  readonly verdict: Verdict;
  /** The permissions that allow the request, each by itself. None unless it is allowed. */
  readonly by: readonly Permission[];
}

export function lowerCaseKeys(context: AccessRequest['context']): Variables {
  return Object.fromEntries(
    Object.entries(context ?? {}).map(([key, values]) => [key.toLowerCase(), values]),
  );
}

/** The patterns that fit. A list of exceptions (`NotAction`, `NotResource`) is one pattern, named by all of them. */
function fitting(
  patterns: readonly string[],
  exceptions: readonly string[],
  fits: (pattern: string) => boolean,
): readonly string[] {
  const found = [...new Set(patterns.filter(fits))];
  return exceptions.length > 0 && !exceptions.some(fits)
    ? [...found, `anything but ${exceptions.join(', ')}`]
    : found;
}

/** What of the statement fits the request: nothing when the statement says nothing about it. */
function applicable(
  statement: PolicyStatement,
  { action, resource }: AccessRequest,
  context: Variables,
): Permission[] {
  const { actions, notActions, resources, notResources } = statement;
  const fittingActions = fitting(actions, notActions, (pattern) => matchesAction(pattern, action));
  if (fittingActions.length === 0) return [];
  const fittingResources = fitting(resources, notResources, (pattern) => matches(pattern, resource, context));
  if (fittingResources.length === 0 || !conditionsHold(statement.conditions, context)) return [];
  return fittingActions.flatMap((fittingAction) =>
    fittingResources.map((fittingResource) => ({
      statement,
      action: fittingAction,
      resource: fittingResource,
    })),
  );
}

/** Evaluates statements as IAM does: an explicit Deny wins over any Allow. Context keys may be in any case. */
export function decide(statements: readonly PolicyStatement[], request: AccessRequest): Decision {
  const context = lowerCaseKeys(request.context);
  const by = statements.flatMap((statement) => applicable(statement, request, context));
  if (by.some(({ statement }) => statement.effect === 'Deny')) return { verdict: 'denied', by: [] };
  return { verdict: by.length > 0 ? 'allowed' : 'nothing', by };
}

export function evaluate(statements: readonly PolicyStatement[], request: AccessRequest): Verdict {
  return decide(statements, request).verdict;
}

/** Who asks, as the principals of a resource policy may name it. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

export interface ResourceDecision {
  /** What the policy says of the caller itself. */
  readonly caller: Decision;
  /** Whether it leaves the decision to the account's own policies, by naming the account. */
  readonly account: Decision;
}

/** What the policy of a resource says about a caller of the same account. */
export function evaluateResourcePolicy(
  statements: readonly ResourceStatement[],
  caller: Caller,
  request: AccessRequest,
): ResourceDecision {
  const account = new Set([caller.account, `arn:aws:iam::${caller.account}:root`]);
  const naming = (names: (principal: string) => boolean): Decision =>
    decide(
      statements.filter((statement) => statement.principals.some(names)),
      request,
    );
  return {
    caller: naming((principal) => principal === '*' || principal === caller.arn),
    account: naming((principal) => account.has(principal)),
  };
}
