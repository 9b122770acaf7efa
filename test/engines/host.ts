import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startDynamoDb } from '../../local/cloud/engines/dynamodb.ts';
import { startElasticMq } from '../../local/cloud/engines/elasticmq.ts';
import { startKafka } from '../../local/cloud/engines/kafka.ts';
import { engineDirectory, loopbackCertificate } from '../local/cloud/engines/engine-directory.ts';
import { ACCOUNT, REGION } from '../local/cloud/local-cloud.ts';
import { ENGINES_VARIABLE, type SharedEngines } from './shared.ts';

/**
 * One set of engines for all tests of a run that need only an engine. Each engine starts when the first test needs it,
 * and ends with the run. Tests ask for it by HTTP, because they run in other processes (`shared.ts`).
 */
class EngineHost {
  readonly #directory = engineDirectory();
  readonly #started = new Map<string, Promise<{ stop(): Promise<void> }>>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      this.#find(request.url?.slice(1) ?? '').then(
        (engine) => response.end(JSON.stringify(engine)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  async open(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    const engines = await Promise.allSettled(this.#started.values());
    const running = engines.flatMap((found) => (found.status === 'fulfilled' ? [found.value] : []));
    await Promise.all(running.map((engine) => engine.stop()));
    this.#directory.remove();
  }

  async #find(name: string): Promise<SharedEngines[keyof SharedEngines]> {
    switch (name as keyof SharedEngines) {
      case 'dynamodb': {
        const { endpoint } = await this.#once(name, startDynamoDb);
        return { endpoint };
      }
      case 'sqs': {
        const { endpoint } = await this.#once(name, (options) =>
          startElasticMq({ ...options, region: REGION, account: ACCOUNT }),
        );
        return { endpoint };
      }
      case 'kafka': {
        const { internal, iam, scram } = await this.#once(name, async (options) =>
          startKafka({ ...options, tls: (await loopbackCertificate()).tls }),
        );
        return { internal, iam, scram };
      }
    }
    throw new Error(`there is no engine ${name}`);
  }

  #once<Engine extends { stop(): Promise<void> }>(
    name: string,
    start: (options: { directory: string; isKept: false }) => Promise<Engine>,
  ): Promise<Engine> {
    const known = this.#started.get(name) as Promise<Engine> | undefined;
    if (known !== undefined) return known;
    const started = start({ directory: join(this.#directory.path, name), isKept: false });
    this.#started.set(name, started);
    return started;
  }
}

/** Vitest calls this before the first test of each project that names this file. The first call serves all projects. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[ENGINES_VARIABLE] !== undefined) return undefined;
  const host = new EngineHost();
  process.env[ENGINES_VARIABLE] = await host.open();
  return () => host.close();
}
