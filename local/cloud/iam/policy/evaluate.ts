import type { AccessRequest, PolicyStatement } from '../../core/identities.ts';
import { conditionsHold } from './conditions.ts';
import type { ResourceStatement } from './parse-policy.ts';
import { matches, matchesAction, type Variables } from './pattern.ts';

/** What a set of statements says about a request: nothing is a denial too, but one that another policy may lift. */
export type Verdict = 'allowed' | 'denied' | 'nothing';

export function lowerCaseKeys(context: AccessRequest['context']): Variables {
  return Object.fromEntries(
    Object.entries(context ?? {}).map(([key, values]) => [key.toLowerCase(), values]),
  );
}

function appliesTo(
  statement: PolicyStatement,
  { action, resource }: AccessRequest,
  context: Variables,
): boolean {
  const { actions, notActions, resources, notResources } = statement;
  const actionFits =
    actions.some((pattern) => matchesAction(pattern, action)) ||
    (notActions.length > 0 && !notActions.some((pattern) => matchesAction(pattern, action)));
  if (!actionFits) return false;
  const resourceFits =
    resources.some((pattern) => matches(pattern, resource, context)) ||
    (notResources.length > 0 && !notResources.some((pattern) => matches(pattern, resource, context)));
  return resourceFits && conditionsHold(statement.conditions, context);
}

/** Evaluates statements as IAM does: an explicit Deny wins over any Allow. Context keys may be in any case. */
export function evaluate(statements: readonly PolicyStatement[], request: AccessRequest): Verdict {
  const context = lowerCaseKeys(request.context);
  const applicable = statements.filter((statement) => appliesTo(statement, request, context));
  if (applicable.some((statement) => statement.effect === 'Deny')) return 'denied';
  return applicable.length > 0 ? 'allowed' : 'nothing';
}

/** Who asks, as the principals of a resource policy may name it. */
export interface Caller {
  readonly arn: string;
  readonly account: string;
}

export interface ResourceVerdict {
  /** What the policy says of the caller itself. */
  readonly caller: Verdict;
  /** Whether it leaves the decision to the account's own policies, by naming the account. */
  readonly account: Verdict;
}

/** What the policy of a resource says about a caller of the same account. */
export function evaluateResourcePolicy(
  statements: readonly ResourceStatement[],
  caller: Caller,
  request: AccessRequest,
): ResourceVerdict {
  const account = new Set([caller.account, `arn:aws:iam::${caller.account}:root`]);
  const naming = (names: (principal: string) => boolean): Verdict =>
    evaluate(
      statements
        .filter((statement) => statement.principals.some(names))
        .map((statement) =>
          statement.resources.length + statement.notResources.length === 0
            ? { ...statement, resources: ['*'] }
            : statement,
        ),
      request,
    );
  return {
    caller: naming((principal) => principal === '*' || principal === caller.arn),
    account: naming((principal) => account.has(principal)),
  };
}
