import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
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
});
