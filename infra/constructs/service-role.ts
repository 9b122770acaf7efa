import {
  type IPrincipal,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../permissions/wildcards.ts';

export interface ServiceRoleProps {
  readonly roleName?: string;
  readonly description: string;
  /** Such as `iot.amazonaws.com`, or a principal with conditions. */
  readonly service: string | IPrincipal;
  readonly statements: readonly PolicyStatement[];
}

/**
 * A role that an AWS service assumes. Its statements are in the role itself and not in a managed policy, so that they
 * exist before anything uses the role.
 */
export function serviceRole(scope: Construct, id: string, props: ServiceRoleProps): Role {
  const { service, statements } = props;
  const role = new Role(scope, id, {
    roleName: props.roleName,
    description: props.description,
    assumedBy: typeof service === 'string' ? new ServicePrincipal(service) : service,
    inlinePolicies: { permissions: new PolicyDocument({ statements: [...statements] }) },
  });
  acknowledgeWildcards(role, statements);
  return role;
}
