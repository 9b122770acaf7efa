import { createHash } from 'node:crypto';
import { emulated } from '../../core/no-effect.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { Provider } from '../../core/provider.ts';
import { RoleRequirements } from '../../iam/role-requirements.ts';
import { Iot } from '../iot.ts';
import { attachDestination } from '../rules/destination-path.ts';
import { requireRole } from '../rules/role.ts';
import { refusing } from './refusing.ts';

/** The rules engine puts a network interface into each subnet. */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcs',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeSecurityGroups',
];

export const topicRuleDestination: Provider = {
  type: 'AWS::IoT::TopicRuleDestination',
  properties: emulated(
    'Status',
    'VpcProperties.RoleArn',
    'VpcProperties.SecurityGroups',
    'VpcProperties.SubnetIds',
    'VpcProperties.VpcId',
  ),
  create: refusing((resource) => {
    const { cloud, generatedName } = resource;
    const iot = cloud.part(Iot);
    const properties = new PropertyReader(resource);
    const vpc = properties.child('VpcProperties');
    vpc.text('VpcId');
    for (const list of ['SubnetIds', 'SecurityGroups']) {
      if (vpc.texts(list).length === 0) vpc.refuse(`a VPC destination needs ${list}`);
    }
    const role = requireRole(cloud, vpc.text('RoleArn'));
    const requireNetwork = (): void => {
      for (const action of NETWORK_ACTIONS) role.require(action, '*');
    };
    requireNetwork();
    cloud.part(RoleRequirements).add(requireNetwork);
    const status = properties.optionalText('Status') ?? 'ENABLED';
    if (status !== 'ENABLED' && status !== 'DISABLED') {
      return properties.refuse(`the Status of a destination is ENABLED or DISABLED, not ${status}`);
    }
    const arn = iot.arns.destination(destinationId(generatedName));
    iot.destinations.add({ arn, status });
    attachDestination(resource, vpc, arn);
    return { ref: arn, attributes: { Arn: arn, StatusReason: '' } };
  }),
};

/** Made up by AWS; the same at every start here. */
function destinationId(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ].join('-');
}
