import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalId } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Created, Provider, Resource } from '../core/provider.ts';
import { Network, placeOf } from './network.ts';

const ONLY_IPV4 = 'paths are looked at over IPv4';
const NO_ADDRESSES = 'nothing here has an address of a network';

/** From the block reserved for documentation (RFC 5737), so that nobody takes it for a real address. */
const DOCUMENTATION_ADDRESS = '192.0.2.1';

function identified(id: string, attributes: Readonly<Record<string, unknown>> = {}): Created {
  return { ref: id, attributes: { Id: id, ...attributes } };
}

const routeTable: Provider = {
  type: 'AWS::EC2::RouteTable',
  properties: {
    ...noEffect('the subnets that it is associated with say where it is', 'VpcId'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const id = physicalId(resource, 'rtb');
    return identified(id, { RouteTableId: id });
  },
};

/** Routes to peerings, transit gateways, instances and firewalls are refused: nothing here says where those lead. */
const route: Provider = {
  type: 'AWS::EC2::Route',
  properties: {
    ...emulated('DestinationCidrBlock', 'GatewayId', 'NatGatewayId', 'RouteTableId'),
    ...noEffect(ONLY_IPV4, 'DestinationIpv6CidrBlock', 'EgressOnlyInternetGatewayId'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const routeTableId = properties.text('RouteTableId');
    const destination = properties.optionalText('DestinationCidrBlock');
    const gateway = properties.optionalText('GatewayId');
    const target = properties.optionalText('NatGatewayId') ?? gateway;
    if (destination !== undefined) {
      if (target === undefined) properties.refuse('a route needs a GatewayId or NatGatewayId');
      else resource.cloud.part(Network).routes.push({ routeTableId, destination, target });
    }
    return identified(physicalId(resource, 'route'), { CidrBlock: destination ?? '' });
  },
};

const association: Provider = {
  type: 'AWS::EC2::SubnetRouteTableAssociation',
  properties: emulated('RouteTableId', 'SubnetId'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    resource.cloud
      .part(Network)
      .routeTableOf.set(properties.text('SubnetId'), properties.text('RouteTableId'));
    return identified(physicalId(resource, 'rtbassoc'));
  },
};

const internetGateway: Provider = {
  type: 'AWS::EC2::InternetGateway',
  properties: noEffect(TAGS_REASON, 'Tags'),
  create: (resource) => {
    const id = physicalId(resource, 'igw');
    return identified(id, { InternetGatewayId: id });
  },
};

const attachment: Provider = {
  type: 'AWS::EC2::VPCGatewayAttachment',
  properties: emulated('InternetGatewayId', 'VpcId'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    resource.cloud.part(Network).attachments.push({
      vpcId: properties.text('VpcId'),
      gatewayId: properties.text('InternetGatewayId'),
    });
    return identified(physicalId(resource, 'igw-attach'), { AttachmentType: 'IGW' });
  },
};

const elasticIp: Provider = {
  type: 'AWS::EC2::EIP',
  properties: {
    ...noEffect(NO_ADDRESSES, 'Domain', 'InstanceId', 'NetworkBorderGroup', 'PublicIpv4Pool'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => ({
    ref: DOCUMENTATION_ADDRESS,
    attributes: { AllocationId: physicalId(resource, 'eipalloc'), PublicIp: DOCUMENTATION_ADDRESS },
  }),
};

function isPublic(resource: Resource, properties: PropertyReader): boolean {
  const address = properties.optionalText('AllocationId');
  if ((properties.optionalText('ConnectivityType') ?? 'public') !== 'public') return false;
  if (address === undefined) properties.refuse('a public NAT gateway needs the AllocationId of an address');
  return true;
}

const natGateway: Provider = {
  type: 'AWS::EC2::NatGateway',
  properties: {
    ...emulated('AllocationId', 'ConnectivityType', 'SubnetId'),
    ...noEffect(NO_ADDRESSES, 'MaxDrainDurationSeconds', 'PrivateIpAddress'),
    ...noEffect('its subnet says where it is', 'VpcId'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const id = physicalId(resource, 'nat');
    resource.cloud.part(Network).natGateways.set(id, {
      place: placeOf(resource),
      subnetId: properties.text('SubnetId'),
      isPublic: isPublic(resource, properties),
    });
    return identified(id, { NatGatewayId: id });
  },
};

export const routingProviders: readonly Provider[] = [
  routeTable,
  route,
  association,
  internetGateway,
  attachment,
  elasticIp,
  natGateway,
];
