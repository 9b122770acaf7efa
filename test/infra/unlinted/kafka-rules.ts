import { asText, isRecord } from '../../../local/cloud/core/plain-value.ts';
import { parseProperties } from '../../../local/cloud/msk/settings.ts';
import type { TemplateResource } from '../synthesized.ts';
import { all, at, first, listAt, ofType, type Rule, set, type Templates } from './rule.ts';

const CLUSTER = 'AWS::MSK::Cluster';
const TOPIC = 'AWS::MSK::Topic';
const CONFIGURATION = 'AWS::MSK::Configuration';
const SECRET = 'AWS::SecretsManager::Secret';

/**
 * Versions in KRaft mode that new clusters of standard brokers may have. Source: Amazon MSK developer guide, “Supported
 * Apache Kafka versions”, and the versions of @aws-cdk/aws-msk-alpha, November 2026. 4.2.x is for Express brokers only.
 */
const KAFKA_VERSIONS = new Set(['3.7.x.kraft', '3.8.x.kraft', '3.9.x.kraft', '4.0.x.kraft', '4.1.x.kraft']);

/**
 * Standard brokers, and how many partitions with their replicas each should have at most. Source: Amazon MSK developer
 * guide, “Amazon MSK broker sizes” and “Best practices for Standard brokers”, November 2026. MSK no longer takes
 * kafka.t3.small for clusters of 3.9 or newer.
 */
const PARTITIONS_A_BROKER: Readonly<Record<string, number>> = {
  'kafka.m5.large': 1000,
  'kafka.m5.xlarge': 1000,
  'kafka.m5.2xlarge': 2000,
  'kafka.m5.4xlarge': 4000,
  'kafka.m5.8xlarge': 4000,
  'kafka.m5.12xlarge': 4000,
  'kafka.m5.16xlarge': 4000,
  'kafka.m5.24xlarge': 4000,
  'kafka.m7g.large': 1000,
  'kafka.m7g.xlarge': 1000,
  'kafka.m7g.2xlarge': 2000,
  'kafka.m7g.4xlarge': 4000,
  'kafka.m7g.8xlarge': 4000,
  'kafka.m7g.12xlarge': 4000,
  'kafka.m7g.16xlarge': 4000,
};

const BROKER_TYPE = 'BrokerNodeGroupInfo.InstanceType';
const VOLUME = 'BrokerNodeGroupInfo.StorageInfo.EBSStorageInfo.VolumeSize';
/** GiB. Source: Amazon MSK API reference, EBSStorageInfo. */
const LARGEST_VOLUME = 16_384;

const DAY = 86_400_000;
/** Source: Amazon MSK developer guide, “Tiered storage requirements and limitations for Standard brokers”. */
const TIERED = { shortestRetention: 3 * DAY, smallestSegment: 48 * 2 ** 20 };

const settingsOf = (topic: TemplateResource): Readonly<Record<string, string>> =>
  JSON.parse(Buffer.from(String(topic.properties['Configs']), 'base64').toString()) as Record<string, string>;

/** A mistake: the first topic with other settings. */
const settings = (change: Readonly<Record<string, string>>) => (templates: Templates) => {
  const topic = first(templates, TOPIC);
  const changed = JSON.stringify({ ...settingsOf(topic), ...change });
  return set(TOPIC, 'Configs', Buffer.from(changed).toString('base64'))(templates);
};
const serverProperty = (from: string, to: string) => (templates: Templates) => {
  const before = String(first(templates, CONFIGURATION).properties['ServerProperties']);
  if (!before.includes(from)) throw new Error(`there is no ${from}`);
  return set(CONFIGURATION, 'ServerProperties', before.replace(from, to))(templates);
};

