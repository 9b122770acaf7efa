import { PropertyReader } from '../core/property-reader.ts';
import type { Resource } from '../core/provider.ts';
import { RoleRequirements } from '../iam/role-requirements.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { requireRoleMay } from './role-check.ts';

/** Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC": required permissions. */
const ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** A function in a network: Lambda makes its interfaces with the function's role. */
export function requireNetworkPermissions(resource: Resource, { identity }: FunctionDefinition): void {
  if (new PropertyReader(resource).child('VpcConfig').texts('SubnetIds').length === 0) return;
  resource.cloud.part(RoleRequirements).add(() => {
    for (const action of ACTIONS) requireRoleMay(resource, identity, action, '*');
  });
}
