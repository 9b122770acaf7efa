import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import { issueClientCertificate } from '../../../../local/cloud/core/authority.ts';
import type { Cloud } from '../../../../local/cloud/core/cloud.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Iot } from '../../../../local/cloud/iot/iot.ts';
import type { Lanes } from '../../../../local/cloud/iot/kafka/kafka-action.ts';
import { type LaneRecord, RecordLane } from '../../../../local/cloud/iot/kafka/record-lane.ts';
import { providers } from '../../../../local/cloud/providers.ts';
import { PATIENCE_MS } from '../../../patience.ts';
import { synthesized } from '../cloudformation/synthesized.ts';
import { openCloud } from '../local-cloud.ts';

/** What a car needs to connect. */
export interface Credentials {
  readonly certificateId: string;
  readonly cert: string;
  readonly key: string;
}

export type ConnectOptions = IClientOptions & {
  readonly minVersion?: string;
  readonly maxVersion?: string;
  /** Hears every message from the first on. */
  readonly onMessage?: (text: string) => void;
};

export interface SentRecord extends LaneRecord {
  readonly topic: string;
}

export interface IotCloud {
  readonly cloud: RunningCloud;
  readonly iot: Iot;
  /** What Kafka actions sent, when no Kafka runs. */
  readonly records: SentRecord[];
  /** Makes Kafka actions wait, as for a broker that does not answer, until its end. */
  hold(): { readonly end: () => void };
  /** A registered certificate with these policies, attached to the thing if one is named. */
  register(thing: string | undefined, ...policies: readonly string[]): Promise<Credentials>;
  /** An MQTT connection; rejects when it is refused. */
  connect(
    clientId: string,
    credentials: Pick<Credentials, 'cert' | 'key'>,
    options?: ConnectOptions,
  ): Promise<MqttClient>;
  stop(): Promise<void>;
}

/** The policy of a car: its own topics, by the name of its thing. */
export const CAR_POLICY = {
  Type: 'AWS::IoT::Policy',
  Properties: {
    PolicyName: 'car',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'iot:Connect',
          Resource: 'arn:aws:iot:eu-west-1:111111111111:client/${iot:Connection.Thing.ThingName}',
          Condition: { Bool: { 'iot:Connection.Thing.IsAttached': ['true'] } },
        },
        {
          Effect: 'Allow',
          Action: ['iot:Publish', 'iot:RetainPublish'],
          Resource: [
            'arn:aws:iot:eu-west-1:111111111111:topic/cars/${iot:Connection.Thing.ThingName}/events',
            'arn:aws:iot:eu-west-1:111111111111:topic/$aws/rules/*/cars/${iot:Connection.Thing.ThingName}/*',
          ],
        },
        {
          Effect: 'Allow',
          Action: 'iot:Subscribe',
          Resource: 'arn:aws:iot:eu-west-1:111111111111:topicfilter/cars/${iot:Connection.Thing.ThingName}/*',
        },
        {
          Effect: 'Allow',
          Action: 'iot:Receive',
          Resource:
            'arn:aws:iot:eu-west-1:111111111111:topic/cars/${iot:Connection.Thing.ThingName}/commands',
        },
      ],
    },
  },
};

/** For observers: everything is allowed. */
export const OPEN_POLICY = {
  Type: 'AWS::IoT::Policy',
  Properties: {
    PolicyName: 'open',
    PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] },
  },
};

/** A cloud with AWS IoT, these resources and the two policies, started. Kafka actions go to `records`. */
export async function openIotCloud(
  Resources: object = {},
  { kafka = false, ...options }: Parameters<typeof openCloud>[0] & { readonly kafka?: boolean } = {},
): Promise<IotCloud> {
  const running = await openCloud(options);
  const records: SentRecord[] = [];
  let held = Promise.resolve();
  const iot = new Iot(running, kafka ? undefined : recording(records, () => held));
  const cloud: RunningCloud = {
    ...running,
    part: <T extends object>(kind: new (owner: Cloud) => T): T =>
      (kind as unknown) === Iot ? (iot as unknown as T) : running.part(kind),
  };
  try {
    const template = { Resources: { CarPolicy: CAR_POLICY, OpenPolicy: OPEN_POLICY, ...Resources } };
    await deploy(cloud, synthesized({ Test: { template } }), providers);
    await cloud.start();
  } catch (error) {
    await cloud.stop();
    throw error;
  }
  const clients: MqttClient[] = [];
  return {
    cloud,
    iot,
    records,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return { end: resolve };
    },
    register: async (thing, ...policies) => await register(cloud, iot, thing, policies),
    connect: async (clientId, credentials, more = {}) => {
      const client = open(cloud, iot, clientId, credentials, more);
      clients.push(client);
      await opened(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.end(true);
      await cloud.stop();
    },
  };
}

function recording(records: SentRecord[], held: () => Promise<void>): Lanes {
  const lanes = new Map<string, RecordLane>();
  return {
    lane: (topic) => {
      const lane =
        lanes.get(topic) ??
        new RecordLane(async (batch) => {
          await held();
          records.push(...batch.map((record) => ({ ...record, topic })));
        });
      lanes.set(topic, lane);
      return lane;
    },
  };
}

async function register(
  cloud: Cloud,
  { registry }: Iot,
  thing: string | undefined,
  policies: readonly string[],
): Promise<Credentials> {
  const { certificateId: id, certificate: pem, key } = await issueClientCertificate(cloud.authority);
  registry.record({ change: 'certificate-created', certificate: { id, pem, status: 'ACTIVE', created: 0 } });
  for (const policy of policies) registry.record({ change: 'policy-attached', id, policy });
  if (thing !== undefined) {
    registry.record({ change: 'thing-created', thing: { name: thing, id: thing, attributes: {} } });
    registry.record({ change: 'thing-attached', id, thing });
  }
  return { certificateId: id, cert: pem, key };
}

function open(
  cloud: Cloud,
  iot: Iot,
  clientId: string,
  { cert, key }: Pick<Credentials, 'cert' | 'key'>,
  { onMessage, ...options }: ConnectOptions,
): MqttClient {
  const { host, port = 0 } = iot.mqtt;
  const client = connect({
    host,
    port,
    protocol: 'mqtts',
    ca: cloud.authority.certificate,
    cert,
    key,
    clientId,
    reconnectPeriod: 0,
    ...options,
  });
  client.on('message', (_, payload) => onMessage?.(payload.toString()));
  return client;
}

async function opened(client: MqttClient): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    client.once('error', reject);
    client.once('close', () => reject(new Error('the connection was closed')));
  });
  // Later errors, such as a connection that the broker cut, show in what the client does.
  client.on('error', () => undefined);
}

/** Resolves when the broker, or the client, has ended the connection. */
export async function closed(client: MqttClient): Promise<void> {
  if (client.connected) await new Promise<void>((resolve) => client.once('close', () => resolve()));
}

/** Waits until something holds. */
export async function until(test: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!test()) {
    if (performance.now() > end) throw new Error(`it did not come about: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Received {
  readonly topic: string;
  readonly text: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** What a client receives from now on. */
export function inbox(client: MqttClient): Received[] {
  const received: Received[] = [];
  client.on('message', (topic, payload, { qos, retain }) =>
    received.push({ topic, text: payload.toString(), qos, retain }),
  );
  return received;
}
