import { emulated, inert, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalId } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { vpcEndpoint } from './endpoints.ts';
import { Network, placeOf } from './network.ts';
import { routingProviders } from './routing.ts';
import { securityGroupProviders } from './security-groups.ts';

/**
 * Networks are descriptions here: everything local talks over the loopback interface, whatever they say. What the
 * templates need of them is looked at instead, once everything is made (NetworkPaths).
 */

const vpc: Provider = {
  type: 'AWS::EC2::VPC',
  properties: {
    ...emulated('CidrBlock', 'EnableDnsHostnames', 'EnableDnsSupport'),
    ...noEffect('nothing here runs on hardware of AWS', 'InstanceTenancy'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const network = resource.cloud.part(Network);
    const id = physicalId(resource, 'vpc');
    const defaultGroupId = physicalId(resource, 'sg');
    const hostnames = properties.flag('EnableDnsHostnames');
    // On unless it is said.
    const support = (properties.optionalText('EnableDnsSupport') ?? 'true') === 'true';
    network.vpcs.set(id, { place: placeOf(resource), hasPrivateNames: hostnames && support, defaultGroupId });
    network.securityGroups.set(defaultGroupId, {
      place: `the default group of ${placeOf(resource)}`,
    });
    // As EC2 makes it: everything among its members; everything out comes with having no egress rule.
    network.addRule(defaultGroupId, 'ingress', {
      protocol: '-1',
      fromPort: 0,
      toPort: 65_535,
      peer: { groupId: defaultGroupId },
    });
    return {
      ref: id,
      attributes: {
        Id: id,
        VpcId: id,
        CidrBlock: properties.text('CidrBlock'),
        CidrBlockAssociations: [physicalId(resource, 'vpc-cidr-assoc')],
        DefaultNetworkAcl: physicalId(resource, 'acl'),
        DefaultSecurityGroup: defaultGroupId,
        Ipv6CidrBlocks: [],
      },
    };
  },
};

const subnet: Provider = {
  type: 'AWS::EC2::Subnet',
  properties: {
    ...emulated('AvailabilityZone', 'CidrBlock', 'VpcId'),
    ...noEffect(
      'paths are looked at over IPv4',
      'AssignIpv6AddressOnCreation',
      'EnableDns64',
      'Ipv6CidrBlock',
    ),
    ...noEffect('there are no zones on one computer', 'AvailabilityZoneId'),
    ...noEffect(
      'interfaces of functions, pollers and destinations never have a public address',
      'MapPublicIpOnLaunch',
    ),
    ...noEffect('nothing here has a name in a network', 'PrivateDnsNameOptionsOnLaunch'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const id = physicalId(resource, 'subnet');
    const vpcId = properties.text('VpcId');
    const cidr = properties.text('CidrBlock');
    resource.cloud.part(Network).subnets.set(id, { place: placeOf(resource), vpcId, cidr });
    return {
      ref: id,
      attributes: {
        Id: id,
        SubnetId: id,
        AvailabilityZone: properties.optionalText('AvailabilityZone') ?? '',
        CidrBlock: cidr,
        VpcId: vpcId,
        NetworkAclAssociationId: physicalId(resource, 'aclassoc'),
        Ipv6CidrBlocks: [],
      },
    };
  },
};

const flowLog = inert(
  'AWS::EC2::FlowLog',
  'everything local talks over the loopback interface, and nothing is recorded of it',
  [
    'DeliverCrossAccountRole',
    'DeliverLogsPermissionArn',
    'DestinationOptions',
    'LogDestination',
    'LogDestinationType',
    'LogFormat',
    'LogGroupName',
    'MaxAggregationInterval',
    'ResourceId',
    'ResourceType',
    'Tags',
    'TrafficType',
  ],
  (resource) => {
    const id = physicalId(resource, 'fl');
    return { ref: id, attributes: { Id: id } };
  },
);

export const networkingProviders: readonly Provider[] = [
  vpc,
  subnet,
  ...routingProviders,
  ...securityGroupProviders,
  vpcEndpoint,
  flowLog,
];
