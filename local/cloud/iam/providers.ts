import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalSuffix } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { grant, ManagedPolicies } from './policies.ts';

const DESCRIPTION_REASON = 'it says something to people only';

function path(properties: PropertyReader): string {
  return properties.optionalText('Path') ?? '/';
}

const role: Provider = {
  type: 'AWS::IAM::Role',
  properties: {
    ...emulated('RoleName', 'ManagedPolicyArns', 'Policies[].PolicyDocument', 'Path'),
    ...noEffect(DESCRIPTION_REASON, 'Description', 'Policies[].PolicyName'),
    ...noEffect(
      'local services do not assume roles, they act as the role that a template names',
      'AssumeRolePolicyDocument',
      'MaxSessionDuration',
    ),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('RoleName') ?? resource.generatedName;
    const arn = `arn:aws:iam::${cloud.account}:role${path(properties)}${name}`;
    cloud.identities.addRole(name, arn);
    for (const policy of properties.children('Policies'))
      grant(cloud, resource, name, [policy.raw('PolicyDocument')]);
    for (const policyArn of properties.texts('ManagedPolicyArns')) {
      const statements = cloud.part(ManagedPolicies).byArn(policyArn);
      if (statements === undefined)
        return properties.refuse(`the local cloud does not know the statements of ${policyArn}`);
      grant(cloud, resource, name, statements);
    }
    return {
      ref: name,
      attributes: { Arn: arn, RoleId: `AROA${physicalSuffix(resource, 16).toUpperCase()}` },
    };
  },
};

/** Users and groups do not exist here; a policy for them would be for nobody. */
function refuseUsers(properties: PropertyReader): void {
  for (const name of ['Users', 'Groups'])
    if (properties.texts(name).length > 0) properties.refuse(`the local cloud has no ${name.toLowerCase()}`);
}

function grantToRoles(resource: Resource, properties: PropertyReader): void {
  refuseUsers(properties);
  for (const roleName of properties.texts('Roles'))
    grant(resource.cloud, resource, roleName, [properties.raw('PolicyDocument')]);
}

const policy: Provider = {
  type: 'AWS::IAM::Policy',
  properties: {
    ...emulated('PolicyDocument', 'Roles', 'Users', 'Groups'),
    ...noEffect(DESCRIPTION_REASON, 'PolicyName'),
  },
  create: (resource) => {
    grantToRoles(resource, new PropertyReader(resource));
    return { ref: resource.generatedName, attributes: { Id: resource.generatedName } };
  },
};

const rolePolicy: Provider = {
  type: 'AWS::IAM::RolePolicy',
  properties: emulated('PolicyName', 'PolicyDocument', 'RoleName'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    grant(resource.cloud, resource, properties.text('RoleName'), [properties.raw('PolicyDocument')]);
    return { ref: properties.text('PolicyName') };
  },
};

const managedPolicy: Provider = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: {
    ...emulated('ManagedPolicyName', 'PolicyDocument', 'Roles', 'Users', 'Groups', 'Path'),
    ...noEffect(DESCRIPTION_REASON, 'Description'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('ManagedPolicyName') ?? resource.generatedName;
    const arn = `arn:aws:iam::${resource.cloud.account}:policy${path(properties)}${name}`;
    grantToRoles(resource, properties);
    resource.cloud.part(ManagedPolicies).add(arn, [properties.raw('PolicyDocument')]);
    return { ref: arn, attributes: { PolicyArn: arn } };
  },
};

export const iamProviders: readonly Provider[] = [role, policy, rolePolicy, managedPolicy];
