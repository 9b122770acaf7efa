import { type Admin, type IHeaders, Kafka, logLevel } from 'kafkajs';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueServerCertificate } from '../../../../local/cloud/core/authority.ts';
import { createTopics } from '../../../../local/cloud/engines/create-topics.ts';
import { type KafkaBroker, startKafka } from '../../../../local/cloud/engines/kafka.ts';
import { PATIENT } from '../../../../local/cloud/engines/patient.ts';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from '../../../../local/cloud/msk/kafkajs-enums.ts';
import { engineDirectory } from '../engines/engine-directory.ts';
import { noEngines, role } from '../local-cloud.ts';
import { type IotCloud, openIotCloud, until } from './iot-cloud.ts';
import { destination, kafka, LOG_ACTION, LOG_ROLE, NETWORK_ROLE, rule } from './rule-resources.ts';

interface Consumed {
  readonly key: string | undefined;
  readonly value: Buffer | null;
  readonly headers: IHeaders | undefined;
}

/** Nothing listens there. */
const UNREACHABLE = '127.0.0.1:1';
const directory = engineDirectory();
let broker: KafkaBroker;
let admin: Admin;
let local: IotCloud;
let car: MqttClient;
const consumed: Consumed[] = [];
/** Milliseconds from the publish to the error action of the rule without brokers. */
let triedFor = 0;
const consumer = () => new Kafka(client()).consumer({ groupId: 'test', allowAutoTopicCreation: false });
let reading: ReturnType<typeof consumer>;

const client = () => ({
  brokers: [broker.internal],
  ...PATIENT,
  logLevel: logLevel.NOTHING,
});

beforeAll(async () => {
  const authority = await createAuthority();
  const tls = await issueServerCertificate(authority, ['127.0.0.1']);
  broker = await startKafka({ directory: directory.path, isKept: false, tls });
  await broker.addScramUser('iot', 'secret');
  admin = new Kafka(client()).admin();
  await admin.connect();
  await createTopics(
    admin,
    ['cars.events', 'private'].map((topic) => ({ topic, numPartitions: 4 })),
  );
  await admin.createAcls({ acl: [mayWrite('cars.events')] });
  reading = consumer();
  await reading.connect();
  await reading.subscribe({ topic: 'cars.events', fromBeginning: true });
  await reading.run({
    eachMessage: async ({ message: { key, value, headers } }) => {
      consumed.push({ key: key?.toString(), value, headers });
      await Promise.resolve();
    },
  });
  const engines = { ...noEngines, kafka: broker };
  local = await openIotCloud(resources(), { kafka: true, engines, authority });
  car = await local.connect('CAR1', await local.register('CAR1', 'open'));
  // Its retries go on behind the other tests.
  const publishedAt = performance.now();
  local.cloud.journal.follow(({ source, text }) => {
    if (source === 'rule-errors' && text.includes('"unreachable"'))
      triedFor = performance.now() - publishedAt;
  });
  await car.publishAsync('unreachable', 'x', { qos: 1 });
});

afterAll(async () => {
  await local.stop();
  await reading.disconnect();
  await admin.disconnect();
  await broker.stop();
  directory.remove();
});

function mayWrite(resourceName: string) {
  return {
    resourceType: AclResourceTypes.TOPIC,
    resourceName,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: 'User:iot',
    host: '*',
    operation: AclOperationTypes.WRITE,
    permissionType: AclPermissionTypes.ALLOW,
  };
}

function secretMember(name: string, logicalId: string): object {
  const role = { 'Fn::GetAtt': [logicalId, 'Arn'] };
  return { 'Fn::Join': ['', ["${get_secret('AmazonMSK_iot', 'SecretString', '", name, "', '", role, "')}"]] };
}

function properties(more: object = {}, reader = 'Reader'): object {
  return {
    'bootstrap.servers': broker.scram,
    acks: '1',
    'compression.type': 'gzip',
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-512',
    'key.serializer': 'StringSerializer',
    'value.serializer': 'ByteBufferSerializer',
    'sasl.scram.username': secretMember('username', reader),
    'sasl.scram.password': secretMember('password', reader),
    ...more,
  };
}

