import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePorts } from '../../../../local/cloud/engines/free-ports.ts';
import { PLATFORM_PATH, platformAt, requireFreePorts } from '../../../../local/tools/platform/ports.ts';
import { writeRunFile } from '../../../../local/tools/platform/run-file.ts';

const servers: Server[] = [];
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function listening(server: Server = createServer((socket) => socket.destroy())): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** A program that answers HTTP as a platform of another checkout does. */
const another = (run: object): Server =>
  createHttpServer((request, response) => {
    response.end(request.url === PLATFORM_PATH ? JSON.stringify(run) : '{}');
  });

async function refusal(http: number, mqtt: number): Promise<string> {
  return requireFreePorts({ http, mqtt }).then(
    () => 'free',
    (error: Error) => error.message,
  );
}

describe('the ports of a platform', () => {
  it('are free, or any', async () => {
    const [http = 0, mqtt = 0] = await freePorts(2);
    expect(await refusal(http, mqtt)).toBe('free');
    expect(await refusal(0, 0)).toBe('free');
  });

  it('given both taken, then both are named at once, with free ones', async () => {
    const [http, mqtt] = [await listening(), await listening()];
    const said = await refusal(http, mqtt);
    expect(said).toContain(`Port ${http} for HTTP is taken by another program.`);
    expect(said).toContain(`Port ${mqtt} for MQTT is taken by another program.`);
    const [, httpFree, mqttFree] = /npm start -- --http-port (\d+) --mqtt-port (\d+)$/.exec(said) ?? [];
    expect(await refusal(Number(httpFree), Number(mqttFree))).toBe('free');
  });

  it('given one taken, then the other is not spoken of', async () => {
    const mqtt = await listening();
    expect(await refusal(0, mqtt)).toMatch(
      new RegExp(`^Port ${mqtt} for MQTT is taken by another program.\n.*npm start -- --mqtt-port \\d+$`),
    );
  });

  it('given a platform of this checkout on them, then it says so and how to use it', async () => {
    const [httpPort, mqttPort] = [await listening(), await listening()];
    const run = {
      pid: process.pid,
      httpPort,
      mqttPort,
      awsEndpoint: '',
      dataDirectory: '',
      startedAt: '2026',
    };
    cleanUps.push(writeRunFile(run));
    const said = await refusal(httpPort, mqttPort);
    expect(said).toContain(
      `Port ${httpPort} for HTTP is taken: Roadstream runs there (process ${process.pid}).`,
    );
    expect(said).toContain(
      `Port ${mqttPort} for MQTT is taken: Roadstream runs there (process ${process.pid}).`,
    );
    expect(said).toContain(`npm run cli -- token --rider ana --http-port ${httpPort}`);
    expect(said).toMatch(/npm start -- --http-port \d+ --mqtt-port \d+$/);
  });

  it('given a platform that starts, or of another checkout, then it is found by asking', async () => {
    const run: { pid: number; httpPort?: number } = { pid: 4321 };
    const httpPort = await listening(another(run));
    run.httpPort = httpPort;
    expect(await platformAt('http', httpPort)).toMatchObject({ pid: 4321 });
    expect(await refusal(httpPort, 0)).toContain('Roadstream runs there (process 4321)');
  });

  it('given another HTTP server, or one that never answers, then it is another program', async () => {
    expect(await platformAt('http', await listening(another({ ok: true })))).toBeUndefined();
    expect(await platformAt('http', await listening(createServer(() => undefined)))).toBeUndefined();
  });
});
