import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalId } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { type Direction, Network, placeOf, type SecurityRule } from './network.ts';

/** The property that names the other end by its group. */
const PEER_GROUP: Readonly<Record<Direction, string>> = {
  ingress: 'SourceSecurityGroupId',
  egress: 'DestinationSecurityGroupId',
};
const ALL_PORTS = { fromPort: 0, toPort: 65_535 };

/** Prefix lists and groups by name are not among them: no template says what is in them. */
function ruleProperties(direction: Direction, path = ''): Provider['properties'] {
  const at = (...names: string[]) => names.map((name) => `${path}${name}`);
  return {
    ...emulated(...at('IpProtocol', 'FromPort', 'ToPort', 'CidrIp', PEER_GROUP[direction])),
    ...noEffect('it says something to people only', ...at('Description')),
    ...noEffect('paths are looked at over IPv4', ...at('CidrIpv6')),
    ...noEffect('there is one account', ...at('SourceSecurityGroupOwnerId')),
  };
}

/** Undefined for a rule over IPv6. */
function readRule(properties: PropertyReader, direction: Direction): SecurityRule | undefined {
  const protocol = properties.text('IpProtocol');
  const fromPort = properties.optionalNumber('FromPort');
  const toPort = properties.optionalNumber('ToPort');
  const groupId = properties.optionalText(PEER_GROUP[direction]);
  const cidr = properties.optionalText('CidrIp');
  if (groupId === undefined && cidr === undefined) {
    return properties.has('CidrIpv6')
      ? undefined
      : properties.refuse(`a rule needs CidrIp or ${PEER_GROUP[direction]}`);
  }
  const ports =
    protocol === '-1' || fromPort === undefined || toPort === undefined ? ALL_PORTS : { fromPort, toPort };
  return { protocol, ...ports, peer: groupId === undefined ? { cidr: cidr ?? '' } : { groupId } };
}

function addRules(resource: Resource, groupId: string, direction: Direction, rules: PropertyReader[]): void {
  for (const properties of rules) {
    const rule = readRule(properties, direction);
    if (rule !== undefined) resource.cloud.part(Network).addRule(groupId, direction, rule);
  }
}

const securityGroup: Provider = {
  type: 'AWS::EC2::SecurityGroup',
  properties: {
    ...emulated('VpcId', 'SecurityGroupEgress', 'SecurityGroupIngress'),
    ...ruleProperties('egress', 'SecurityGroupEgress[].'),
    ...ruleProperties('ingress', 'SecurityGroupIngress[].'),
    ...noEffect('it says something to people only', 'GroupDescription', 'GroupName'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const id = physicalId(resource, 'sg');
    resource.cloud.part(Network).securityGroups.set(id, { place: placeOf(resource) });
    addRules(resource, id, 'egress', properties.children('SecurityGroupEgress'));
    addRules(resource, id, 'ingress', properties.children('SecurityGroupIngress'));
    return { ref: id, attributes: { Id: id, GroupId: id, VpcId: properties.optionalText('VpcId') ?? '' } };
  },
};

function separateRule(direction: Direction, type: string): Provider {
  return {
    type,
    properties: { ...emulated('GroupId'), ...ruleProperties(direction) },
    create: (resource) => {
      const properties = new PropertyReader(resource);
      addRules(resource, properties.text('GroupId'), direction, [properties]);
      const id = physicalId(resource, 'sgr');
      return { ref: id, attributes: { Id: id } };
    },
  };
}

export const securityGroupProviders: readonly Provider[] = [
  securityGroup,
  separateRule('ingress', 'AWS::EC2::SecurityGroupIngress'),
  separateRule('egress', 'AWS::EC2::SecurityGroupEgress'),
];
