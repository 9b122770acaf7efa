import { Fn, Stack, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  type InterfaceVpcEndpointService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { stageLogGroup } from '../constructs/log-group.ts';
import { serviceRole } from '../constructs/service-role.ts';
import type { InterfaceEndpoint, Stage } from '../stages.ts';

/** Kafka's ports on the brokers. */
const IAM_PORT = 9098;
const SCRAM_PORT = 9096;
const HTTPS = 443;

const endpointServices: Readonly<Record<InterfaceEndpoint, InterfaceVpcEndpointService>> = {
  kms: InterfaceVpcEndpointAwsService.KMS,
  sqs: InterfaceVpcEndpointAwsService.SQS,
};

export interface FoundationProps extends StackProps {
  readonly stage: Stage;
}

/** The base of all stacks: the network, its security groups, and the topic for alarms. Holds no data. */
export class FoundationStack extends Stack {
  readonly vpc: Vpc;
  /** Functions that talk to Kafka. */
  readonly functions: SecurityGroup;
  /** The brokers, and the pollers of event source mappings, which Lambda puts into the cluster's groups. */
  readonly brokers: SecurityGroup;
  /** IoT Core's way to the brokers. */
  readonly iot: SecurityGroup;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, { stage, ...props }: FoundationProps) {
    super(scope, id, props);
    this.vpc = this.network(stage);
    const { vpc } = this;
    const group = (name: string, description: string) =>
      new SecurityGroup(this, name, { vpc, description, allowAllOutbound: false });

    this.brokers = group('Brokers', 'Kafka brokers and the pollers of event source mappings');
    this.functions = group('Functions', 'Functions that talk to Kafka');
    this.iot = group('Iot', 'IoT Core, towards Kafka');

    this.brokers.addIngressRule(this.functions, Port.tcp(IAM_PORT), 'Functions, with IAM');
    this.brokers.addIngressRule(this.brokers, Port.tcp(IAM_PORT), 'Pollers, with IAM');
    this.brokers.addIngressRule(this.iot, Port.tcp(SCRAM_PORT), 'IoT rules, with SCRAM');
    // Provisioned pollers need no other rule: Lambda itself connects them with the functions.
    this.brokers.addEgressRule(this.brokers, Port.tcp(IAM_PORT), 'Pollers to brokers');
    this.functions.addEgressRule(this.brokers, Port.tcp(IAM_PORT), 'Kafka');
    this.functions.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS), 'AWS services');
    this.iot.addEgressRule(this.brokers, Port.tcp(SCRAM_PORT), 'Kafka');

    this.endpoints(stage.network.interfaceEndpoints);
    this.alarms = new Topic(this, 'Alarms', { displayName: `Roadstream ${stage.name}`, enforceSSL: true });
    if (stage.alarmMail !== undefined) {
      this.alarms.addSubscription(new EmailSubscription(stage.alarmMail));
    }
  }

  private network(stage: Stage): Vpc {
    const { network } = stage;
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.20.0.0/16'),
      // The template selects the zones, so that synthesis needs no account. The CDK would take two zones.
      availabilityZones: Array.from({ length: network.zones }, (_, index) => Fn.select(index, Fn.getAzs())),
      natGateways: network.natGateways,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      gatewayEndpoints: {
        DynamoDb: { service: GatewayVpcEndpointAwsService.DYNAMODB },
        S3: { service: GatewayVpcEndpointAwsService.S3 },
      },
    });
    if (network.flowLogs) {
      const logs = stageLogGroup(this, 'FlowLogs', stage);
      const role = serviceRole(this, 'FlowLogWriter', {
        description: 'Writes the flow logs',
        service: 'vpc-flow-logs.amazonaws.com',
        statements: [
          new PolicyStatement({
            actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            resources: [logs.logGroupArn],
          }),
        ],
      }).withoutPolicyUpdates();
      vpc.addFlowLog('Rejected', {
        trafficType: FlowLogTrafficType.REJECT,
        destination: FlowLogDestination.toCloudWatchLogs(logs, role),
      });
    }
    return vpc;
  }

  /** The IoT data plane has none: its endpoint has no private DNS, so its traffic goes through NAT. */
  private endpoints(names: readonly InterfaceEndpoint[]): void {
    if (names.length === 0) return;
    const { vpc } = this;
    const group = new SecurityGroup(this, 'Endpoints', {
      vpc,
      description: 'Interface endpoints of AWS services',
      allowAllOutbound: false,
    });
    group.addIngressRule(this.functions, Port.tcp(HTTPS), 'Functions');
    for (const name of names) {
      vpc.addInterfaceEndpoint(name, {
        service: endpointServices[name],
        securityGroups: [group],
        open: false,
      });
    }
  }
}