const offered: Rule = {
  says: 'MSK offers the brokers and the version of Kafka',
  problems: (templates) => {
    const { properties } = first(templates, CLUSTER);
    const [type, version] = [String(at(properties, BROKER_TYPE)), String(properties['KafkaVersion'])];
    const listed = listAt(first(templates, CONFIGURATION).properties, 'KafkaVersionsList');
    return [
      ...(type in PARTITIONS_A_BROKER ? [] : [`${type} is no broker`]),
      ...(KAFKA_VERSIONS.has(version) ? [] : [`${version} is no version`]),
      ...(listed.includes(version) ? [] : [`the configuration is not for ${version}`]),
    ];
  },
  mistakes: {
    'a size that is not there': set(CLUSTER, BROKER_TYPE, 'kafka.m7g.medium'),
    'a burstable broker': set(CLUSTER, BROKER_TYPE, 'kafka.t3.small'),
    'an instance type of EC2': set(CLUSTER, BROKER_TYPE, 'm7g.large'),
    'Kafka’s own version': set(CLUSTER, 'KafkaVersion', '4.1.1'),
    'ZooKeeper mode': set(CLUSTER, 'KafkaVersion', '4.1.x'),
    'a version of Express brokers': set(CLUSTER, 'KafkaVersion', '4.2.x.kraft'),
    'a configuration of another version': set(CONFIGURATION, 'KafkaVersionsList', ['3.9.x.kraft']),
  },
};

const placed: Rule = {
  says: 'brokers are as many in each of two or three zones, and carry their partitions',
  problems: (templates) => {
    const { properties } = first(templates, CLUSTER);
    const subnets = listAt(properties, 'BrokerNodeGroupInfo.ClientSubnets');
    const brokers = Number(properties['NumberOfBrokerNodes']);
    const replicas = ofType(templates, TOPIC).reduce(
      (sum, topic) =>
        sum + Number(topic.properties['PartitionCount']) * Number(topic.properties['ReplicationFactor']),
      0,
    );
    const most = PARTITIONS_A_BROKER[String(at(properties, BROKER_TYPE))] ?? 0;
    return [
      ...(subnets.length < 2 || subnets.length > 3 || new Set(subnets).size < subnets.length
        ? [`${subnets.length} subnets`]
        : []),
      ...(brokers > 0 && brokers % subnets.length === 0
        ? []
        : [`${brokers} brokers in ${subnets.length} zones`]),
      ...(replicas / brokers <= most ? [] : [`${replicas / brokers} partitions a broker`]),
    ];
  },
  mistakes: {
    'a broker too many': set(CLUSTER, 'NumberOfBrokerNodes', 4),
    'one zone': set(CLUSTER, 'BrokerNodeGroupInfo.ClientSubnets', ['a']),
    'a zone twice': set(CLUSTER, 'BrokerNodeGroupInfo.ClientSubnets', ['a', 'b', 'b']),
    'too many partitions': set(TOPIC, 'PartitionCount', 5000),
  },
};

/** What Kafka and MSK demand of a topic that moves to tiered storage. */
function tieredProblems(topic: TemplateResource, storageMode: unknown): string[] {
  const has = settingsOf(topic);
  const name = String(topic.properties['TopicName']);
  if (has['remote.storage.enable'] !== 'true') return [];
  const [retention, local] = [Number(has['retention.ms']), Number(has['local.retention.ms'])];
  return [
    ...(storageMode === 'TIERED' ? [] : [`${name} is tiered in a cluster that is not`]),
    ...(has['cleanup.policy'] === 'delete' ? [] : [`${name} is tiered and compacted`]),
    ...(retention >= TIERED.shortestRetention ? [] : [`${name} is kept too shortly for tiered storage`]),
    ...(local > 0 && local < retention
      ? []
      : [`${name} is kept on the brokers as long as in tiered storage`]),
    ...(Number(has['segment.bytes'] ?? TIERED.smallestSegment) >= TIERED.smallestSegment
      ? []
      : [`${name} has segments too small for tiered storage`]),
  ];
}

const tiered = (change: Readonly<Record<string, string>>, mode = 'TIERED') =>
  all(
    set(CLUSTER, 'StorageMode', mode),
    settings({
      'remote.storage.enable': 'true',
      'cleanup.policy': 'delete',
      'retention.ms': String(30 * DAY),
      'local.retention.ms': String(DAY),
      ...change,
    }),
  );

