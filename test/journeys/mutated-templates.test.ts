import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Kafka, logLevel } from 'kafkajs';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { PATIENT } from '../../local/cloud/engines/patient.ts';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import { Queues } from '../../local/cloud/sqs/queues.ts';
import { startPlatform } from '../../local/tools/platform/start.ts';
import { registerCar } from '../../local/tools/registration/cars.ts';
import { OwnApp, type RawResource, type RawTemplate } from '../local/own-app.ts';
import { World } from './world.ts';

/**
 * Our own templates with one thing wrong each: what AWS would refuse or fail is refused or fails here. What is wrong
 * in one network path is in missing-rule.test.ts.
 */

const VIN = 'WRSDEMCR9T0000001';
const WRONG_RULE_TOPIC = 'cars.telemetri';
const WRONG_SOURCE_TOPIC = 'cars.telemetrie';

let own: OwnApp;
const apps: OwnApp[] = [];
const folder = mkdtempSync(join(tmpdir(), 'roadstream-mutated-'));

beforeAll(async () => {
  own = await OwnApp.synthesize('development');
});
afterAll(() => {
  for (const app of [own, ...apps]) app.remove();
  rmSync(folder, { recursive: true, force: true });
});

function changed(): OwnApp {
  const app = own.copy();
  apps.push(app);
  return app;
}

