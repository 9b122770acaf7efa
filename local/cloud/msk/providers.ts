import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalUuid } from '../core/physical-id.ts';
import { isRecord } from '../core/plain-value.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider, Resource } from '../core/provider.ts';
import { type Secret, Secrets } from '../secrets-manager/secrets.ts';
import { attachBrokers } from './broker-interfaces.ts';
import type { Cluster } from './cluster.ts';
import { Clusters } from './clusters.ts';
import { parseProperties, parseTopicSettings, SERVER_PROPERTIES, topicSettings } from './settings.ts';

const BROKER_REASON = 'the cluster is one Kafka broker on this computer';

function arn(resource: Resource, kind: string, name: string): string {
  const { region, account } = resource.cloud;
  return `arn:aws:kafka:${region}:${account}:${kind}/${name}/${physicalUuid(resource)}-1`;
}

function authentication(properties: PropertyReader): Pick<Cluster, 'allowsIam' | 'allowsScram'> {
  const clients = properties.child('ClientAuthentication');
  const tls = clients.child('Tls');
  if (
    clients.child('Unauthenticated').flag('Enabled') ||
    tls.flag('Enabled') ||
    tls.texts('CertificateAuthorityArnList').length > 0
  )
    clients.refuse('clients come with IAM or SCRAM here, neither unauthenticated nor with certificates');
  const sasl = clients.child('Sasl');
  return { allowsIam: sasl.child('Iam').flag('Enabled'), allowsScram: sasl.child('Scram').flag('Enabled') };
}

/**
 * Brokers of one version speak as one, whatever follows the second number; another version may not do what works here,
 * or do what fails here. One that runs elsewhere is used as it is: whoever runs it knows its version.
 */
function kafkaVersion({ cloud }: Resource, properties: PropertyReader): string {
  const wanted = properties.text('KafkaVersion');
  const { version } = cloud.engines.kafka;
  const release = (text: string): string => text.split('.').slice(0, 2).join('.');
  if (version !== undefined && release(version) !== release(wanted))
    properties.refuse(
      `KafkaVersion is ${wanted}, but the local broker is Kafka ${version}; name a broker of that version (KAFKA_BROKERS)`,
    );
  return wanted;
}

