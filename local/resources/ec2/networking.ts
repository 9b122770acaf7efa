import { PropertyReader } from '../../cloud/property-reader.ts';
import type { Created, Provider, Resource } from '../../cloud/provider.ts';
import { inert } from '../no-effect.ts';
import { physicalId } from '../physical-id.ts';

/** Everything local talks over this computer's loopback interface, so networks are only names here. */
const REASON = 'everything local talks over the loopback interface';

type Make = (resource: Resource) => Created;

function network(type: string, properties: readonly string[], make: Make): Provider {
  return inert(`AWS::EC2::${type}`, REASON, properties, make);
}

/** A resource whose reference is its id. */
const identified =
  (
    prefix: string,
    attributes: (id: string, resource: Resource) => Record<string, unknown> = () => ({}),
  ): Make =>
  (resource) => {
    const id = physicalId(resource, prefix);
    return { ref: id, attributes: { Id: id, ...attributes(id, resource) } };
  };

const text = (resource: Resource, name: string): string =>
  new PropertyReader(resource).optionalText(name) ?? '';

const SECURITY_RULE = [
  'Description',
  'FromPort',
  'GroupId',
  'GroupName',
  'IpProtocol',
  'ToPort',
  'CidrIp',
  'CidrIpv6',
];

/** From the block reserved for documentation (RFC 5737), so that nobody takes it for a real address. */
const DOCUMENTATION_ADDRESS = '192.0.2.1';

export const networkingProviders: readonly Provider[] = [
  network(
    'VPC',
    ['CidrBlock', 'EnableDnsHostnames', 'EnableDnsSupport', 'InstanceTenancy', 'Tags'],
    identified('vpc', (id, resource) => ({
      VpcId: id,
      CidrBlock: text(resource, 'CidrBlock'),
      CidrBlockAssociations: [physicalId(resource, 'vpc-cidr-assoc')],
      DefaultNetworkAcl: physicalId(resource, 'acl'),
      DefaultSecurityGroup: physicalId(resource, 'sg'),
      Ipv6CidrBlocks: [],
    })),
  ),
  network(
    'Subnet',
    [
      'AssignIpv6AddressOnCreation',
      'AvailabilityZone',
      'AvailabilityZoneId',
      'CidrBlock',
      'EnableDns64',
      'Ipv6CidrBlock',
      'MapPublicIpOnLaunch',
      'PrivateDnsNameOptionsOnLaunch',
      'Tags',
      'VpcId',
    ],
    identified('subnet', (id, resource) => ({
      SubnetId: id,
      AvailabilityZone: text(resource, 'AvailabilityZone'),
      CidrBlock: text(resource, 'CidrBlock'),
      VpcId: text(resource, 'VpcId'),
      NetworkAclAssociationId: physicalId(resource, 'aclassoc'),
      Ipv6CidrBlocks: [],
    })),
  ),
  network(
    'RouteTable',
    ['Tags', 'VpcId'],
    identified('rtb', (id) => ({ RouteTableId: id })),
  ),
  network(
    'Route',
    [
      'DestinationCidrBlock',
      'DestinationIpv6CidrBlock',
      'DestinationPrefixListId',
      'EgressOnlyInternetGatewayId',
      'GatewayId',
      'NatGatewayId',
      'NetworkInterfaceId',
      'RouteTableId',
      'TransitGatewayId',
      'VpcEndpointId',
      'VpcPeeringConnectionId',
    ],
    identified('route', (_id, resource) => ({ CidrBlock: text(resource, 'DestinationCidrBlock') })),
  ),
  network('SubnetRouteTableAssociation', ['RouteTableId', 'SubnetId'], identified('rtbassoc')),
  network(
    'InternetGateway',
    ['Tags'],
    identified('igw', (id) => ({ InternetGatewayId: id })),
  ),
  network(
    'VPCGatewayAttachment',
    ['InternetGatewayId', 'VpcId', 'VpnGatewayId'],
    identified('igw-attach', () => ({ AttachmentType: 'IGW' })),
  ),
  network('EIP', ['Domain', 'InstanceId', 'NetworkBorderGroup', 'PublicIpv4Pool', 'Tags'], (resource) => ({
    ref: DOCUMENTATION_ADDRESS,
    attributes: { AllocationId: physicalId(resource, 'eipalloc'), PublicIp: DOCUMENTATION_ADDRESS },
  })),
  network(
    'NatGateway',
    [
      'AllocationId',
      'ConnectivityType',
      'MaxDrainDurationSeconds',
      'PrivateIpAddress',
      'SubnetId',
      'Tags',
      'VpcId',
    ],
    identified('nat', (id) => ({ NatGatewayId: id })),
  ),
  network(
    'SecurityGroup',
    ['GroupDescription', 'GroupName', 'SecurityGroupEgress', 'SecurityGroupIngress', 'Tags', 'VpcId'],
    identified('sg', (id, resource) => ({ GroupId: id, VpcId: text(resource, 'VpcId') })),
  ),
  network(
    'SecurityGroupIngress',
    [
      ...SECURITY_RULE,
      'SourcePrefixListId',
      'SourceSecurityGroupId',
      'SourceSecurityGroupName',
      'SourceSecurityGroupOwnerId',
    ],
    identified('sgr'),
  ),
  network(
    'SecurityGroupEgress',
    [...SECURITY_RULE, 'DestinationPrefixListId', 'DestinationSecurityGroupId'],
    identified('sgr'),
  ),
  network(
    'VPCEndpoint',
    [
      'DnsOptions',
      'IpAddressType',
      'PolicyDocument',
      'PrivateDnsEnabled',
      'RouteTableIds',
      'SecurityGroupIds',
      'ServiceName',
      'ServiceRegion',
      'SubnetIds',
      'Tags',
      'VpcEndpointType',
      'VpcId',
    ],
    identified('vpce', () => ({ DnsEntries: ['Z0000000000000:localhost'], NetworkInterfaceIds: [] })),
  ),
  network(
    'FlowLog',
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
    identified('fl'),
  ),
];
