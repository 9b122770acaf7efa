import { execFileSync } from 'node:child_process';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { startDynamoDb } from '../../../../local/cloud/engines/dynamodb.ts';
import type { EngineError, EngineName } from '../../../../local/cloud/engines/engine-error.ts';
import { freePorts } from '../../../../local/cloud/engines/free-ports.ts';
import {
  type RunningEngines,
  type StartOptions,
  startEngines,
} from '../../../../local/cloud/engines/start.ts';
import { PATIENTLY } from '../../../patience.ts';
import { engineDirectory, isAlive, loopbackCertificate } from './engine-directory.ts';

const directory = engineDirectory();
let engines: RunningEngines | undefined;
afterEach(async () => {
  await engines?.stop();
  engines = undefined;
});
afterAll(() => directory.remove());

async function options(name: string, more: Partial<StartOptions> = {}): Promise<StartOptions> {
  const { tls } = await loopbackCertificate();
  const place = { region: 'eu-west-1', account: '111111111111' };
  return { directory: `${directory.path}/${name}`, isKept: false, tls, ...place, environment: {}, ...more };
}

/** This machine's address for others; undefined when it has the loopback interface only. */
const outside = Object.values(networkInterfaces())
  .flat()
  .find((entry) => entry?.family === 'IPv4' && !entry.internal)?.address;

/** How a connection to this port is refused from outside; undefined when it is taken. */
function refusal(port: string): Promise<string | undefined> {
  const socket = connect({ host: outside ?? '', port: Number(port) });
  return new Promise<string | undefined>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('connect', () => resolve(undefined));
  }).finally(() => socket.destroy());
}

/** The processes whose command line names this folder. */
function processesOf(folder: string): string[] {
  const all = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return all.filter((line) => line.includes('roadstream.engines.Launcher') && line.includes(folder));
}

describe('startEngines', () => {
  it('given nothing outside, then all three answer, and stop leaves none behind', async () => {
    const own = await options('three');
    engines = await startEngines(own);
    const answers = await Promise.all(
      [engines.dynamodb, engines.sqs].map(async ({ endpoint }) => (await fetch(endpoint)).status),
    );
    expect(answers.every((status) => status >= 200 && status < 500)).toBe(true);
    const broker = engines.kafka.pid ?? 0;
    expect(isAlive(broker)).toBe(true);

    await engines.stop();

    expect(isAlive(broker)).toBe(false);
    expect(processesOf(own.directory)).toEqual([]);
  });

  it.runIf(outside)('given another computer, then none of the engines listens to it', async () => {
    engines = await startEngines(await options('loopback'));
    const { kafka, dynamodb, sqs } = engines;
    const addresses = [kafka.internal, kafka.iam, kafka.scram, dynamodb.endpoint, sqs.endpoint];
    const refusals = addresses.map((address) => refusal(address.slice(address.lastIndexOf(':') + 1)));
    expect(await Promise.all(refusals)).toEqual(addresses.map(() => 'ECONNREFUSED'));
  });

  it('given a start that is stopped, then no engine goes on starting', async () => {
    const stop = new AbortController();
    const own = await options('stopped', { signal: stop.signal });
    const failed = startEngines(own).catch((error: unknown) => error);
    await vi.waitFor(() => expect(processesOf(own.directory).length).toBeGreaterThan(0), PATIENTLY);
    stop.abort();
    expect(await failed).toMatchObject({ code: 'ENGINE_STOPPED' });
    expect(processesOf(own.directory)).toEqual([]);
  });

  it('given an engine that dies while it serves, then it says which and how', async () => {
    const failure = Promise.withResolvers<EngineError>();
    engines = await startEngines(await options('dies', { onFailure: failure.resolve }));
    process.kill(engines.kafka.pid ?? 0, 'SIGKILL');
    await expect(failure.promise).resolves.toMatchObject({
      code: 'ENGINE_ENDED',
      message: expect.stringMatching(/^Kafka ended with SIGKILL/),
    });
  });

  it('given external engines, then they are used as they are and not stopped', async () => {
    const outside = await startDynamoDb({ directory: `${directory.path}/outside`, isKept: false });
    try {
      const address = outside.endpoint.replace('http://', '');
      const environment = {
        DYNAMODB_ENDPOINT: `${outside.endpoint}/`,
        SQS_ENDPOINT: outside.endpoint,
        KAFKA_BROKERS: address,
        KAFKA_BROKERS_IAM: address,
        KAFKA_BROKERS_SCRAM: address,
      };
      engines = await startEngines(await options('external', { environment }));
      expect(engines.dynamodb.endpoint).toBe(outside.endpoint);
      expect(engines.sqs.endpoint).toBe(outside.endpoint);
      expect(engines.kafka).toMatchObject({ internal: address, iam: address, scram: address });
      await engines.stop();
      expect(isAlive(outside.pid)).toBe(true);
    } finally {
      await outside.stop();
    }
  });

  it('given an external engine that does not run, then it names its address', async () => {
    const [port] = await freePorts(1);
    const environment = {
      KAFKA_BROKERS: `127.0.0.1:${port}`,
      KAFKA_BROKERS_IAM: `127.0.0.1:${port}`,
      KAFKA_BROKERS_SCRAM: `127.0.0.1:${port}`,
      DYNAMODB_ENDPOINT: `http://127.0.0.1:${port}`,
      SQS_ENDPOINT: `http://127.0.0.1:${port}`,
    };
    await expect(startEngines(await options('absent', { environment }))).rejects.toMatchObject({
      code: 'EXTERNAL_ENGINE',
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
  });

  it('given a data directory that another platform uses, then it says so and stops what it had started', async () => {
    const lines = new Map<EngineName, number>();
    const onLog = (engine: EngineName) => lines.set(engine, (lines.get(engine) ?? 0) + 1);
    const shared = await options('shared', { isKept: true, onLog });
    engines = await startEngines(shared);
    await expect(startEngines(shared)).rejects.toMatchObject({ code: 'DATA_IN_USE' });
    expect(processesOf(shared.directory).filter((line) => line.includes('Broker'))).toHaveLength(1);
    expect(lines.get('Kafka')).toBeGreaterThan(0);
  });
});
