import { AwsError, type AwsRequest } from '../core/aws-endpoint.ts';
import type { Cloud } from '../core/cloud.ts';
import type { AccessRequest } from '../core/identities.ts';
import { evaluateResourcePolicy } from './policy/evaluate.ts';
import type { ResourceStatement } from './policy/parse-policy.ts';
import { withCommonContext } from './policy/request-context.ts';

function deny(why: string): never {
  throw new AwsError('AccessDeniedException', why);
}

/**
 * For services whose resources have policies of their own. Throws AccessDeniedException unless the caller's role or
 * the resource's policy allows the request, and neither denies it.
 *
 * `rule` is `either` where one of the two is enough (SQS, Secrets Manager), and `resource-first` where the role's
 * policies count only when the resource's policy names the account (KMS).
 */
export function authorizeWithPolicy(
  cloud: Cloud,
  caller: AwsRequest,
  request: AccessRequest,
  policy: readonly ResourceStatement[],
  rule: 'either' | 'resource-first',
): void {
  const { identity } = caller;
  if (identity === undefined) return;
  const own = cloud.identities.check(identity, request);
  if (!own.allowed && own.explicit) deny(own.why);
  const verdict = evaluateResourcePolicy(
    policy,
    { arn: identity.roleArn, account: cloud.account },
    withCommonContext(identity, request),
  );
  if (verdict.caller === 'denied' || verdict.account === 'denied')
    deny(`the policy of ${request.resource} denies ${request.action} to role ${identity.roleName}`);
  if (verdict.caller === 'allowed') return;
  if (rule === 'resource-first' && verdict.account !== 'allowed')
    deny(
      `the policy of ${request.resource} allows ${request.action} neither to role ${identity.roleName} nor to its account`,
    );
  if (!own.allowed) deny(own.why);
}
