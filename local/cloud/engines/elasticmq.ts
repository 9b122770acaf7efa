import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineOptions, type HttpEngine, stopEngine } from './engine.ts';
import { onFreePorts } from './free-ports.ts';
import { startJvm } from './jvm.ts';
import { preparedEngine } from './prepared-engine.ts';

export interface ElasticMqOptions extends EngineOptions {
  /** What ElasticMQ puts into queue ARNs and URLs. */
  readonly region: string;
  readonly account: string;
}

const HEAP_MEGABYTES = 128;

/** Starts ElasticMQ, which plays SQS, on a free port. In memory unless it is kept. Rejects with an EngineError. */
export async function startElasticMq(options: ElasticMqOptions): Promise<HttpEngine> {
  const engine = preparedEngine('elasticmq');
  mkdirSync(options.directory, { recursive: true });
  return onFreePorts(1, async ([port]) => {
    const endpoint = `http://127.0.0.1:${port}`;
    const configuration = join(options.directory, 'elasticmq.conf');
    writeFileSync(configuration, configurationText(options, port ?? 0));
    const jvm = await startJvm({
      engine,
      heap: HEAP_MEGABYTES,
      options: [
        `-Dconfig.file=${configuration}`,
        `-Dlogback.configurationFile=${join(import.meta.dirname, 'elasticmq', 'logback.xml')}`,
      ],
      main: options.isKept ? 'roadstream.engines.elasticmq.KeptQueues' : 'org.elasticmq.server.Main',
      arguments: options.isKept ? [databaseOf(options), endpoint] : [],
      ...options,
    });
    return { endpoint, pid: jvm.pid, stop: () => stopEngine(jvm, options) };
  });
}

/** HOCON; JSON strings are HOCON strings. Queue URLs name `node-address`, which is port 9324 unless it is set. */
function configurationText(options: ElasticMqOptions, port: number): string {
  const { region, account, isKept } = options;
  return [
    'include classpath("application.conf")',
    `node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }`,
    `rest-sqs { enabled = true, bind-hostname = "127.0.0.1", bind-port = ${port}, sqs-limits = strict }`,
    `aws { region = ${JSON.stringify(region)}, accountId = ${JSON.stringify(account)} }`,
    `messages-storage { enabled = ${isKept}, uri = ${JSON.stringify(databaseOf(options))} }`,
    'pekko.loglevel = "WARNING"',
    '',
  ].join('\n');
}

function databaseOf({ directory }: ElasticMqOptions): string {
  return `jdbc:h2:${join(directory, 'queues')}`;
}
