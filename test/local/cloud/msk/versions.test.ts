import { afterEach, describe, expect, it } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { deployResources, noEngines, openCloud, refOf } from '../local-cloud.ts';

const clouds: RunningCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

/** A cluster of this version where the broker is of that one; undefined for a broker that runs elsewhere. */
async function cluster(KafkaVersion: string, broker: string | undefined): Promise<Deployed> {
  const kafka = { ...noEngines.kafka, ...(broker === undefined ? {} : { version: broker }) };
  const cloud = await openCloud({ engines: { ...noEngines, kafka } });
  clouds.push(cloud);
  const Properties = { ClusterName: 'cars', KafkaVersion, NumberOfBrokerNodes: 3 };
  return await deployResources(cloud, { Cluster: { Type: 'AWS::MSK::Cluster', Properties } });
}

describe('the version of a cluster', () => {
  it.each([
    ['4.1.x.kraft', '4.1.1'],
    ['4.1.0', '4.1.1'],
    ['3.9.x', undefined],
  ])('%s is played by the broker %s', async (wanted, broker) => {
    expect(refOf(await cluster(wanted, broker), 'Cluster')).toContain(':cluster/cars/');
  });

  it.each(['3.9.x', '4.0.x.kraft', '4.10.1'])('%s is refused when the broker is 4.1.1', async (wanted) => {
    await expect(cluster(wanted, '4.1.1')).rejects.toThrow(
      `Test Cluster (AWS::MSK::Cluster): KafkaVersion is ${wanted}, but the local broker is Kafka 4.1.1`,
    );
  });

  it('does not make as many brokers: that is listed', async () => {
    const { noEffect } = await cluster('4.1.x', undefined);
    expect(noEffect.map(({ property }) => property)).toEqual(['NumberOfBrokerNodes']);
  });
});
