import { connect, type MqttClient } from 'mqtt';

/** Where the platform's MQTT endpoint is. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** PEM of the authority that the server's certificate must come from. */
  readonly ca: string;
}

/** What a car proves itself with, PEM. */
export interface Credentials {
  readonly certificate: string;
  readonly key: string;
}

export interface ConnectionHandlers {
  /** A message on one of the subscribed topics. */
  onMessage(topic: string, payload: Uint8Array): void;
  /** Once, when the connection is gone, however it went. */
  onClosed(reason: Error): void;
}

/** One MQTT connection, from its handshake to its end: it never comes back by itself. */
export interface Connection {
  readonly isOpen: boolean;
  /** Resolves with the acknowledgement (QoS 1), or when it is written (QoS 0); rejects when the connection goes first. */
  publish(topic: string, payload: string, qos: 0 | 1): Promise<void>;
  /** Says goodbye and closes. */
  end(): Promise<void>;
  /** Breaks off without a word, as a tunnel does. */
  drop(): void;
}

const HANDSHAKE_LIMIT_MILLISECONDS = 20_000;
const GOODBYE_LIMIT_MILLISECONDS = 1_000;
const KEEP_ALIVE_SECONDS = 60;
/** A broker's answer to a subscription that its policy does not allow. */
const SUBSCRIPTION_REFUSED = 128;

/**
 * Connects as a client of MQTT 3.1.1 with a clean session, so that nothing waits for it while it is away, and
 * subscribes. Rejects with the reason when the platform does not let it in or refuses a topic.
 */
export async function openConnection(
  clientId: string,
  endpoint: Endpoint,
  credentials: Credentials,
  topics: readonly string[],
  handlers: ConnectionHandlers,
): Promise<Connection> {
  const client = connect({
    protocol: 'mqtts',
    host: endpoint.host,
    port: endpoint.port,
    ca: endpoint.ca,
    cert: credentials.certificate,
    key: credentials.key,
    clientId,
    clean: true,
    protocolVersion: 4,
    keepalive: KEEP_ALIVE_SECONDS,
    connectTimeout: HANDSHAKE_LIMIT_MILLISECONDS,
    reconnectPeriod: 0,
    resubscribe: false,
    timerVariant: 'native',
  });
  let reason: Error | undefined;
  const unacknowledged = new Set<(reason: Error) => void>();
  const closed = new Promise<void>((resolve) => client.once('close', resolve));
  client.on('error', (error) => {
    reason ??= error;
    client.stream.destroy();
  });
  client.on('message', (topic: string, payload: Uint8Array) => handlers.onMessage(topic, payload));
  try {
    await Promise.race([greet(client, topics), closed]);
    if (!client.connected) throw new Error('the platform closed the connection before it was ready');
  } catch (error) {
    client.end(true);
    throw reason ?? error;
  }
  client.once('close', () => {
    const lost = reason ?? new Error('the connection was closed');
    for (const reject of unacknowledged) reject(lost);
    client.end(true);
    handlers.onClosed(lost);
  });
  return {
    get isOpen() {
      return client.connected;
    },
    publish: (topic, payload, qos) =>
      new Promise((resolve, reject) => {
        unacknowledged.add(reject);
        client.publish(topic, payload, { qos }, (error) => {
          unacknowledged.delete(reject);
          if (error instanceof Error) reject(error);
          else resolve();
        });
      }),
    end: async () => {
      const limit = setTimeout(() => client.stream.destroy(), GOODBYE_LIMIT_MILLISECONDS);
      client.end();
      await closed;
      clearTimeout(limit);
    },
    drop: () => client.stream.destroy(),
  };
}

async function greet(client: MqttClient, topics: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  if (topics.length === 0) return;
  const granted = await client.subscribeAsync([...topics], { qos: 1 });
  const refused = granted.filter(({ qos }) => qos === SUBSCRIPTION_REFUSED).map(({ topic }) => topic);
  if (refused.length > 0)
    throw new Error(`the platform refuses the subscription to ${refused.join(' and ')}`);
}
