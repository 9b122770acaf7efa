import { role } from '../local-cloud.ts';

/** What a Kafka action needs besides a cluster, and client properties that are right. */

export const NETWORK = {
  Effect: 'Allow',
  Action: [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:CreateNetworkInterfacePermission',
    'ec2:DeleteNetworkInterface',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcs',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeSecurityGroups',
  ],
  Resource: '*',
};

export const NETWORK_ROLE = role(NETWORK);

export function destination(properties: object = {}, more: object = {}): object {
  return {
    Type: 'AWS::IoT::TopicRuleDestination',
    Properties: {
      VpcProperties: {
        VpcId: 'vpc-1',
        SubnetIds: ['subnet-1'],
        SecurityGroups: ['sg-1'],
        RoleArn: { 'Fn::GetAtt': ['NetworkRole', 'Arn'] },
        ...properties,
      },
      ...more,
    },
  };
}

export const CLIENT_PROPERTIES = {
  'bootstrap.servers': '127.0.0.1:9096',
  'security.protocol': 'SASL_SSL',
  'sasl.mechanism': 'SCRAM-SHA-512',
  'sasl.scram.username': 'iot',
  'sasl.scram.password': 'secret',
};

export function kafka(more: object = {}, clientProperties: object = CLIENT_PROPERTIES): object {
  return {
    Kafka: {
      DestinationArn: { 'Fn::GetAtt': ['Destination', 'Arn'] },
      Topic: 'cars.events',
      ClientProperties: clientProperties,
      ...more,
    },
  };
}

export function rule(name: string, Sql: string, Actions: readonly object[], more: object = {}): object {
  return {
    Type: 'AWS::IoT::TopicRule',
    Properties: {
      RuleName: name,
      TopicRulePayload: { Sql, AwsIotSqlVersion: '2016-03-23', Actions, ...more },
    },
  };
}

export const LOG_ROLE = role({
  Effect: 'Allow',
  Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
  Resource: 'arn:aws:logs:eu-west-1:111111111111:log-group:rule-errors:*',
});

/** An action that writes to the journal under `rule-errors`. */
export const LOG_ACTION = {
  CloudwatchLogs: { LogGroupName: 'rule-errors', RoleArn: { 'Fn::GetAtt': ['LogRole', 'Arn'] } },
};
