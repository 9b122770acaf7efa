import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import type { Cloud } from '../core/cloud.ts';
import type { AccessRequest, Permission } from '../core/identities.ts';
import { evaluateResourcePolicy } from './policy/evaluate.ts';
import type { ResourceStatement } from './policy/parse-policy.ts';
import { withCommonContext } from './policy/request-context.ts';

function deny(why: string): never {
  throw new AwsError('AccessDeniedException', why);
}

/**
 * `either`: one of the role's and the resource's policies is enough (SQS, S3, Secrets Manager). `resource-first`: the
 * role's policies count only when the resource's policy names the account (KMS).
 */
type Rule = 'either' | 'resource-first';

/**
 * For services whose resources have policies of their own. Throws AccessDeniedException unless the caller's role or
 * the resource's policy allows the request, and neither denies it. What allows it is counted.
 */
export function authorizeWithPolicy(
  cloud: Cloud,
  caller: AwsRequest,
  request: AccessRequest,
  policy: readonly ResourceStatement[],
  rule: Rule,
): void {
  for (const by of grantsOf(cloud, caller, request, policy, rule)) cloud.usedPermissions.record(by);
}

/** Whether `authorizeWithPolicy` would let it pass. Nothing is counted. */
export function wouldPass(...asked: Parameters<typeof authorizeWithPolicy>): boolean {
  try {
    grantsOf(...asked);
    return true;
  } catch {
    return false;
  }
}

/** What lets the request pass: one permission of each of these lists is needed, and any one of a list will do. */
function grantsOf(
  cloud: Cloud,
  caller: AwsRequest,
  request: AccessRequest,
  policy: readonly ResourceStatement[],
  rule: Rule,
): readonly (readonly Permission[])[] {
  const { identity } = caller;
  if (identity === undefined) return [];
  const own = cloud.identities.check(identity, request);
  if (!own.allowed && own.explicit) deny(own.why);
  const said = evaluateResourcePolicy(
    policy,
    { arn: identity.roleArn, account: cloud.account },
    withCommonContext(identity, request),
  );
  if (said.caller.verdict === 'denied' || said.account.verdict === 'denied')
    deny(`the policy of ${request.resource} denies ${request.action} to role ${identity.roleName}`);
  const ownBy = own.allowed ? own.by : [];
  const accountBy = rule === 'resource-first' && own.allowed ? said.account.by : [];
  if (said.caller.verdict === 'allowed') {
    const otherwise = rule === 'either' || accountBy.length > 0 ? [...ownBy, ...accountBy] : [];
    return [[...said.caller.by, ...otherwise]];
  }
  if (rule === 'resource-first' && said.account.verdict !== 'allowed')
    deny(
      `the policy of ${request.resource} allows ${request.action} neither to role ${identity.roleName} nor to its account`,
    );
  if (!own.allowed) deny(own.why);
  return [ownBy, accountBy];
}
