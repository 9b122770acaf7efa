import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { TopicContract } from '../../shared/contracts/define.ts';
import { BootstrapBrokers } from '../constructs/bootstrap-brokers.ts';
import { KafkaCluster } from '../constructs/kafka-cluster.ts';
import { KafkaTopic } from '../constructs/kafka-topic.ts';
import { encryptionKey } from '../constructs/keys.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { ScramSecret } from '../constructs/scram-secret.ts';
import { KafkaArns } from '../kafka-arns.ts';
import { KAFKA_CLUSTER } from '../names.ts';
import type { Stage } from '../stages.ts';
import type { FoundationStack } from './foundation.ts';

export interface KafkaProps extends StackProps {
  readonly stage: Stage;
  readonly foundation: FoundationStack;
  readonly topics: readonly TopicContract[];
  /** The bundle of the custom resource that looks up the addresses of the brokers. */
  readonly bootstrapBrokers: string;
}

/** The log, which is the truth: cluster, topics, and the access of functions and IoT rules. Holds data. */
export class KafkaStack extends Stack {
  readonly arns: KafkaArns;
  readonly brokers: { readonly iam: string; readonly scram: string };
  /** User and password of the IoT rules, and the key that encrypts them. */
  readonly iotSecret: { readonly arn: string; readonly keyArn: string };

  constructor(scope: Construct, id: string, { stage, foundation, topics, ...props }: KafkaProps) {
    super(scope, id, props);
    const keep = stage.keepData;
    const { cluster } = new KafkaCluster(this, 'Cluster', {
      stage,
      subnetIds: foundation.vpc.privateSubnets.map(({ subnetId }) => subnetId),
      securityGroupId: foundation.brokers.securityGroupId,
      key: encryptionKey(this, {
        logicalId: 'KafkaKey',
        alias: 'kafka',
        description: 'Kafka at rest',
        keep,
      }),
    });
    this.arns = new KafkaArns(cluster.attrArn);

    const secretKey = encryptionKey(this, {
      logicalId: 'ScramSecretKey',
      alias: 'kafka-users',
      description: 'Secrets of Kafka users',
      keep,
    });
    const { secret } = new ScramSecret(this, 'IotUser', {
      clusterArn: cluster.attrArn,
      user: 'iot',
      key: secretKey,
      keep,
    });
    this.iotSecret = { arn: secret.secretArn, keyArn: secretKey.keyArn };

    for (const contract of topics) {
      new KafkaTopic(this, contract.name, { contract, stage, clusterArn: cluster.attrArn });
    }
    this.brokers = new BootstrapBrokers(this, 'BootstrapBrokers', {
      stage,
      clusterArn: cluster.attrArn,
      bundle: props.bootstrapBrokers,
    });
    this.alarms(stage, foundation);
  }

  private alarms({ kafka }: Stage, { alarms }: FoundationStack): void {
    new RunbookAlarm(this, 'BrokerDisks', {
      notify: alarms,
      metric: fullestDisk(kafka.brokers),
      impact: 'When a disk is full, Kafka accepts no records: no unlock, no telemetry.',
      section: 'broker-disks',
      atLeast: 75,
    });
    new RunbookAlarm(this, 'OfflinePartitions', {
      notify: alarms,
      metric: clusterMetric('OfflinePartitionsCount', Duration.minutes(1)),
      impact: 'Some cars and riders get no answer: the partition of their key has no leader.',
      section: 'offline-partitions',
      atLeast: 1,
      periods: 3,
    });
  }
}

function clusterMetric(
  metricName: string,
  period: Duration,
  dimensions: Readonly<Record<string, string>> = {},
): Metric {
  return new Metric({
    namespace: 'AWS/Kafka',
    metricName,
    dimensionsMap: { 'Cluster Name': KAFKA_CLUSTER, ...dimensions },
    statistic: 'Maximum',
    period,
  });
}

/** Percent used of the fullest disk. Brokers are numbered from 1. */
function fullestDisk(brokers: number): IMetric {
  const period = Duration.minutes(5);
  const disks = Array.from({ length: brokers }, (_, index) => `disk${index + 1}`);
  return new MathExpression({
    label: 'Fullest broker disk, percent',
    expression: `MAX([${disks.join(', ')}])`,
    usingMetrics: Object.fromEntries(
      disks.map((disk, index) => [
        disk,
        clusterMetric('KafkaDataLogsDiskUsed', period, { 'Broker ID': String(index + 1) }),
      ]),
    ),
    period,
  });
}
