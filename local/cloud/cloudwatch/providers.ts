import { inert } from '../core/no-effect.ts';
import { physicalUuid } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Created, Provider, Resource } from '../core/provider.ts';

const LOGS_REASON = 'the logs of one run are kept in memory; npm run cli -- logs shows them';
const ALARMS_REASON = 'no alarm rings here; metrics are summed for the console and the tests';
const TOPICS_REASON = 'topics only carry alarms, and no alarm rings here';

function named(resource: Resource, property: string): string {
  return new PropertyReader(resource).optionalText(property) ?? resource.generatedName;
}

function arn(resource: Resource, service: string, rest: string): string {
  return `arn:aws:${service}:${resource.cloud.region}:${resource.cloud.account}:${rest}`;
}

const alarm =
  (kind: string, property: string): ((resource: Resource) => Created) =>
  (resource) => {
    const name = named(resource, property);
    return { ref: name, attributes: { Arn: arn(resource, 'cloudwatch', `${kind}:${name}`) } };
  };

const logProviders: readonly Provider[] = [
  inert(
    'AWS::Logs::LogGroup',
    LOGS_REASON,
    [
      'DataProtectionPolicy',
      'DeletionProtectionEnabled',
      'FieldIndexPolicies',
      'KmsKeyId',
      'LogGroupClass',
      'LogGroupName',
      'ResourcePolicyDocument',
      'RetentionInDays',
      'Tags',
    ],
    (resource) => {
      const name = named(resource, 'LogGroupName');
      return { ref: name, attributes: { Arn: arn(resource, 'logs', `log-group:${name}:*`) } };
    },
  ),
  inert(
    'Custom::LogRetention',
    LOGS_REASON,
    ['LogGroupName', 'LogGroupRegion', 'RemovalPolicy', 'RetentionInDays', 'SdkRetry', 'ServiceToken'],
    (resource) => {
      const LogGroupName = named(resource, 'LogGroupName');
      return { ref: LogGroupName, attributes: { LogGroupName } };
    },
  ),
  inert(
    'AWS::Logs::MetricFilter',
    LOGS_REASON,
    ['ApplyOnTransformedLogs', 'FilterName', 'FilterPattern', 'LogGroupName', 'MetricTransformations'],
    (resource) => ({ ref: named(resource, 'FilterName') }),
  ),
  inert(
    'AWS::Logs::QueryDefinition',
    LOGS_REASON,
    ['LogGroupNames', 'Name', 'QueryLanguage', 'QueryString'],
    (resource) => ({ ref: physicalUuid(resource) }),
  ),
  inert('AWS::Logs::ResourcePolicy', LOGS_REASON, ['PolicyDocument', 'PolicyName'], (resource) => ({
    ref: named(resource, 'PolicyName'),
  })),
];

const ALARM_ACTIONS = [
  'ActionsEnabled',
  'AlarmActions',
  'AlarmDescription',
  'AlarmName',
  'InsufficientDataActions',
  'OKActions',
  'Tags',
];

const alarmProviders: readonly Provider[] = [
  inert(
    'AWS::CloudWatch::Alarm',
    ALARMS_REASON,
    [
      ...ALARM_ACTIONS,
      'ComparisonOperator',
      'DatapointsToAlarm',
      'Dimensions',
      'EvaluateLowSampleCountPercentile',
      'EvaluationPeriods',
      'ExtendedStatistic',
      'MetricName',
      'Metrics',
      'Namespace',
      'Period',
      'Statistic',
      'Threshold',
      'ThresholdMetricId',
      'TreatMissingData',
      'Unit',
    ],
    alarm('alarm', 'AlarmName'),
  ),
  inert(
    'AWS::CloudWatch::CompositeAlarm',
    ALARMS_REASON,
    [
      ...ALARM_ACTIONS,
      'ActionsSuppressor',
      'ActionsSuppressorExtensionPeriod',
      'ActionsSuppressorWaitPeriod',
      'AlarmRule',
    ],
    alarm('alarm', 'AlarmName'),
  ),
  inert(
    'AWS::CloudWatch::Dashboard',
    ALARMS_REASON,
    ['DashboardBody', 'DashboardName', 'Tags'],
    (resource) => ({
      ref: named(resource, 'DashboardName'),
    }),
  ),
];

const topicProviders: readonly Provider[] = [
  inert(
    'AWS::SNS::Topic',
    TOPICS_REASON,
    [
      'DisplayName',
      'KmsMasterKeyId',
      'SignatureVersion',
      'Subscription',
      'Tags',
      'TopicName',
      'TracingConfig',
    ],
    (resource) => {
      const name = named(resource, 'TopicName');
      const topicArn = arn(resource, 'sns', name);
      return { ref: topicArn, attributes: { TopicArn: topicArn, TopicName: name } };
    },
  ),
  inert(
    'AWS::SNS::Subscription',
    TOPICS_REASON,
    [
      'DeliveryPolicy',
      'Endpoint',
      'FilterPolicy',
      'FilterPolicyScope',
      'Protocol',
      'RawMessageDelivery',
      'RedrivePolicy',
      'Region',
      'TopicArn',
    ],
    (resource) => ({ ref: arn(resource, 'sns', `${resource.generatedName}:${physicalUuid(resource)}`) }),
  ),
  inert('AWS::SNS::TopicPolicy', TOPICS_REASON, ['PolicyDocument', 'Topics'], (resource) => ({
    ref: resource.generatedName,
    attributes: { Id: resource.generatedName },
  })),
];

export const cloudWatchProviders: readonly Provider[] = [
  ...logProviders,
  ...alarmProviders,
  ...topicProviders,
];
