import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeClusterV2Command, GetBootstrapBrokersCommand, KafkaClient } from '@aws-sdk/client-kafka';
import { generateAuthTokenFromCredentialsProvider } from 'aws-msk-iam-sasl-signer-js';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import {
  type Authority,
  createAuthority,
  issueServerCertificate,
} from '../../../../local/cloud/core/authority.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { type KafkaBroker, startKafka } from '../../../../local/cloud/engines/kafka.ts';
import { PATIENT } from '../../../../local/cloud/engines/patient.ts';
import type { PermissionUse } from '../../../../local/cloud/iam/policy/used-permissions.ts';
import { policyOfRole } from '../../../../local/cloud/iam/role-identities.ts';
import { Clusters } from '../../../../local/cloud/msk/clusters.ts';
import { ConfigResourceTypes } from '../../../../local/cloud/msk/kafkajs-enums.ts';
import { Secrets } from '../../../../local/cloud/secrets-manager/secrets.ts';
import {
  attributeOf,
  clientSettings,
  deployResources,
  noEngines,
  openCloud,
  REGION,
  role,
} from '../local-cloud.ts';

const clusterArn = { 'Fn::GetAtt': ['Cluster', 'Arn'] };
const named = (kind: string, name: string) => ({
  'Fn::Sub': [
    `\${prefix}:${kind}/\${rest}/${name}`,
    {
      prefix: { 'Fn::Select': [0, { 'Fn::Split': [':cluster/', clusterArn] }] },
      rest: { 'Fn::Select': [1, { 'Fn::Split': [':cluster/', clusterArn] }] },
    },
  ],
});
const allow = (Action: string | string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
const connect = allow('kafka-cluster:Connect', clusterArn);
const topic = (TopicName: string, PartitionCount: number, settings: object) => ({
  Type: 'AWS::MSK::Topic',
  Properties: {
    ClusterArn: clusterArn,
    TopicName,
    PartitionCount,
    ReplicationFactor: 3,
    Configs: Buffer.from(JSON.stringify(settings)).toString('base64'),
  },
});

const Cluster = {
  Type: 'AWS::MSK::Cluster',
  Properties: {
    ClusterName: 'roadstream',
    KafkaVersion: '4.1.x.kraft',
    NumberOfBrokerNodes: 3,
    BrokerNodeGroupInfo: {},
    ClientAuthentication: { Sasl: { Iam: { Enabled: true }, Scram: { Enabled: true } } },
    ConfigurationInfo: {
      Arn: { 'Fn::GetAtt': ['Configuration', 'Arn'] },
      Revision: { 'Fn::GetAtt': ['Configuration', 'LatestRevision.Revision'] },
    },
  },
};

const resources = {
  Configuration: {
    Type: 'AWS::MSK::Configuration',
    Properties: {
      Name: 'roadstream',
      ServerProperties: 'auto.create.topics.enable=false\nmin.insync.replicas=2',
    },
  },
  Cluster,
  Events: topic('rentals.events', 3, {
    'retention.ms': '86400000',
    'min.insync.replicas': '2',
    'remote.storage.enable': 'true',
  }),
  Commands: topic('rentals.commands', 2, {}),
  SecretKey: { Type: 'AWS::KMS::Key' },
  Secret: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: 'AmazonMSK_rules',
      KmsKeyId: { Ref: 'SecretKey' },
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"rules"}',
        GenerateStringKey: 'password',
        ExcludePunctuation: true,
      },
    },
  },
  Association: {
    Type: 'AWS::MSK::BatchScramSecret',
    Properties: { ClusterArn: clusterArn, SecretArnList: [{ Ref: 'Secret' }] },
  },
  Writer: role(
    connect,
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], named('topic', 'rentals.events')),
  ),
  Blind: role(connect, allow('kafka-cluster:WriteData', named('topic', '*'))),
  Unconnected: role(allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], named('topic', '*'))),
  Reader: role(
    connect,
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], named('topic', 'rentals.*')),
    allow(['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'], named('group', 'rentals-*')),
  ),
  Joiner: role(
    connect,
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'], named('topic', 'rentals.*')),
    allow('kafka-cluster:AlterGroup', named('group', 'rentals-*')),
    allow('kafka-cluster:DescribeGroup', named('group', 'rentals-other')),
  ),
  Changing: role(
    connect,
    allow(['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData'], named('topic', 'rentals.events')),
  ),
  Counted: role(
    connect,
    allow(
      ['kafka-cluster:DescribeTopic', 'kafka-cluster:WriteData', 'kafka-cluster:ReadData'],
      named('topic', 'rentals.events'),
    ),
    allow(
      ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
      [named('group', 'rentals-counted'), named('group', 'rentals-other')],
    ),
  ),
  Finder: role(allow('kafka:GetBootstrapBrokers', clusterArn)),
};

