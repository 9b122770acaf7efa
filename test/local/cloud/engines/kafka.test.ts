import { generateAuthTokenFromCredentialsProvider } from 'aws-msk-iam-sasl-signer-js';
import {
  type AclOperationTypes as AclOperation,
  type Admin,
  Kafka,
  type KafkaConfig,
  logLevel,
} from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTopics } from '../../../../local/cloud/engines/create-topics.ts';
import { type KafkaBroker, startKafka } from '../../../../local/cloud/engines/kafka.ts';
import { PATIENT } from '../../../../local/cloud/engines/patient.ts';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from '../../../../local/cloud/msk/kafkajs-enums.ts';
import { PATIENTLY } from '../../../patience.ts';
import { engineDirectory, isAlive, loopbackCertificate } from './engine-directory.ts';

const directory = engineDirectory();
let broker: KafkaBroker;
let admin: Admin;
let ca: string;

beforeAll(async () => {
  const certificate = await loopbackCertificate();
  ca = certificate.ca;
  broker = await startKafka({ directory: directory.path, isKept: false, tls: certificate.tls });
  admin = client({ brokers: [broker.internal] }).admin();
  await admin.connect();
});

afterAll(async () => {
  await admin.disconnect();
  await broker.stop();
  directory.remove();
});

function client(config: KafkaConfig): Kafka {
  return new Kafka({ clientId: 'test', ...PATIENT, logLevel: logLevel.NOTHING, ...config });
}

/** As a function connects: with the unmodified signer, and credentials that name a role. */
function asRole(accessKeyId: string): Kafka {
  const awsCredentialsProvider = () => Promise.resolve({ accessKeyId, secretAccessKey: 'secret' });
  return client({
    brokers: [broker.iam],
    ssl: { ca },
    sasl: {
      mechanism: 'oauthbearer',
      oauthBearerProvider: async () => {
        const { token } = await generateAuthTokenFromCredentialsProvider({
          region: 'eu-west-1',
          awsCredentialsProvider,
        });
        return { value: token };
      },
    },
    retry: { retries: 0 },
  });
}

function asUser(username: string, password: string): Kafka {
  return client({
    brokers: [broker.scram],
    ssl: { ca },
    sasl: { mechanism: 'scram-sha-512', username, password },
    retry: { retries: 0 },
  });
}

function withToken(value: string): Kafka {
  return client({
    brokers: [broker.iam],
    ssl: { ca },
    sasl: { mechanism: 'oauthbearer', oauthBearerProvider: () => Promise.resolve({ value }) },
    retry: { retries: 0 },
  });
}

async function createTopic(topic: string): Promise<void> {
  await createTopics(admin, [{ topic, numPartitions: 1 }]);
}

async function allow(principal: string, topic: string, operation: AclOperation): Promise<void> {
  await admin.createAcls({
    acl: [
      {
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        principal: `User:${principal}`,
        host: '*',
        operation,
        permissionType: AclPermissionTypes.ALLOW,
      },
    ],
  });
}

async function send(kafka: Kafka, topic: string, value: string): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ key: 'k', value }] });
  } finally {
    await producer.disconnect();
  }
}

/** Reads a topic of one partition from its start until `count` records are there. */
async function read(topic: string, count: number): Promise<string[]> {
  const consumer = client({ brokers: [broker.internal] }).consumer({ groupId: `read-${topic}` });
  const values: string[] = [];
  const all = Promise.withResolvers<void>();
  try {
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        values.push(String(message.value));
        if (values.length === count) all.resolve();
        return Promise.resolve();
      },
    });
    await all.promise;
    return values;
  } finally {
    await consumer.disconnect();
  }
}

describe('the internal listener', () => {
  it('given a topic, when a record is sent, then a consumer group reads it', async () => {
    await createTopic('internal');
    await send(client({ brokers: [broker.internal] }), 'internal', 'hello');
    expect(await read('internal', 1)).toEqual(['hello']);
  });

  it('[21] given no topic, when a record is sent, then none is made', async () => {
    const sent = send(client({ brokers: [broker.internal], retry: { retries: 0 } }), 'nowhere', 'x');
    await expect(sent).rejects.toMatchObject({ cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } });
    expect(await admin.listTopics()).not.toContain('nowhere');
  });
});