function resources(): object {
  const errors = { ErrorAction: LOG_ACTION };
  const read = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];
  return {
    NetworkRole: NETWORK_ROLE,
    LogRole: LOG_ROLE,
    Destination: destination(),
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'AmazonMSK_iot', SecretString: '{"username":"iot","password":"secret"}' },
    },
    Reader: role({ Effect: 'Allow', Action: read, Resource: { Ref: 'Secret' } }),
    Stranger: role(),
    Events: rule('events', "SELECT * FROM 'cars/+/events'", [
      kafka({ Key: '${topic(2)}', Headers: [{ Key: 'client', Value: '${clientid()}' }] }, properties()),
    ]),
    Private: rule('private', "SELECT * FROM 'private'", [kafka({ Topic: 'private' }, properties())], errors),
    Secretless: rule(
      'secretless',
      "SELECT * FROM 'secretless'",
      [kafka({}, properties({}, 'Stranger'))],
      errors,
    ),
    Unreachable: rule(
      'unreachable',
      "SELECT * FROM 'unreachable'",
      [kafka({}, properties({ 'bootstrap.servers': UNREACHABLE }))],
      errors,
    ),
    Wrong: rule(
      'wrong',
      "SELECT * FROM 'wrong'",
      [kafka({}, properties({ 'sasl.scram.password': 'wrong' }))],
      errors,
    ),
  };
}

function failures(ruleName: string): { readonly errorMessage: string }[] {
  const found: { readonly errorMessage: string }[] = [];
  local.cloud.journal.follow(({ source, text }) => {
    if (source !== 'rule-errors') return;
    const report = JSON.parse(text) as { ruleName: string; failures: { errorMessage: string }[] };
    if (report.ruleName === ruleName) found.push(...report.failures);
  })();
  return found;
}

describe('the Kafka action against a broker with SCRAM', () => {
  it('writes the bytes under the key, with headers', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    await car.publishAsync('cars/CAR1/events', bytes, { qos: 1 });
    await until(() => consumed.length > 0, 'the record arrives');
    expect(consumed[0]).toMatchObject({ key: 'CAR1', value: bytes });
    expect(String(consumed[0]?.headers?.['client'])).toBe('CAR1');
  });

  it('keeps the order of a key', async () => {
    consumed.length = 0;
    const expected = Array.from({ length: 80 }, (_, i) => String(i));
    await Promise.all(
      expected.map(async (text) => await car.publishAsync('cars/CAR1/events', text, { qos: 1 })),
    );
    await until(() => consumed.length === 80, 'all arrive');
    expect(consumed.map(({ value }) => value?.toString())).toEqual(expected);
  });

  it.each([
    ['private', 'a topic that the user may not write', /topic authorization failed/i],
    ['secretless', 'a role that may not read the secret', /secretsmanager:GetSecretValue/],
    ['wrong', 'a wrong password', /cannot connect to .*authentication/i],
  ])('[2] %s: fails for %s, and tells the error action', async (name, _, why) => {
    await car.publishAsync(name, 'x', { qos: 1 });
    await until(() => failures(name).length > 0, 'the error action ran');
    expect(failures(name)).toEqual([
      expect.objectContaining({ failedAction: 'KafkaAction', errorMessage: expect.stringMatching(why) }),
    ]);
  });

  it('[1][2] delivers what came while the broker restarted: PUBACK first, then retries', async () => {
    consumed.length = 0;
    const restarted = broker.restart();
    await car.publishAsync('cars/CAR1/events', 'meanwhile', { qos: 1 });
    await restarted;
    await until(() => consumed.length > 0 || local.iot.quiet, 'the action ended');
    const { lost = 0 } = local.iot.rules().find(({ name }) => name === 'events') ?? {};
    expect(lost).toBe(0);
    await until(() => consumed.length > 0, 'the record arrives');
    expect(consumed[0]?.value?.toString()).toBe('meanwhile');
  });

  it('[2] tries again for seconds when no broker answers, then tells the error action once', async () => {
    await until(() => failures('unreachable').length > 0, 'the error action ran');
    expect(triedFor).toBeGreaterThan(5000);
    expect(failures('unreachable')).toEqual([
      expect.objectContaining({
        failedAction: 'KafkaAction',
        errorMessage: expect.stringContaining(`cannot connect to ${UNREACHABLE}`),
      }),
    ]);
    const { failed, lost } = local.iot.rules().find(({ name }) => name === 'unreachable') ?? {};
    expect({ failed, lost }).toEqual({ failed: 1, lost: 0 });
  });
});