const cluster: Provider = {
  type: 'AWS::MSK::Cluster',
  properties: {
    ...emulated(
      'ClientAuthentication.Sasl.Iam.Enabled',
      'ClientAuthentication.Sasl.Scram.Enabled',
      'ClientAuthentication.Tls.CertificateAuthorityArnList',
      'ClientAuthentication.Tls.Enabled',
      'ClientAuthentication.Unauthenticated.Enabled',
      'ClusterName',
      'ConfigurationInfo.Arn',
      'KafkaVersion',
    ),
    ...noEffect('a configuration has the one revision that its template says', 'ConfigurationInfo.Revision'),
    ...noEffect(`${BROKER_REASON}; those who ask are told this number`, 'NumberOfBrokerNodes'),
    ...emulated('BrokerNodeGroupInfo.ClientSubnets', 'BrokerNodeGroupInfo.SecurityGroups'),
    ...noEffect(
      BROKER_REASON,
      'BrokerNodeGroupInfo.BrokerAZDistribution',
      'BrokerNodeGroupInfo.InstanceType',
      'BrokerNodeGroupInfo.StorageInfo',
      'Rebalancing',
      'StorageMode',
    ),
    ...noEffect(
      'clients talk TLS to the local broker, which does not encrypt what it stores',
      'EncryptionInfo',
    ),
    ...noEffect(
      'npm run cli -- logs shows what there is',
      'EnhancedMonitoring',
      'LoggingInfo',
      'OpenMonitoring',
    ),
    ...noEffect('it is for updates only', 'CurrentVersion'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const clusters = resource.cloud.part(Clusters);
    const name = properties.text('ClusterName');
    const clusterArn = arn(resource, 'cluster', name);
    const configuration = clusters.configuration(
      properties.child('ConfigurationInfo').optionalText('Arn') ?? '',
    );
    clusters.set({
      arn: clusterArn,
      name,
      ...authentication(properties),
      allowsEveryone: configuration?.get('allow.everyone.if.no.acl.found') !== 'false',
      kafkaVersion: kafkaVersion(resource, properties),
      brokers: properties.number('NumberOfBrokerNodes'),
    });
    attachBrokers(resource, properties, clusterArn);
    return { ref: clusterArn, attributes: { Arn: clusterArn, CurrentVersion: 'LOCAL' } };
  },
};

const configuration: Provider = {
  type: 'AWS::MSK::Configuration',
  properties: {
    ...emulated('Name', 'ServerProperties'),
    ...noEffect('it says something to people only', 'Description', 'KafkaVersionsList', 'LatestRevision'),
  },
  settings: {
    ServerProperties: (text) =>
      new Map([...parseProperties(text).keys()].map((name) => [name, SERVER_PROPERTIES[name]])),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const settings = parseProperties(properties.text('ServerProperties'));
    if (settings.get('auto.create.topics.enable') === 'true')
      properties.refuse(
        'a topic that no template makes does not exist here: auto.create.topics.enable is false',
      );
    const configurationArn = arn(resource, 'configuration', properties.text('Name'));
    resource.cloud.part(Clusters).addConfiguration(configurationArn, settings);
    return { ref: configurationArn, attributes: { Arn: configurationArn, LatestRevision: { Revision: 1 } } };
  },
};

/** MSK takes only secrets of this name, under a key of the customer's. */
const SECRET_PREFIX = 'AmazonMSK_';

function credentials(properties: PropertyReader, secret: Secret): { username: string; password: string } {
  if (!secret.name.startsWith(SECRET_PREFIX) || secret.kmsKeyId === undefined)
    properties.refuse(
      `MSK takes ${secret.name} only if it begins with ${SECRET_PREFIX} and has a customer's key`,
    );
  const value: unknown = JSON.parse(secret.value);
  const { username, password } = isRecord(value) ? value : {};
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  return properties.refuse(`${secret.name} has no username and password`);
}

const batchScramSecret: Provider = {
  type: 'AWS::MSK::BatchScramSecret',
  properties: emulated('ClusterArn', 'SecretArnList'),
  create: async (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    for (const secretArn of properties.texts('SecretArnList')) {
      const { username, password } = credentials(properties, cloud.part(Secrets).find(secretArn));
      await cloud.part(Clusters).addScramUser(username, password);
    }
    return { ref: properties.text('ClusterArn') };
  },
};

const clusterPolicy: Provider = {
  type: 'AWS::MSK::ClusterPolicy',
  properties: noEffect(
    'it is for other accounts and services, and there are none here',
    'ClusterArn',
    'Policy',
  ),
  create: (resource) => ({
    ref: new PropertyReader(resource).text('ClusterArn'),
    attributes: { CurrentVersion: 'LOCAL' },
  }),
};

const topic: Provider = {
  type: 'AWS::MSK::Topic',
  properties: {
    ...emulated('ClusterArn', 'Configs', 'PartitionCount', 'TopicName'),
    ...noEffect('one broker replicates nothing', 'ReplicationFactor'),
  },
  settings: {
    Configs: topicSettings,
  },
  create: async (resource) => {
    const properties = new PropertyReader(resource);
    const clusters = resource.cloud.part(Clusters);
    if (clusters.cluster?.arn !== properties.text('ClusterArn'))
      return properties.refuse(`there is no cluster ${properties.text('ClusterArn')} in the stacks`);
    const name = properties.text('TopicName');
    await clusters.makeTopic({
      name,
      partitions: properties.number('PartitionCount'),
      settings: parseTopicSettings(properties.optionalText('Configs') ?? ''),
    });
    const topicArn = clusters.arnOf('topic', name);
    return { ref: topicArn, attributes: { TopicArn: topicArn } };
  },
};

export const mskProviders: readonly Provider[] = [
  cluster,
  configuration,
  batchScramSecret,
  clusterPolicy,
  topic,
];