/** The one resource of this type of which this holds, by logical id. Throws when there is none, or another. */
function find(
  { Resources }: RawTemplate,
  type: string,
  holds: (properties: RawResource['Properties'], logicalId: string) => boolean,
): [string, RawResource['Properties']] {
  const found = Object.entries(Resources).filter(
    ([logicalId, { Type, Properties }]) => Type === type && holds(Properties, logicalId),
  );
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} of ${type} are meant`);
  return [one[0], one[1].Properties];
}

const mentions = (value: unknown, text: string): boolean => JSON.stringify(value).includes(text);

function remove(
  template: RawTemplate,
  type: string,
  holds: (properties: RawResource['Properties']) => boolean,
): void {
  const [logicalId] = find(template, type, holds);
  delete template.Resources[logicalId];
}

interface Policies {
  readonly Policies: readonly { readonly PolicyDocument: { Statement: Record<string, unknown>[] } }[];
}

function removeStatement(
  template: RawTemplate,
  role: string,
  holds: (statement: Record<string, unknown>) => boolean,
): void {
  const [, properties] = find(template, 'AWS::IAM::Role', (_, logicalId) => logicalId.startsWith(role));
  const document = (properties as unknown as Policies).Policies[0]?.PolicyDocument;
  const left = document?.Statement.filter((statement) => !holds(statement)) ?? [];
  if (document === undefined || left.length !== document.Statement.length - 1)
    throw new Error(`no one statement of ${role} is meant`);
  document.Statement = left;
}

/** The mapping of the fold reads a topic that is not there. */
function misspellSource(template: RawTemplate): void {
  const [, mapping] = find(
    template,
    'AWS::Lambda::EventSourceMapping',
    ({ Topics }, id) => id.startsWith('telemetryfold') && mentions(Topics ?? null, 'cars.telemetry'),
  );
  mapping['Topics'] = [WRONG_SOURCE_TOPIC];
}

/** What the start says that does not take place. */
async function refusalOf(app: OwnApp): Promise<{ readonly said: readonly string[]; readonly error: Error }> {
  const said: string[] = [];
  const starting = startPlatform({
    cars: 0,
    seed: 7,
    assembly: app.folder,
    onProgress: (text) => void said.push(text),
  });
  const error = await starting.then(
    async (platform) => {
      await platform.stop();
      return new Error('it started');
    },
    (refusal: Error) => refusal,
  );
  return { said, error };
}

describe('a template is refused', () => {
  it('for an unknown resource and unknown properties, all at once, before any engine starts', async () => {
    const app = changed()
      .change('data', ({ Resources }) => {
        Resources['Clicks'] = { Type: 'AWS::Kinesis::Stream', Properties: {} };
      })
      .change('kafka', (template) => {
        const [, topic] = find(template, 'AWS::MSK::Topic', ({ TopicName }) => TopicName === 'cars.events');
        topic['CleanupPolicy'] = 'delete';
      })
      .change('ingress', (template) => {
        const [, rule] = find(template, 'AWS::IoT::TopicRule', ({ RuleName }) => RuleName === 'events');
        const payload = rule['TopicRulePayload'] as { Actions: { Kafka: Record<string, unknown> }[] };
        for (const { Kafka: action } of payload.Actions) action['Acks'] = '1';
      });
    const { said, error } = await refusalOf(app);
    expect(error.message.replaceAll(/[0-9A-F]{8} /g, ' ').split('\n')).toEqual([
      'the local cloud cannot play these templates:',
      '  roadstream-kafka TopicCarsEvents (AWS::MSK::Topic): the local cloud does not know the property CleanupPolicy',
      '  roadstream-data Clicks (AWS::Kinesis::Stream): the local cloud does not play this type of resource',
      '  roadstream-ingress eventsRule (AWS::IoT::TopicRule): the local cloud does not know the property TopicRulePayload.Actions[0].Kafka.Acks',
    ]);
    expect(said).toEqual([]);
  });

  it('for an event source of a topic that the function’s role may not read', async () => {
    const { error } = await refusalOf(changed().change('rooms', misspellSource));
    expect(error.message).toMatch(
      /^roadstream-rooms telemetryfold\S+ \(AWS::Lambda::EventSourceMapping\): role roadstream-telemetry-fold-eu-west-1 is not authorized to perform kafka-cluster:DescribeTopic on arn:aws:kafka:\S+\/cars\.telemetrie: .*missing is \{"Effect":"Allow"/,
    );
  });
});

describe('a platform whose templates have', () => {
  let world: World;
  const lines: string[] = [];

  beforeAll(async () => {
    const app = changed()
      .change('api', (template) => {
        remove(
          template,
          'AWS::ApiGatewayV2::Route',
          ({ RouteKey }) => RouteKey === 'GET /v1/operations/{operationId}',
        );
        remove(template, 'AWS::Lambda::Permission', ({ FunctionName }) =>
          mentions(FunctionName, 'telemetryhttp'),
        );
      })
      .change('ingress', (template) => {
        const [, rule] = find(template, 'AWS::IoT::TopicRule', ({ RuleName }) => RuleName === 'telemetry');
        const payload = rule['TopicRulePayload'] as { Actions: { Kafka: Record<string, unknown> }[] };
        for (const { Kafka: action } of payload.Actions) action['Topic'] = WRONG_RULE_TOPIC;
      })
      .change('rooms', (template) => {
        removeStatement(
          template,
          'ridershttpNodeRole',
          ({ Action, Resource }) => Action === 'dynamodb:GetItem' && mentions(Resource, 'RidersTable'),
        );
        misspellSource(template);
        const [, role] = find(template, 'AWS::IAM::Role', (_, id) => id.startsWith('telemetryfoldNodeRole'));
        role['Policies'] = JSON.parse(
          JSON.stringify(role['Policies']).replaceAll('/cars.telemetry"', `/${WRONG_SOURCE_TOPIC}"`),
        );
      });
    world = await World.start({ assembly: app.folder });
    world.platform.cloud.journal.follow(({ text }) => void lines.push(text), { backlog: 1000 });
  });
  afterAll(async () => {
    await world.stop();
  });

  it('one route less answer 404 to it: what fits no route goes to the route of all others', async () => {
    const { status, body } = await world.client.as('rider', 'ana', 'GET', '/v1/operations/op_1');
    expect({ status, body }).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', detail: 'There is no GET /v1/operations/op_1.' },
    });
  });

  it('no permission for API Gateway to invoke a function answer 500, as API Gateway does', async () => {
    const { status, body } = await world.client.as('operator', 'ines', 'GET', `/v1/vehicles/${VIN}/twin`);
    expect([status, body]).toEqual([500, { message: 'Internal Server Error' }]);
    expect(lines.join('\n')).toMatch(
      /apigateway\.amazonaws\.com from \S+ may not invoke telemetry-http: missing is an AWS::Lambda::Permission/,
    );
  });

  it('one statement less in a policy deny the call: the answer is our own, the log names the statement', async () => {
    const { status, headers, body } = await world.client.as('rider', 'ana', 'GET', '/v1/riders/me');
    expect([status, headers.get('content-type')]).toEqual([500, 'application/problem+json']);
    expect(body).toMatchObject({ code: 'INTERNAL', status: 500 });
    const said =
      /role roadstream-riders-http-eu-west-1 is not authorized to perform dynamodb:GetItem on arn:aws:dynamodb:\S+RidersTable\S+ .*missing is/;
    expect(lines.join('\n')).toMatch(said);
  });

  it('another topic in a rule fail its action: the message goes to the error action, and no topic is made', async () => {
    const message = await publishedTelemetry();
    expect(JSON.parse(message.Body ?? '')).toMatchObject({
      ruleName: 'telemetry',
      clientId: VIN,
      base64OriginalPayload: Buffer.from('{"n":1}').toString('base64'),
      failures: [{ failedAction: 'KafkaAction' }],
    });
    expect(world.platform.cloud.journal.counters()).toMatchObject({ 'iot.rule.telemetry.failed': 1 });
    expect(await topics()).not.toContain(WRONG_RULE_TOPIC);
  });

  it('a topic that is not there in an event source leave that one with a problem, and the others at work', async () => {
    await world.until('a problem', () => Promise.resolve(statusOf(WRONG_SOURCE_TOPIC).startsWith('PROBLEM')));
    expect(statusOf(WRONG_SOURCE_TOPIC)).toContain('This server does not host this topic-partition');
    expect(lines.join('\n')).toMatch(/event source cars\.telemetrie of \S+telemetry-fold: PROBLEM/);
    expect(await topics()).not.toContain(WRONG_SOURCE_TOPIC);
    expect(statusOf('vehicles.commands')).not.toMatch(/^PROBLEM/);
  });

  function statusOf(topic: string): string {
    const sources = world.platform.cloud.part(EventSources).list();
    return sources.find(({ source }) => source === topic)?.lastResult ?? 'there is none';
  }

  async function topics(): Promise<string[]> {
    const brokers = [world.platform.engines.kafka.internal];
    const admin = new Kafka({ brokers, ...PATIENT, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      return await admin.listTopics();
    } finally {
      await admin.disconnect();
    }
  }

  /** Publishes as a car, which is acknowledged all the same, and returns what came to the error action's queue. */
  async function publishedTelemetry(): Promise<Message> {
    const { connection, cloud } = world.platform;
    if (connection === undefined) throw new Error('cars cannot connect');
    const car = await registerCar(world.client, { vin: VIN, model: 'Roadster E' }, folder);
    const client = await connectAsync(`mqtts://${connection.host}:${connection.port}`, {
      clientId: VIN,
      ca: readFileSync(connection.caPath),
      cert: readFileSync(car.certificatePath),
      key: readFileSync(car.keyPath),
    });
    await client.publishAsync(`$aws/rules/telemetry/cars/${VIN}/telemetry`, '{"n":1}', { qos: 1 });
    await client.endAsync();
    const sqs = new SQSClient({
      region: cloud.region,
      endpoint: cloud.endpoint.url,
      credentials: administrator,
    });
    const QueueUrl = cloud
      .part(Queues)
      .all()
      .find(({ name }) => name.startsWith('roadstream-ingress-DeadLetters'))?.url;
    try {
      let received: Message | undefined;
      await world.until('a message in the error action’s queue', async () => {
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }));
        received = Messages[0];
        return received !== undefined;
      });
      return received ?? {};
    } finally {
      sqs.destroy();
    }
  }
});
