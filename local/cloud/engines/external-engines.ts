import { connect } from 'node:net';
import { EngineError } from './engine-error.ts';
import type { KafkaAddresses } from './scram-user.ts';

/** Engines that run elsewhere and are used as they are. */
export interface ExternalEngines {
  readonly kafka: KafkaAddresses | undefined;
  readonly dynamodb: { readonly endpoint: string } | undefined;
  readonly sqs: { readonly endpoint: string } | undefined;
}

const CONNECT_MILLISECONDS = 5000;
const BROKER = /^[^\s:,/]+:\d{1,5}$/;

/**
 * `KAFKA_BROKERS` is one broker's plain listener for a super user, `KAFKA_BROKERS_IAM` its SASL_SSL listener for the
 * tokens of MSK's IAM signers, `KAFKA_BROKERS_SCRAM` the one for SCRAM-SHA-512; `DYNAMODB_ENDPOINT` and `SQS_ENDPOINT`
 * are HTTP addresses. Throws EngineError EXTERNAL_ENGINE.
 */
export function externalEngines(environment: NodeJS.ProcessEnv): ExternalEngines {
  return {
    kafka: kafka(environment),
    dynamodb: http('DYNAMODB_ENDPOINT', environment),
    sqs: http('SQS_ENDPOINT', environment),
  };
}

function kafka(environment: NodeJS.ProcessEnv): KafkaAddresses | undefined {
  if (!environment['KAFKA_BROKERS']) return undefined;
  return {
    internal: broker('KAFKA_BROKERS', environment),
    iam: broker('KAFKA_BROKERS_IAM', environment),
    scram: broker('KAFKA_BROKERS_SCRAM', environment),
  };
}

function broker(name: string, environment: NodeJS.ProcessEnv): string {
  const value = environment[name] ?? '';
  if (BROKER.test(value)) return value;
  throw new EngineError(
    'EXTERNAL_ENGINE',
    `${name} is ${value === '' ? 'not set' : `'${value}'`}; an external Kafka needs KAFKA_BROKERS (plain), ` +
      'KAFKA_BROKERS_IAM (SASL_SSL, OAUTHBEARER) and KAFKA_BROKERS_SCRAM (SASL_SSL, SCRAM-SHA-512), each host:port',
  );
}

function http(name: string, environment: NodeJS.ProcessEnv): { endpoint: string } | undefined {
  const value = environment[name];
  if (!value) return undefined;
  const url = URL.parse(value);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return { endpoint: value.replace(/\/+$/, '') };
  throw new EngineError('EXTERNAL_ENGINE', `${name} is '${value}'; write it as http://host:port`);
}

/** Throws EngineError EXTERNAL_ENGINE unless something listens at each address (`host:port` or an HTTP address). */
export async function requireReachable(addresses: readonly string[]): Promise<void> {
  await Promise.all(
    addresses.map(async (address) => {
      const url = new URL(address.includes('://') ? address : `tcp://${address}`);
      const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
      if (await doesListen(url.hostname, port)) return;
      throw new EngineError('EXTERNAL_ENGINE', `no external engine answers at ${address}; start it first`);
    }),
  );
}

function doesListen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: CONNECT_MILLISECONDS });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('timeout', () => resolve(false));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