describe('the IAM listener', () => {
  it('[21] given a signed token without an ACL, then the topic is refused; with one, it is open', async () => {
    await createTopic('iam');
    const role = asRole('AKIAROLE1');
    await expect(send(role, 'iam', 'no')).rejects.toMatchObject({
      cause: { type: 'TOPIC_AUTHORIZATION_FAILED' },
    });

    await allow('AKIAROLE1', 'iam', AclOperationTypes.WRITE);
    await vi.waitFor(() => send(role, 'iam', 'yes'), PATIENTLY);
    expect(await read('iam', 1)).toEqual(['yes']);
  });

  it("[21] given another role's ACL, then this role is refused", async () => {
    await createTopic('iam-other');
    await allow('AKIAROLE1', 'iam-other', AclOperationTypes.WRITE);
    await vi.waitFor(() => send(asRole('AKIAROLE1'), 'iam-other', 'x'), PATIENTLY);
    await expect(send(asRole('AKIAROLE2'), 'iam-other', 'x')).rejects.toMatchObject({
      cause: { type: 'TOPIC_AUTHORIZATION_FAILED' },
    });
  });

  const signed = (changes: Record<string, string>): string => {
    const url = new URL('https://kafka.eu-west-1.amazonaws.com/');
    const now = `${new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
    const parameters = {
      Action: 'kafka-cluster:Connect',
      'X-Amz-Credential': 'AKIAROLE1/20260101/eu-west-1/kafka-cluster/aws4_request',
      'X-Amz-Date': now,
      'X-Amz-Expires': '900',
      ...changes,
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return Buffer.from(url.href).toString('base64url');
  };

  const login = async (token: string): Promise<void> => {
    const admin = withToken(token).admin();
    try {
      await admin.connect();
    } finally {
      await admin.disconnect();
    }
  };

  it('given a token as the signers write it, then the login succeeds', async () => {
    await expect(login(signed({}))).resolves.toBeUndefined();
  });

  it.each([
    ['no base64', '%%%'],
    ['of another action', signed({ Action: 'sts:GetCallerIdentity' })],
    ['expired', signed({ 'X-Amz-Date': '20200101T000000Z' })],
    ['without an access key', signed({ 'X-Amz-Credential': '' })],
  ])('given a token that is %s, then the login fails', async (_, token) => {
    await expect(login(token)).rejects.toMatchObject({ name: 'KafkaJSSASLAuthenticationError' });
  });
});

describe('the SCRAM listener', () => {
  it('given a user added to the running broker, when it has an ACL, then it writes', async () => {
    await createTopic('scram');
    await broker.addScramUser('iot', 'correct horse');
    await allow('iot', 'scram', AclOperationTypes.WRITE);
    await vi.waitFor(() => send(asUser('iot', 'correct horse'), 'scram', 'from a car'), PATIENTLY);
    expect(await read('scram', 1)).toEqual(['from a car']);
  });

  it('given a user that gets another password, then only that one opens', async () => {
    await broker.addScramUser('changing', 'first');
    await broker.addScramUser('changing', 'second');
    const opens = async (password: string): Promise<void> => {
      const user = asUser('changing', password).admin();
      try {
        await user.connect();
      } finally {
        await user.disconnect();
      }
    };
    // The broker hears of a password a moment after it was set.
    await vi.waitFor(() => opens('second'), PATIENTLY);
    await expect(opens('first')).rejects.toMatchObject({ name: 'KafkaJSSASLAuthenticationError' });
  });
});

describe('restart', () => {
  it.each(['in order', 'crash'] as const)(
    'given acknowledged records, when the broker is restarted (%s), then it has them on the same ports',
    async (how) => {
      const topic = `restart-${how.replace(' ', '-')}`;
      await createTopic(topic);
      await send(client({ brokers: [broker.internal] }), topic, 'before');
      const first = broker.pid;

      await broker.restart(how);

      expect(broker.pid).not.toBe(first);
      expect(isAlive(first ?? 0)).toBe(false);
      await vi.waitFor(() => send(client({ brokers: [broker.internal] }), topic, 'after'), PATIENTLY);
      expect(await read(topic, 2)).toEqual(['before', 'after']);
    },
  );
});