const stored: Rule = {
  says: 'volumes and tiered storage are within what MSK takes',
  problems: (templates) => {
    const { properties } = first(templates, CLUSTER);
    const volume = Number(at(properties, VOLUME));
    const mode = properties['StorageMode'];
    return [
      ...(Number.isInteger(volume) && volume >= 1 && volume <= LARGEST_VOLUME ? [] : [`${volume} GiB`]),
      ...(mode === 'TIERED' || mode === 'LOCAL' ? [] : [`no storage mode ${String(mode)}`]),
      ...ofType(templates, TOPIC).flatMap((topic) => tieredProblems(topic, mode)),
    ];
  },
  mistakes: {
    'a volume too large': set(CLUSTER, VOLUME, 20_000),
    'no volume': set(CLUSTER, VOLUME, undefined),
    'a tiered topic in a cluster without tiers': tiered({}, 'LOCAL'),
    'a compacted tiered topic': tiered({ 'cleanup.policy': 'compact' }),
    'a tiered topic that is kept for a day': tiered({ 'retention.ms': String(DAY) }),
    'a tiered topic that stays on the brokers': tiered({ 'local.retention.ms': String(60 * DAY) }),
    'small segments': tiered({ 'segment.bytes': String(2 ** 20) }),
  },
};

/** The same in development, so that what was tried there is what runs in production. */
const CLUSTER_WIDE = {
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '3',
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
};

const replicated: Rule = {
  says: 'every record is on three brokers, acknowledged by two, and no topic makes itself',
  problems: (templates) => {
    const properties = parseProperties(
      String(first(templates, CONFIGURATION).properties['ServerProperties']),
    );
    return [
      ...Object.entries(CLUSTER_WIDE).flatMap(([name, value]) =>
        properties.get(name) === value ? [] : [`${name} is ${properties.get(name) ?? 'not said'}`],
      ),
      ...ofType(templates, TOPIC).flatMap((topic) => {
        const has = settingsOf(topic);
        const isRight =
          topic.properties['ReplicationFactor'] === 3 &&
          has['min.insync.replicas'] === '2' &&
          has['unclean.leader.election.enable'] === 'false';
        return isRight ? [] : [`${String(topic.properties['TopicName'])} is not replicated as the others`];
      }),
    ];
  },
  mistakes: {
    'topics that make themselves': serverProperty('auto.create.topics.enable=false', ''),
    'one broker that acknowledges alone': serverProperty('min.insync.replicas=2', 'min.insync.replicas=1'),
    'a leader that has not everything': serverProperty('unclean.leader.election.enable=false', ''),
    'a default of one replica': serverProperty(
      'default.replication.factor=3',
      'default.replication.factor=1',
    ),
    'a topic on two brokers': set(TOPIC, 'ReplicationFactor', 2),
    'a topic that one broker acknowledges': settings({ 'min.insync.replicas': '1' }),
    'a topic that may lose what was acknowledged': settings({ 'unclean.leader.election.enable': 'true' }),
  },
};

