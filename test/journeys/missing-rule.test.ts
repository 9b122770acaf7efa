import { afterAll, beforeAll, expect, it } from 'vitest';
import { startPlatform } from '../../local/tools/platform/start.ts';
import { OwnApp } from '../local/own-app.ts';

/** Our own app, whose network would cut on AWS what works without it: the start says so, and nothing runs. */

const LOST = ['BrokersfromfoundationIot', 'VpcprivateSubnet2DefaultRoute'];

let app: OwnApp;
let lost: string[];
beforeAll(async () => {
  app = await OwnApp.synthesize('development');
  app.change('foundation', ({ Resources }) => {
    lost = Object.keys(Resources).filter((name) => LOST.some((beginning) => name.startsWith(beginning)));
    for (const name of lost) delete Resources[name];
  });
});
afterAll(() => app.remove());

it('a security rule and a subnet’s route that are missing are refused, with who cannot reach what', async () => {
  expect(lost).toHaveLength(LOST.length);
  const failed = await startPlatform({ cars: 0, seed: 7, assembly: app.folder }).then(
    async (platform) => {
      await platform.stop();
      throw new Error('it started');
    },
    (error: Error & { code?: string }) => error,
  );
  expect(failed.code).toBe('LOCAL_CLOUD_REFUSAL');
  const [heading, ...lines] = failed.message
    .replaceAll(/([a-z0-9])[0-9A-F]{8}\b/g, '$1')
    .split('\n')
    .map((line) => line.trim());
  expect(heading).toBe('on AWS the network of these templates would cut what they need:');
  expect(lines).toContain(
    'roadstream-ingress KafkaDestination (AWS::IoT::TopicRuleDestination): IoT Core cannot reach roadstream-kafka KafkaCluster on port 9096: no ingress rule of roadstream-foundation Brokers admits roadstream-foundation Iot on port 9096',
  );
  expect(lines).toContain(
    'roadstream-rooms vehiclesconsumerNodeFunction (AWS::Lambda::Function): it cannot reach the AWS service kms: the route table of roadstream-foundation VpcprivateSubnet2Subnet has no route to 0.0.0.0/0, and the network no endpoint for kms',
  );
  const reasons = new Set(lines.map((line) => line.replace(/.*(no ingress rule|has no route).*/, '$1')));
  expect([...reasons]).toEqual(['no ingress rule', 'has no route']);
});