let authority: Authority;
let broker: KafkaBroker;
let cloud: RunningCloud;
let directory: string;
let deployed: Deployed;

function client(brokers: string, more: Partial<KafkaConfig>): Kafka {
  return new Kafka({
    clientId: 'test',
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    ...PATIENT,
    ssl: { ca: [authority.certificate] },
    retry: { retries: 2, initialRetryTime: 50 },
    ...more,
  });
}

/** The user of the secret, by its password or a wrong one. */
function passwordUser(guess?: string): Kafka {
  const secret: unknown = JSON.parse(cloud.part(Secrets).find('AmazonMSK_rules').value);
  const { username, password } = secret as { username: string; password: string };
  const sasl = { mechanism: 'scram-sha-512', username, password: guess ?? password } as const;
  return client(broker.scram, { sasl });
}

function asRole(logicalId: string): Kafka {
  const { credentials } = clientSettings(cloud, logicalId);
  return client(broker.iam, {
    sasl: {
      mechanism: 'oauthbearer',
      oauthBearerProvider: async () => {
        const { token } = await generateAuthTokenFromCredentialsProvider({
          region: REGION,
          awsCredentialsProvider: () => Promise.resolve(credentials),
        });
        return { value: token };
      },
    },
  });
}

async function produce(kafka: Kafka, topicName: string): Promise<unknown> {
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  try {
    await producer.connect();
    return await producer.send({ topic: topicName, messages: [{ key: 'k', value: 'v' }] });
  } finally {
    await producer.disconnect();
  }
}

/** What the local cloud has said so far. */
function linesOf({ journal }: RunningCloud): string[] {
  const lines: string[] = [];
  journal.follow(({ text }) => lines.push(text), { backlog: 10_000 })();
  return lines;
}

async function consumeOne(kafka: Kafka, topicName: string, groupId: string): Promise<string> {
  const consumer = kafka.consumer({ groupId, retry: { retries: 0 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topic: topicName, fromBeginning: true });
    return await new Promise<string>((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error));
      consumer
        .run({ eachMessage: ({ message }) => Promise.resolve(resolve(message.value?.toString() ?? '')) })
        .catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kafka-'));
  authority = await createAuthority();
  const tls = await issueServerCertificate(authority, ['127.0.0.1']);
  broker = await startKafka({ directory, isKept: false, tls });
  cloud = await openCloud({ engines: { ...noEngines, kafka: broker }, authority });
  deployed = await deployResources(cloud, resources);
  await cloud.start();
});

