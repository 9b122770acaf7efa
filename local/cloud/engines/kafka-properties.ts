/** Loopback ports of the broker's listeners. */
export interface KafkaPorts {
  readonly internal: number;
  readonly iam: number;
  readonly scram: number;
  readonly controller: number;
}

export interface KafkaProperties {
  readonly ports: KafkaPorts;
  /** PEM: the certificate for 127.0.0.1, with its chain if it has one. */
  readonly certificate: string;
  /** PEM, PKCS #8. */
  readonly key: string;
  readonly logDirectory: string;
}

const HOST = '127.0.0.1';
const TOKEN_HANDLER = 'roadstream.engines.kafka.MskIamTokenHandler';
const AUTHORIZER = 'roadstream.engines.kafka.RecordingAuthorizer';
/**
 * The first that a client has too is taken. The engines' JVM compiles with its first tier alone, which has no AES
 * instructions: there ChaCha20 costs a third of AES-GCM.
 */
const CIPHER_SUITES = [
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
  'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
  'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
];
const LOGIN_MODULES = 'org.apache.kafka.common.security';

/** The `server.properties` of one broker that is its own controller. */
export function kafkaProperties({ ports, certificate, key, logDirectory }: KafkaProperties): string {
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@${HOST}:${ports.controller}`,
    ...listeners(ports),
    ...authentication(),
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': certificate,
    'ssl.keystore.key': key,
    'ssl.cipher.suites': CIPHER_SUITES.join(','),
    'authorizer.class.name': AUTHORIZER,
    'super.users': 'User:ANONYMOUS',
    'allow.everyone.if.no.acl.found': 'false',
    'auto.create.topics.enable': 'false',
    ...oneBroker(),
    ...littleMemory(),
    // A broker that comes back after a crash waits until its former self has been silent for so long (default 9 s).
    'broker.session.timeout.ms': '4000',
    'broker.heartbeat.interval.ms': '1000',
    // The platform's clock may be far ahead of this computer's, and records carry its time.
    'log.message.timestamp.after.max.ms': String(Number.MAX_SAFE_INTEGER),
    'log.dirs': logDirectory,
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escaped(value)}\n`)
    .join('');
}

function listeners(ports: KafkaPorts): Record<string, string> {
  const clients = [
    `INTERNAL://${HOST}:${ports.internal}`,
    `IAM://${HOST}:${ports.iam}`,
    `SCRAM://${HOST}:${ports.scram}`,
  ];
  return {
    listeners: [...clients, `CONTROLLER://${HOST}:${ports.controller}`].join(','),
    'advertised.listeners': clients.join(','),
    'listener.security.protocol.map': 'INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT,IAM:SASL_SSL,SCRAM:SASL_SSL',
    'inter.broker.listener.name': 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
  };
}

function authentication(): Record<string, string> {
  const iam = 'listener.name.iam';
  const scram = 'listener.name.scram';
  return {
    [`${iam}.sasl.enabled.mechanisms`]: 'OAUTHBEARER',
    [`${iam}.oauthbearer.sasl.jaas.config`]: `${LOGIN_MODULES}.oauthbearer.OAuthBearerLoginModule required;`,
    [`${iam}.oauthbearer.sasl.server.callback.handler.class`]: TOKEN_HANDLER,
    [`${scram}.sasl.enabled.mechanisms`]: 'SCRAM-SHA-512',
    [`${scram}.scram-sha-512.sasl.jaas.config`]: `${LOGIN_MODULES}.scram.ScramLoginModule required;`,
  };
}

/** Internal topics that one broker can hold, and groups that start without waiting for more members. */
function oneBroker(): Record<string, string> {
  return {
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '2',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '2',
    'group.initial.rebalance.delay.ms': '0',
  };
}

/** The defaults are for a machine that does nothing else: 128 MB for the log cleaner alone. */
function littleMemory(): Record<string, string> {
  return {
    'log.cleaner.dedupe.buffer.size': String(4 * 1024 * 1024),
    'log.index.size.max.bytes': String(1024 * 1024),
    'num.network.threads': '2',
    'num.io.threads': '4',
    'background.threads': '2',
  };
}

/** A value in the format of java.util.Properties, line breaks included. */
function escaped(value: string): string {
  return value.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`);
}
