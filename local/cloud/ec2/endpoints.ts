import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalId } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { type Endpoint, Network, placeOf } from './network.ts';

/**
 * Services whose endpoints have no private name of their own: AWS refuses `PrivateDnsEnabled` for them, and a client
 * finds them only by a private hosted zone. Source: AWS IoT Core developer guide, “Using AWS IoT Core with interface VPC
 * endpoints”.
 */
const WITHOUT_PRIVATE_NAME = new Set(['iot.data', 'iot.credentials', 'iot.fleethub.api']);

/** `com.amazonaws.eu-west-1.iot.data` → `iot.data`. */
function serviceOf(resource: Resource, properties: PropertyReader): string {
  const name = properties.text('ServiceName');
  const prefix = `com.amazonaws.${resource.cloud.region}.`;
  return name.startsWith(prefix)
    ? name.slice(prefix.length)
    : properties.refuse(`the local cloud knows endpoints of AWS services in its region only, not ${name}`);
}

function interfaceWay(resource: Resource, properties: PropertyReader, service: string): Endpoint['way'] {
  const vpcId = properties.text('VpcId');
  const vpc = resource.cloud.part(Network).vpcs.get(vpcId);
  const hasPrivateName = properties.flag('PrivateDnsEnabled');
  if (hasPrivateName && WITHOUT_PRIVATE_NAME.has(service)) {
    properties.refuse(
      `PrivateDnsEnabled: the endpoint of ${service} has no private name; AWS refuses it. Use a NAT gateway`,
    );
  }
  if (hasPrivateName && vpc?.hasPrivateNames === false) {
    properties.refuse(
      `PrivateDnsEnabled needs EnableDnsHostnames and EnableDnsSupport of ${vpc.place}; AWS refuses it otherwise`,
    );
  }
  const subnetIds = properties.texts('SubnetIds');
  if (subnetIds.length === 0) properties.refuse('SubnetIds: an interface endpoint needs subnets');
  const groups = properties.texts('SecurityGroupIds');
  const securityGroupIds = groups.length === 0 && vpc !== undefined ? [vpc.defaultGroupId] : groups;
  return { subnetIds, securityGroupIds, hasPrivateName };
}

function wayOf(resource: Resource, properties: PropertyReader, service: string): Endpoint['way'] {
  // EC2's default.
  const type = properties.optionalText('VpcEndpointType') ?? 'Gateway';
  if (type === 'Interface') return interfaceWay(resource, properties, service);
  if (type === 'Gateway') return { routeTableIds: properties.texts('RouteTableIds') };
  return properties.refuse(`VpcEndpointType ${type}: the local cloud knows Gateway and Interface`);
}

/** Without `PolicyDocument`, which is not evaluated and so refused. */
export const vpcEndpoint: Provider = {
  type: 'AWS::EC2::VPCEndpoint',
  properties: {
    ...emulated('PrivateDnsEnabled', 'RouteTableIds', 'SecurityGroupIds', 'ServiceName', 'SubnetIds'),
    ...emulated('VpcEndpointType', 'VpcId'),
    ...noEffect('paths are looked at over IPv4', 'IpAddressType'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const service = serviceOf(resource, properties);
    const vpcId = properties.text('VpcId');
    const way = wayOf(resource, properties, service);
    resource.cloud.part(Network).endpoints.push({ place: placeOf(resource), vpcId, service, way });
    const id = physicalId(resource, 'vpce');
    return {
      ref: id,
      attributes: { Id: id, DnsEntries: ['Z0000000000000:localhost'], NetworkInterfaceIds: [] },
    };
  },
};
