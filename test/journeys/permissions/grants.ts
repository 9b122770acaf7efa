import type { Cloud } from '../../../local/cloud/core/cloud.ts';
import type { PolicyStatement } from '../../../local/cloud/core/identities.ts';

/** One action on one resource: what a statement of a role allows, taken apart as far as it goes. */
export interface Grant {
  readonly role: string;
  /** Which of the role's statements. */
  readonly statement: number;
  readonly action: string;
  readonly resource: string;
}

export function nameOf({ role, action, resource }: Grant): string {
  return `${role}: ${action} on ${resource}`;
}

export function rolesOf(cloud: Cloud): string[] {
  return cloud.identities.all().map(({ identity }) => identity.roleName);
}

function statementsOf(cloud: Cloud, role: string): readonly PolicyStatement[] {
  return cloud.identities.all().find(({ identity }) => identity.roleName === role)?.statements ?? [];
}

function withoutGrant(statements: readonly PolicyStatement[], grant: Grant): PolicyStatement[] {
  return statements.flatMap((statement, position) => {
    if (position !== grant.statement) return [statement];
    const actions = statement.actions.filter((action) => action !== grant.action);
    const resources = statement.resources.filter((resource) => resource !== grant.resource);
    return [
      ...(actions.length === 0 ? [] : [{ ...statement, actions }]),
      ...(resources.length === 0 ? [] : [{ ...statement, actions: [grant.action], resources }]),
    ];
  });
}

/** Runs the work while the role lacks the grant. */
export async function without<Result>(
  cloud: Cloud,
  grant: Grant,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = [...statementsOf(cloud, grant.role)];
  await cloud.identities.changePolicy(grant.role, withoutGrant(before, grant));
  try {
    return await work();
  } finally {
    await cloud.identities.changePolicy(grant.role, before);
  }
}
