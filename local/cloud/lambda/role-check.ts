import type { Identity } from '../core/identities.ts';
import { Refusal, type Resource } from '../core/provider.ts';

/** Refuses a resource whose role may not do what the resource needs; names the missing statement. */
export function requireRoleMay(resource: Resource, role: Identity, action: string, target: string): void {
  const verdict = resource.cloud.identities.authorize(role, { action, resource: target });
  if (!verdict.allowed) throw new Refusal(resource, verdict.why);
}

/** The identity behind a role's ARN in a template. */
export function roleOf(resource: Resource, arn: string): Identity {
  const identity = resource.cloud.identities.byRoleArn(arn);
  if (identity === undefined) throw new Refusal(resource, `no template makes the role ${arn}`);
  return identity;
}
