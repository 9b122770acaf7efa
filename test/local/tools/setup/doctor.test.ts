import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { writeRunFile } from '../../../../local/tools/platform/run-file.ts';
import { doctor } from '../../../../local/tools/setup/doctor.ts';

describe('doctor', () => {
  it('checks everything that a start needs, with advice for exactly the failed checks', async () => {
    const checks = await doctor({ http: 0, mqtt: 0 });
    expect(checks.map(({ name }) => name)).toEqual([
      'platform',
      'Node',
      'npm',
      'npm packages',
      'JDK',
      'Maven',
      'Kafka',
      'DynamoDB Local',
      'ElasticMQ',
      'disk',
      'memory',
      'open files',
      'HTTP port',
      'MQTT port',
    ]);
    expect(checks.every(({ ok, found, advice }) => found !== '' && ok === (advice === ''))).toBe(true);
  });

  it('given a port that is taken, then it names the option for another', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, resolve));
    const { port } = server.address() as AddressInfo;
    const checks = await doctor({ http: port, mqtt: 0 });
    server.close();
    expect(checks.find(({ name }) => name === 'HTTP port')).toEqual({
      name: 'HTTP port',
      ok: false,
      found: `${port} taken`,
      advice: 'npm start -- --http-port P',
    });
  });

  it('given a platform that runs, then its ports are well', async () => {
    const servers = [createServer(), createServer()];
    const [httpPort = 0, mqttPort = 0] = await Promise.all(
      servers.map(async (server) => {
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        return (server.address() as AddressInfo).port;
      }),
    );
    const run = {
      pid: process.pid,
      httpPort,
      mqttPort,
      awsEndpoint: '',
      dataDirectory: '',
      startedAt: '2026',
    };
    const remove = writeRunFile(run);
    const checks = await doctor({ http: httpPort, mqtt: mqttPort });
    remove();
    for (const server of servers) server.close();
    for (const [name, port] of [
      ['HTTP port', httpPort],
      ['MQTT port', mqttPort],
    ] as const)
      expect(checks).toContainEqual({
        name,
        ok: true,
        found: `${port} used by the platform that runs (process ${process.pid})`,
        advice: '',
      });
  });
});
