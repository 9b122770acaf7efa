import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { topics } from '../../shared/contracts/catalogue.ts';
import { synthesized } from './synthesized.ts';

const both = ['development', 'production'] as const;

describe.each(both)('Kafka in %s', (stage) => {
  const { only, ofType } = synthesized(stage);

  it('is a cluster with IAM and SCRAM, only TLS, under a customer managed key', () => {
    expect(only('AWS::MSK::Cluster').properties).toMatchObject({
      KafkaVersion: '4.1.x.kraft',
      NumberOfBrokerNodes: 3,
      ClientAuthentication: {
        Sasl: { Iam: { Enabled: true }, Scram: { Enabled: true } },
        Unauthenticated: { Enabled: false },
      },
      EncryptionInfo: {
        EncryptionAtRest: { DataVolumeKMSKeyId: '<KafkaKey.Arn>' },
        EncryptionInTransit: { ClientBroker: 'TLS', InCluster: true },
      },
      StorageMode: stage === 'production' ? 'TIERED' : 'LOCAL',
    });
  });

  it('sets replication explicitly, and creates no topic by itself', () => {
    const { KafkaVersionsList, ServerProperties } = only('AWS::MSK::Configuration').properties;
    expect(KafkaVersionsList).toEqual(['4.1.x.kraft']);
    expect(String(ServerProperties).split('\n').toSorted()).toEqual([
      'auto.create.topics.enable=false',
      'default.replication.factor=3',
      'min.insync.replicas=2',
      'unclean.leader.election.enable=false',
    ]);
  });

  it('has the IoT rules’ user under a name and a key that MSK accepts, associated with the cluster', () => {
    const { properties } = only('AWS::SecretsManager::Secret', 'ScramSecret');
    expect(properties['Name']).toMatch(/^AmazonMSK_/);
    expect(properties['KmsKeyId']).toBe('<ScramSecretKey.Arn>');
    expect(only('AWS::MSK::BatchScramSecret').properties).toEqual({
      ClusterArn: '<KafkaCluster.Arn>',
      SecretArnList: ['<ScramSecret>'],
    });
    // MSK writes the secret's policy itself.
    expect(ofType('AWS::SecretsManager::ResourcePolicy')).toEqual([]);
  });

  it.each(topics.map((topic) => [topic.name, topic] as const))(
    'has the topic %s, by its contract',
    (name, contract) => {
      const topic = ofType('AWS::MSK::Topic').find(({ properties }) => properties['TopicName'] === name);
      expect(topic?.properties).toMatchObject({
        ClusterArn: '<KafkaCluster.Arn>',
        PartitionCount: stages[stage].kafka.partitions[contract.volume],
        ReplicationFactor: 3,
      });
      const tiered =
        stage === 'production' && contract.tiered
          ? { 'remote.storage.enable': 'true', 'local.retention.ms': '259200000' }
          : {};
      const settings = Buffer.from(String(topic?.properties['Configs']), 'base64').toString();
      expect(JSON.parse(settings)).toEqual({
        'cleanup.policy': 'delete',
        'retention.ms': String(contract.retentionDays * 86_400_000),
        'min.insync.replicas': '2',
        'unclean.leader.election.enable': 'false',
        ...tiered,
      });
      expect(topic?.deletionPolicy).toBe(stage === 'production' ? 'Retain' : 'Delete');
    },
  );

  it('has no other topics', () => {
    expect(ofType('AWS::MSK::Topic')).toHaveLength(topics.length);
  });

  it('looks up the brokers’ addresses with only that permission', () => {
    expect(only('Custom::BootstrapBrokers').properties).toMatchObject({
      ServiceToken: expect.stringMatching(/^<BootstrapBrokersProvider.*\.Arn>$/),
      ClusterArn: '<KafkaCluster.Arn>',
    });
    const role = ofType('AWS::IAM::Role').find(
      ({ stack, properties }) => stack === 'kafka' && properties['RoleName'],
    );
    expect(role?.properties['Policies']).toMatchObject([
      {
        PolicyDocument: {
          Statement: [
            { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'] },
            { Action: 'kafka:GetBootstrapBrokers', Resource: '<KafkaCluster.Arn>' },
          ],
        },
      },
    ]);
  });
});
