import { own } from '../core/plain-value.ts';

/**
 * The policies that AWS manages and the CDK attaches, as their default versions read in November 2026. Their log and
 * trace actions are never asked for here, because the runtime itself writes the logs.
 */

const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': LOGS,
  'service-role/AWSLambdaVPCAccessExecutionRole': [...LOGS, ...NETWORK_INTERFACES],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    ...LOGS,
  ],
  'service-role/AWSLambdaMSKExecutionRole': [
    'kafka:DescribeCluster',
    'kafka:DescribeClusterV2',
    'kafka:GetBootstrapBrokers',
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeVpcs',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeSubnets',
    'ec2:DescribeSecurityGroups',
    ...LOGS,
  ],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
  CloudWatchLambdaInsightsExecutionRolePolicy: LOGS,
  'service-role/AmazonAPIGatewayPushToCloudWatchLogs': [
    ...LOGS,
    'logs:DescribeLogGroups',
    'logs:DescribeLogStreams',
    'logs:GetLogEvents',
    'logs:FilterLogEvents',
  ],
  'service-role/AWSIoTLogging': [...LOGS, 'logs:PutMetricFilter', 'logs:PutRetentionPolicy'],
};

const ARN = /^arn:aws:iam::aws:policy\/(.+)$/;

/** The name of an AWS-managed policy; undefined for the ARN of another. */
export function managedPolicyName(arn: string): string | undefined {
  return ARN.exec(arn)?.[1];
}

/** The statements of an AWS-managed policy; undefined for one that is not listed here. */
export function managedStatements(name: string): readonly unknown[] | undefined {
  const actions = own(ACTIONS, name);
  return actions === undefined ? undefined : [{ Effect: 'Allow', Action: actions, Resource: '*' }];
}