afterAll(async () => {
  await cloud.stop();
  await broker.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe('a cluster', () => {
  test('is found by those who may ask for its brokers', async () => {
    const ClusterArn = attributeOf(deployed, 'Cluster', 'Arn');
    const found = await new KafkaClient(clientSettings(cloud, 'Finder')).send(
      new GetBootstrapBrokersCommand({ ClusterArn }),
    );
    expect(found.BootstrapBrokerStringSaslIam).toBe(broker.iam);
    expect(found.BootstrapBrokerStringSaslScram).toBe(broker.scram);
    await expect(
      new KafkaClient(clientSettings(cloud, 'Writer')).send(new GetBootstrapBrokersCommand({ ClusterArn })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const { ClusterInfo } = await new KafkaClient(clientSettings(cloud)).send(
      new DescribeClusterV2Command({ ClusterArn }),
    );
    expect(ClusterInfo).toMatchObject({
      ClusterName: 'roadstream',
      State: 'ACTIVE',
      Provisioned: { NumberOfBrokerNodes: 3 },
    });
  });

  test('takes only secrets that MSK takes', async () => {
    const plain = { ...resources.Secret, Properties: { ...resources.Secret.Properties, Name: 'rules' } };
    const own = await openCloud({ engines: { ...noEngines, kafka: broker }, authority });
    const { Configuration, Association, SecretKey } = resources;
    await expect(
      deployResources(own, { Configuration, Cluster, Association, SecretKey, Secret: plain }),
    ).rejects.toThrow('begins with AmazonMSK_');
    await own.stop();
  });

  test('whose configuration asks for what the broker does not do is refused', async () => {
    const asking = (ServerProperties: string) => ({
      It: { Type: 'AWS::MSK::Configuration', Properties: { Name: 'c', ServerProperties } },
    });
    await expect(deployResources(cloud, asking('log.cleaner.threads=4'))).rejects.toThrow(
      'log.cleaner.threads',
    );
    await expect(deployResources(cloud, asking('auto.create.topics.enable = true'))).rejects.toThrow(
      'does not exist here',
    );
  });
});

describe('topics', () => {
  test('have the partitions and settings of their templates, as far as one broker can', async () => {
    const admin = new Kafka({
      brokers: [broker.internal],
      logLevel: logLevel.NOTHING,
      ...PATIENT,
    }).admin();
    await admin.connect();
    const { topics } = await admin.fetchTopicMetadata({ topics: ['rentals.events', 'rentals.commands'] });
    const described = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        {
          type: ConfigResourceTypes.TOPIC,
          name: 'rentals.events',
          configNames: ['retention.ms', 'min.insync.replicas'],
        },
      ],
    });
    await admin.disconnect();
    const partitions = topics.map((found) => [found.name, found.partitions.length]);
    expect(Object.fromEntries(partitions)).toEqual({ 'rentals.events': 3, 'rentals.commands': 2 });
    const values = described.resources[0]?.configEntries.map(({ configName, configValue }) => [
      configName,
      configValue,
    ]);
    expect(Object.fromEntries(values ?? [])).toEqual({
      'retention.ms': '86400000',
      'min.insync.replicas': '1',
    });
  });

  test('[21] that no template makes do not exist, even for who may do everything', async () => {
    await expect(produce(passwordUser(), 'billing.events')).rejects.toThrow(
      'does not host this topic-partition',
    );
  });

  test('that are there already get what the template says now; fewer partitions are refused', async () => {
    const own = await openCloud({ engines: { ...noEngines, kafka: broker }, authority });
    const { Configuration } = resources;
    await deployResources(own, {
      Configuration,
      Cluster,
      Commands: topic('rentals.commands', 4, { 'retention.ms': '1000' }),
    });
    await own.stop();
    const third = await openCloud({ engines: { ...noEngines, kafka: broker }, authority });
    await expect(
      deployResources(third, { Configuration, Cluster, Commands: topic('rentals.commands', 1, {}) }),
    ).rejects.toThrow('rentals.commands with 4 partitions');
    await third.stop();
  });
});

describe('permissions at the broker', () => {
  test('[21] are those of the role whose access key signed', async () => {
    await expect(produce(asRole('Writer'), 'rentals.events')).resolves.toBeDefined();
    await expect(produce(asRole('Writer'), 'rentals.commands')).rejects.toThrow(
      'Not authorized to access topics',
    );
  });

  test('[21] need DescribeTopic to write, and Connect to do anything', async () => {
    await expect(produce(asRole('Blind'), 'rentals.events')).rejects.toThrow(
      'Not authorized to access topics',
    );
    await expect(produce(asRole('Unconnected'), 'rentals.events')).rejects.toThrow(
      'Not authorized to access topics',
    );
  });

  test('[21] of groups are by name or beginning', async () => {
    await produce(asRole('Writer'), 'rentals.events');
    await expect(consumeOne(asRole('Reader'), 'rentals.events', 'rentals-consumer')).resolves.toBe('v');
    await expect(consumeOne(asRole('Reader'), 'rentals.events', 'billing-consumer')).rejects.toThrow(
      'Failed to find group coordinator',
    );
  });

  test('to join a group take those to describe it', async () => {
    await expect(consumeOne(asRole('Joiner'), 'rentals.events', 'rentals-consumer')).rejects.toThrow(
      'Failed to find group coordinator',
    );
  });

  test('that are missing are named in the journal, each with its statement', async () => {
    const cluster = attributeOf(deployed, 'Cluster', 'Arn');
    const beside = (kind: string, name: string) => `${cluster.replace(':cluster/', `:${kind}/`)}/${name}`;
    const said = (logicalId: string, action: string, resource: string) =>
      expect
        .poll(() => linesOf(cloud).filter((line) => line.includes(`role Test-${logicalId} `)))
        .toContainEqual(
          expect.stringMatching(
            `role Test-${logicalId} is not authorized to perform ${action} on ${resource}: .* missing is ` +
              `{"Effect":"Allow","Action":"${action}","Resource":"${resource}"}$`,
          ),
        );
    await expect(produce(asRole('Writer'), 'rentals.commands')).rejects.toThrow('Not authorized');
    await said('Writer', 'kafka-cluster:DescribeTopic', beside('topic', 'rentals.commands'));
    await expect(produce(asRole('Joiner'), 'rentals.commands')).rejects.toThrow('Not authorized');
    await said('Joiner', 'kafka-cluster:WriteData', beside('topic', 'rentals.commands'));
    await expect(produce(asRole('Blind'), 'rentals.events')).rejects.toThrow('Not authorized');
    await said('Blind', 'kafka-cluster:DescribeTopic', beside('topic', 'rentals.events'));
    await expect(produce(asRole('Unconnected'), 'rentals.events')).rejects.toThrow('Not authorized');
    await said('Unconnected', 'kafka-cluster:Connect', cluster);
    await expect(consumeOne(asRole('Joiner'), 'rentals.events', 'rentals-consumer')).rejects.toThrow(
      'Failed to find group coordinator',
    );
    await said('Joiner', 'kafka-cluster:DescribeGroup', beside('group', 'rentals-consumer'));
  });

  test('follow a policy that changes', async () => {
    const { identity, statements = [] } =
      cloud.identities.all().find((entry) => entry.identity.roleName === 'Test-Changing') ?? {};
    const before = [...statements];
    await cloud.identities.changePolicy(identity?.roleName ?? '', before.slice(0, 1));
    await expect(produce(asRole('Changing'), 'rentals.events')).rejects.toThrow('Not authorized');
    await cloud.identities.changePolicy(identity?.roleName ?? '', before);
    await expect(produce(asRole('Changing'), 'rentals.events')).resolves.toBeDefined();
  });

  /** The permissions of a role by which alone the broker has allowed something. */
  const used = async (logicalId: string): Promise<PermissionUse[]> => {
    await cloud.part(Clusters).allowedOperations.heard();
    return cloud.usedPermissions.of(policyOfRole(`Test-${logicalId}`)).filter(({ alone }) => alone > 0);
  };
  const namesOf = (uses: readonly PermissionUse[]): string[] =>
    uses.map(({ action, resource }) =>
      action === 'kafka-cluster:Connect' ? action : `${action} ${resource.split('/').at(-1)}`,
    );

  test('that were used are counted, and no others', async () => {
    await produce(asRole('Counted'), 'rentals.events');
    const written = await used('Counted');
    expect(namesOf(written)).toEqual([
      'kafka-cluster:Connect',
      'kafka-cluster:DescribeTopic rentals.events',
      'kafka-cluster:WriteData rentals.events',
    ]);

    await expect(produce(asRole('Counted'), 'rentals.commands')).rejects.toThrow('Not authorized');
    expect(await used('Counted')).toEqual(written);

    await consumeOne(asRole('Counted'), 'rentals.events', 'rentals-counted');
    expect(namesOf(await used('Counted'))).toEqual([
      ...namesOf(written),
      'kafka-cluster:ReadData rentals.events',
      'kafka-cluster:AlterGroup rentals-counted',
      'kafka-cluster:DescribeGroup rentals-counted',
    ]);
  });

  test('are counted again when a policy has changed', async () => {
    const { identity, statements = [] } =
      cloud.identities.all().find((entry) => entry.identity.roleName === 'Test-Counted') ?? {};
    const copies = statements.map((statement) => ({ ...statement }));
    await cloud.identities.changePolicy(identity?.roleName ?? '', []);
    await cloud.identities.changePolicy(identity?.roleName ?? '', copies);
    expect(await used('Counted')).toEqual([]);
    await produce(asRole('Counted'), 'rentals.events');
    expect(namesOf(await used('Counted'))).toContain('kafka-cluster:WriteData rentals.events');
  });

  test('a user with the password of the secret may do everything', async () => {
    await expect(produce(passwordUser(), 'rentals.commands')).resolves.toBeDefined();
    await expect(produce(passwordUser('guess'), 'rentals.commands')).rejects.toThrow('credentials');
  });

  test('[21] that a template no longer gives are taken away at the next start', async () => {
    const own = await openCloud({ engines: { ...noEngines, kafka: broker }, authority });
    const { Writer: _gone, ...rest } = resources;
    await deployResources(own, {
      ...rest,
      Commands: topic('rentals.commands', 4, {}),
      Writer: role(connect),
    });
    await own.start();
    await own.stop();
    await expect
      .poll(() =>
        produce(asRole('Writer'), 'rentals.events').then(
          () => 'allowed',
          () => 'denied',
        ),
      )
      .toBe('denied');
  });
});
