import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnCluster, CfnConfiguration } from 'aws-cdk-lib/aws-msk';
import { Construct } from 'constructs';
import { KAFKA_CLUSTER } from '../names.ts';
import { IN_SYNC_REPLICAS, KAFKA_VERSION, REPLICAS, type Stage } from '../stages.ts';
import { stageLogGroup } from './log-group.ts';
import { keepLogicalId } from './stable-id.ts';

/** Replication is set here and at each topic, because the defaults differ with the number of zones. */
const SERVER_PROPERTIES = [
  'auto.create.topics.enable=false',
  `default.replication.factor=${REPLICAS}`,
  `min.insync.replicas=${IN_SYNC_REPLICAS}`,
  'unclean.leader.election.enable=false',
].join('\n');

export interface KafkaClusterProps {
  readonly stage: Stage;
  readonly subnetIds: string[];
  readonly securityGroupId: string;
  /** A customer managed key: IoT Core cannot use a cluster under the key that AWS manages. */
  readonly key: IKey;
}

/** A provisioned MSK cluster in KRaft mode: IAM for functions, SCRAM for IoT rules, TLS only. */
export class KafkaCluster extends Construct {
  readonly cluster: CfnCluster;

  constructor(scope: Construct, id: string, { stage, subnetIds, securityGroupId, key }: KafkaClusterProps) {
    super(scope, id);
    const { kafka, keepData } = stage;
    const configuration = new CfnConfiguration(this, 'Configuration', {
      name: KAFKA_CLUSTER,
      kafkaVersionsList: [KAFKA_VERSION],
      serverProperties: SERVER_PROPERTIES,
    });
    const logs = stageLogGroup(this, 'Logs', stage, `/roadstream/kafka/${KAFKA_CLUSTER}`);
    this.cluster = new CfnCluster(this, 'Cluster', {
      clusterName: KAFKA_CLUSTER,
      kafkaVersion: KAFKA_VERSION,
      numberOfBrokerNodes: kafka.brokers,
      brokerNodeGroupInfo: {
        clientSubnets: subnetIds,
        securityGroups: [securityGroupId],
        instanceType: kafka.brokerType,
        storageInfo: { ebsStorageInfo: { volumeSize: kafka.volumeGb } },
      },
      storageMode: kafka.tieredStorage ? 'TIERED' : 'LOCAL',
      configurationInfo: {
        arn: configuration.attrArn,
        revision: configuration.attrLatestRevisionRevision,
      },
      clientAuthentication: {
        sasl: { iam: { enabled: true }, scram: { enabled: true } },
        unauthenticated: { enabled: false },
      },
      encryptionInfo: {
        encryptionAtRest: { dataVolumeKmsKeyId: key.keyArn },
        encryptionInTransit: { clientBroker: 'TLS', inCluster: true },
      },
      enhancedMonitoring: 'DEFAULT',
      loggingInfo: { brokerLogs: { cloudWatchLogs: { enabled: true, logGroup: logs.logGroupName } } },
    });
    this.cluster.applyRemovalPolicy(keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    keepLogicalId(this.cluster, 'KafkaCluster');
  }
}
