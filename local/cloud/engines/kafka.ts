import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KafkaEngine } from '../core/cloud.ts';
import { type EngineOptions, stopEngine } from './engine.ts';
import { onFreePorts } from './free-ports.ts';
import { awaitGroupCoordinator } from './group-coordinator.ts';
import { type Jvm, startJvm } from './jvm.ts';
import { type KafkaPorts, kafkaProperties } from './kafka-properties.ts';
import { preparedEngine } from './prepared-engine.ts';
import { addScramUser } from './scram-user.ts';

export interface KafkaOptions extends EngineOptions {
  /** Of the TLS listeners, for the name 127.0.0.1. PEM; the key in PKCS #8. */
  readonly tls: { readonly certificate: string; readonly key: string };
}

export interface KafkaBroker extends KafkaEngine {
  /** Changes with a restart; undefined for a broker that runs elsewhere. */
  readonly pid: number | undefined;
  /** Ends the broker and starts it again, on the same ports with the same data. `crash` gives it no time to say goodbye. */
  restart(how?: 'in order' | 'crash'): Promise<void>;
  stop(): Promise<void>;
}

const HEAP_MEGABYTES = 512;
/** Of a new data directory; one that is formatted keeps its own. */
const CLUSTER_ID = 'cm9hZHN0cmVhbS1sb2NhbA';

/** Starts one Kafka broker in KRaft mode on free ports, with what is in its directory. Rejects with an EngineError. */
export async function startKafka(options: KafkaOptions): Promise<KafkaBroker> {
  mkdirSync(options.directory, { recursive: true });
  return onFreePorts(4, async ([internal = 0, iam = 0, scram = 0, controller = 0]) => {
    const ports = { internal, iam, scram, controller };
    const listeners: ((line: string) => void)[] = [];
    const onLog = (line: string): void => {
      options.onLog?.(line);
      for (const listener of listeners) listener(line);
    };
    const heard = { ...options, onLog };
    return new LocalBroker(await launch(heard, ports), heard, ports, listeners);
  });
}

async function launch(options: KafkaOptions, ports: KafkaPorts): Promise<Jvm> {
  const properties = join(options.directory, 'server.properties');
  const logDirectory = join(options.directory, 'log');
  writeFileSync(properties, kafkaProperties({ ports, ...options.tls, logDirectory }), { mode: 0o600 });
  const jvm = await startJvm({
    engine: preparedEngine('kafka'),
    heap: HEAP_MEGABYTES,
    options: [
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      // The audit log: at this level it says what is denied and allowed, and to whom.
      '-Dorg.slf4j.simpleLogger.log.kafka.authorizer.logger=info',
    ],
    main: 'roadstream.engines.kafka.Broker',
    arguments: [properties, CLUSTER_ID],
    ...options,
  });
  try {
    await awaitGroupCoordinator(`127.0.0.1:${ports.internal}`);
  } catch (error) {
    await jvm.kill();
    throw error;
  }
  return jvm;
}

class LocalBroker implements KafkaBroker {
  readonly version = preparedEngine('kafka').version;
  readonly internal: string;
  readonly iam: string;
  readonly scram: string;
  readonly #options: KafkaOptions;
  readonly #ports: KafkaPorts;
  readonly #listeners: ((line: string) => void)[];
  #jvm: Jvm;

  constructor(jvm: Jvm, options: KafkaOptions, ports: KafkaPorts, listeners: ((line: string) => void)[]) {
    this.#jvm = jvm;
    this.#options = options;
    this.#ports = ports;
    this.#listeners = listeners;
    this.internal = `127.0.0.1:${ports.internal}`;
    this.iam = `127.0.0.1:${ports.iam}`;
    this.scram = `127.0.0.1:${ports.scram}`;
  }

  get pid(): number {
    return this.#jvm.pid;
  }

  onLog(listener: (line: string) => void): void {
    this.#listeners.push(listener);
  }

  addScramUser(name: string, password: string): Promise<void> {
    return addScramUser(this, name, password);
  }

  async restart(how: 'in order' | 'crash' = 'in order'): Promise<void> {
    await (how === 'crash' ? this.#jvm.kill() : this.#jvm.stop());
    this.#jvm = await launch(this.#options, this.#ports);
  }

  stop(): Promise<void> {
    return stopEngine(this.#jvm, this.#options);
  }
}
