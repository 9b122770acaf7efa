import { join } from 'node:path';
import type { Engines } from '../core/cloud.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startElasticMq } from './elasticmq.ts';
import type { EngineOptions } from './engine.ts';
import { EngineError, type EngineName } from './engine-error.ts';
import { externalEngines, requireReachable } from './external-engines.ts';
import { type KafkaBroker, startKafka } from './kafka.ts';
import { addScramUser, type KafkaAddresses } from './scram-user.ts';

export interface StartOptions {
  /** The engines write below it: `kafka`, `dynamodb`, `sqs`. */
  readonly directory: string;
  /** Whether the next start on this directory finds the data again. */
  readonly isKept: boolean;
  /** Of the broker's TLS listeners, for the name 127.0.0.1. PEM; the key in PKCS #8. */
  readonly tls: { readonly certificate: string; readonly key: string };
  /** What queue URLs and ARNs say. */
  readonly region: string;
  readonly account: string;
  /** Names engines that run elsewhere, see external-engines.ts. `process.env` unless it is given. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly onLog?: (engine: EngineName, line: string) => void;
  /** Ends the start: engines that are starting are killed. */
  readonly signal?: AbortSignal;
  /** An engine ended and nobody had asked it to. */
  readonly onFailure?: (error: EngineError) => void;
}

export interface RunningEngines extends Engines {
  readonly kafka: KafkaBroker;
  /** Ends what was started here; external engines are left alone. */
  stop(): Promise<void>;
}

interface Stoppable {
  stop(): Promise<void>;
}

/**
 * Starts Kafka, DynamoDB Local and ElasticMQ side by side, or takes the external ones that the environment names.
 * Rejects with an EngineError when one does not start; the others are stopped then.
 */
export async function startEngines(options: StartOptions): Promise<RunningEngines> {
  const external = externalEngines(options.environment ?? process.env);
  const attempts = await Promise.allSettled([
    external.kafka
      ? externalBroker(external.kafka)
      : startKafka({ ...own('Kafka', options), tls: options.tls }),
    external.dynamodb ? unowned(external.dynamodb) : startDynamoDb(own('DynamoDB Local', options)),
    external.sqs
      ? unowned(external.sqs)
      : startElasticMq({ ...own('ElasticMQ', options), region: options.region, account: options.account }),
  ] as const);
  const [kafka, dynamodb, sqs] = attempts;
  const stop = () => stopAll(attempts);
  if (kafka.status === 'fulfilled' && dynamodb.status === 'fulfilled' && sqs.status === 'fulfilled')
    return { kafka: kafka.value, dynamodb: dynamodb.value, sqs: sqs.value, stop };
  await stop();
  throw attempts.find((attempt) => attempt.status === 'rejected')?.reason;
}

const FOLDERS: Readonly<Record<EngineName, string>> = {
  Kafka: 'kafka',
  'DynamoDB Local': 'dynamodb',
  ElasticMQ: 'sqs',
};

function own(name: EngineName, { directory, isKept, onLog, onFailure, signal }: StartOptions): EngineOptions {
  return {
    directory: join(directory, FOLDERS[name]),
    isKept,
    onLog: onLog && ((line) => onLog(name, line)),
    onFailure,
    signal,
  };
}

async function stopAll(attempts: readonly PromiseSettledResult<Stoppable>[]): Promise<void> {
  const started = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
  await Promise.all(started.map((engine) => engine.stop()));
}

async function unowned(engine: { endpoint: string }): Promise<{ endpoint: string } & Stoppable> {
  await requireReachable([engine.endpoint]);
  return { ...engine, stop: () => Promise.resolve() };
}

async function externalBroker(kafka: KafkaAddresses): Promise<KafkaBroker> {
  await requireReachable([kafka.internal, kafka.iam, kafka.scram]);
  return {
    ...kafka,
    pid: undefined,
    stop: () => Promise.resolve(),
    addScramUser: (name, password) => addScramUser(kafka, name, password),
    restart: () => {
      throw new EngineError('EXTERNAL_ENGINE', `${kafka.internal} runs elsewhere; restart it there`);
    },
  };
}
