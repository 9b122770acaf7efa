import { RemovalPolicy } from 'aws-cdk-lib';
import { CfnTopic } from 'aws-cdk-lib/aws-msk';
import { Construct } from 'constructs';
import type { TopicContract } from '../../shared/contracts/define.ts';
import { IN_SYNC_REPLICAS, REPLICAS, type Stage } from '../stages.ts';
import { keepLogicalId, pascalCase } from './stable-id.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A topic's settings in Kafka, from its contract and the stage. */
export function topicSettings(contract: TopicContract, stage: Stage): Readonly<Record<string, string>> {
  const tiered = contract.tiered && stage.kafka.tieredStorage;
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(contract.retentionDays * DAY_MS),
    'min.insync.replicas': String(IN_SYNC_REPLICAS),
    'unclean.leader.election.enable': 'false',
    ...(tiered
      ? {
          'remote.storage.enable': 'true',
          'local.retention.ms': String(stage.kafka.localRetentionHours * HOUR_MS),
        }
      : {}),
  };
}

export interface KafkaTopicProps {
  readonly contract: TopicContract;
  readonly stage: Stage;
  readonly clusterArn: string;
}

/** A Kafka topic, from its contract. Where the stage keeps data, it stays when its stack is deleted. */
export class KafkaTopic extends Construct {
  constructor(scope: Construct, id: string, { contract, stage, clusterArn }: KafkaTopicProps) {
    super(scope, id);
    const topic = new CfnTopic(this, 'Topic', {
      clusterArn,
      topicName: contract.name,
      partitionCount: stage.kafka.partitions[contract.volume],
      replicationFactor: REPLICAS,
      configs: Buffer.from(JSON.stringify(topicSettings(contract, stage))).toString('base64'),
    });
    topic.applyRemovalPolicy(stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    keepLogicalId(topic, `Topic${pascalCase(contract.name)}`);
  }
}