/** A key of these templates, not one that AWS manages (`alias/aws/…`) or makes when none is named. */
const isOurKey = (templates: Templates, key: unknown): boolean =>
  ofType(templates, 'AWS::KMS::Key').some(
    ({ logicalId, properties }) =>
      key === `<${logicalId}.Arn>` && (properties['KeySpec'] ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT',
  );

const CLIENTS = 'ClientAuthentication';

const guarded: Rule = {
  says: 'clients come over TLS with IAM or SCRAM, and what is stored is under a key of ours, or IoT Core does not get in',
  problems: (templates) => {
    const { properties } = first(templates, CLUSTER);
    const transit = at(properties, 'EncryptionInfo.EncryptionInTransit');
    return [
      ...(isOurKey(templates, at(properties, 'EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId'))
        ? []
        : ['the volumes’ key is none of ours']),
      ...(at(transit, 'ClientBroker') === 'TLS' && at(transit, 'InCluster') === true ? [] : ['not TLS only']),
      ...(at(properties, `${CLIENTS}.Sasl.Iam.Enabled`) === true ? [] : ['no IAM']),
      ...(at(properties, `${CLIENTS}.Sasl.Scram.Enabled`) === true ? [] : ['no SCRAM']),
      ...(at(properties, `${CLIENTS}.Unauthenticated.Enabled`) === false ? [] : ['anybody may connect']),
    ];
  },
  mistakes: {
    'the key that AWS manages': set(CLUSTER, 'EncryptionInfo.EncryptionAtRest', undefined),
    'a key that signs': set(
      CLUSTER,
      'EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId',
      '<CommandSigningKey.Arn>',
    ),
    'plaintext too': set(CLUSTER, 'EncryptionInfo.EncryptionInTransit.ClientBroker', 'TLS_PLAINTEXT'),
    'plaintext between brokers': set(CLUSTER, 'EncryptionInfo.EncryptionInTransit.InCluster', false),
    'no IAM': set(CLUSTER, `${CLIENTS}.Sasl.Iam.Enabled`, false),
    'no SCRAM': set(CLUSTER, `${CLIENTS}.Sasl.Scram`, undefined),
    'clients without a name': set(CLUSTER, `${CLIENTS}.Unauthenticated.Enabled`, true),
  },
};

/** Source: Amazon MSK developer guide, “Sign-in credentials authentication with AWS Secrets Manager”. */
function secretProblems(templates: Templates, secret: TemplateResource): string[] {
  const { Name, KmsKeyId, GenerateSecretString } = secret.properties;
  const template: unknown = JSON.parse(asText(at(GenerateSecretString, 'SecretStringTemplate')) ?? '{}');
  const user = isRecord(template) ? template['username'] : undefined;
  const associated = ofType(templates, 'AWS::MSK::BatchScramSecret').flatMap(({ properties }) =>
    listAt(properties, 'SecretArnList'),
  );
  return [
    ...(/^AmazonMSK_[\w+=.@/-]+$/.test(String(Name)) ? [] : [`MSK takes no secret named ${String(Name)}`]),
    ...(isOurKey(templates, KmsKeyId) ? [] : ['the secret’s key is none of ours']),
    ...(typeof user === 'string' && user !== '' ? [] : ['the secret has no username']),
    ...(at(GenerateSecretString, 'GenerateStringKey') === 'password' ? [] : ['the secret has no password']),
    ...(associated.includes(`<${secret.logicalId}>`) ? [] : ['the secret is not the cluster’s']),
  ];
}

const inKafka = ({ stack }: TemplateResource): boolean => stack === 'kafka';

const secret: Rule = {
  says: 'a user’s secret has the name, key and form that MSK takes',
  problems: (templates) =>
    ofType(templates, SECRET)
      .filter(inKafka)
      .flatMap((found) => secretProblems(templates, found)),
  mistakes: {
    'another name': set(SECRET, 'Name', 'roadstream_iot', inKafka),
    'a name that CloudFormation draws': set(SECRET, 'Name', undefined, inKafka),
    'the key that AWS manages': set(SECRET, 'KmsKeyId', undefined, inKafka),
    'a user without a name': set(
      SECRET,
      'GenerateSecretString.SecretStringTemplate',
      '{"user":"iot"}',
      inKafka,
    ),
    'a password under another key': set(SECRET, 'GenerateSecretString.GenerateStringKey', 'secret', inKafka),
    'a secret that the cluster does not know': set('AWS::MSK::BatchScramSecret', 'SecretArnList', []),
  },
};

const named: Rule = {
  says: 'topics have names that Kafka takes',
  problems: (templates) => {
    const names = ofType(templates, TOPIC).map(({ properties }) => String(properties['TopicName']));
    // Kafka's metrics take dots and underscores for the same.
    const alike = names.filter((name, index) => names.map(plain).indexOf(plain(name)) !== index);
    return [...names.filter((name) => !/^(?!\.{1,2}$)[\w.-]{1,249}$/.test(name)), ...alike];
  },
  mistakes: {
    'a name with a space': set(TOPIC, 'TopicName', 'cars telemetry'),
    'a name too long': set(TOPIC, 'TopicName', 'c'.repeat(250)),
    'two names that metrics take for one': set(
      TOPIC,
      'TopicName',
      'cars_events',
      ({ properties }) => properties['TopicName'] !== 'cars.events',
    ),
  },
};
const plain = (name: string): string => name.replaceAll('.', '_');

export const kafkaRules: readonly Rule[] = [offered, placed, stored, replicated, guarded, secret, named];
