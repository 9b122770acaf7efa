import type { Cloud } from '../core/cloud.ts';
import { Refusal, type Resource } from '../core/provider.ts';
import { managedPolicyName, managedStatements } from './managed-policies.ts';

/** The managed policies of the templates, for the roles that name them. */
export class ManagedPolicies {
  private readonly statements = new Map<string, readonly unknown[]>();

  add(arn: string, statements: readonly unknown[]): void {
    this.statements.set(arn, statements);
  }

  byArn(arn: string): readonly unknown[] | undefined {
    const name = managedPolicyName(arn);
    return name === undefined ? this.statements.get(arn) : managedStatements(name);
  }
}

/** Gives a role the statements; a policy that the evaluator does not understand is a Refusal. */
export function grant(
  cloud: Cloud,
  resource: Resource,
  roleName: string,
  statements: readonly unknown[],
): void {
  try {
    cloud.identities.addStatements(roleName, statements);
  } catch (error) {
    throw new Refusal(resource, error instanceof Error ? error.message : String(error));
  }
}
