import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRuleDestination } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import { serviceRole } from './service-role.ts';

/** IoT Core needs these for its network interfaces, one in each subnet. None can be limited to resources. */
const NETWORK_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:CreateNetworkInterfacePermission',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:DescribeVpcAttribute',
  'ec2:DescribeVpcs',
];

export interface KafkaDestinationProps {
  readonly vpc: IVpc;
  readonly securityGroupId: string;
}

/** IoT Core's way into the network. AWS disables it after 30 days without traffic. */
export class KafkaDestination extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { vpc, securityGroupId }: KafkaDestinationProps) {
    super(scope, id);
    const role = serviceRole(this, 'Role', {
      description: 'For the network interfaces of IoT Core',
      service: 'iot.amazonaws.com',
      statements: [new PolicyStatement({ actions: NETWORK_ACTIONS, resources: ['*'] })],
    });
    const destination = new CfnTopicRuleDestination(this, 'Destination', {
      vpcProperties: {
        vpcId: vpc.vpcId,
        subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
        securityGroups: [securityGroupId],
        roleArn: role.roleArn,
      },
    });
    // The role needs its permissions first, or the destination is refused.
    destination.node.addDependency(role);
    this.arn = destination.attrArn;
  }
}
