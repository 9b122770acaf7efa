import { describe, expect, it } from 'vitest';
import { IN_SYNC_REPLICAS, KAFKA_VERSION, REPLICAS, stageNamed, stages } from '../../infra/stages.ts';

describe.each(Object.values(stages))('the stage $name', ({ kafka, network, consumers }) => {
  it('has as many brokers in each zone, and enough for the replicas', () => {
    expect(kafka.brokers % network.zones).toBe(0);
    expect(kafka.brokers).toBeGreaterThanOrEqual(REPLICAS);
    expect(IN_SYNC_REPLICAS).toBeLessThan(REPLICAS);
  });

  it.each(['telemetry', 'business', 'rare'] as const)(
    'never polls %s topics with more pollers than partitions',
    (volume) => {
      const { minimum, maximum } = consumers.pollers[volume];
      expect(minimum).toBeGreaterThanOrEqual(1);
      expect(maximum).toBeGreaterThanOrEqual(minimum);
      expect(maximum).toBeLessThanOrEqual(kafka.partitions[volume]);
    },
  );

  it('bounds the retries of a record, within Lambda’s limits', () => {
    for (const { attempts, maximumAgeSeconds } of Object.values(consumers.retries)) {
      expect(attempts).toBeGreaterThan(0);
      expect(attempts).toBeLessThanOrEqual(10_000);
      expect(maximumAgeSeconds).toBeGreaterThanOrEqual(60);
      expect(maximumAgeSeconds).toBeLessThanOrEqual(604_800);
    }
  });

  it('runs brokers that MSK offers for Kafka 4 in KRaft mode', () => {
    expect(KAFKA_VERSION).toBe('4.1.x.kraft');
    expect(kafka.brokerType).toMatch(/^kafka\.m7g\.(large|xlarge|2xlarge|4xlarge|8xlarge)$/);
  });
});

describe('the stage of a context', () => {
  it('is development when none is named', () => {
    expect(stageNamed(undefined).name).toBe('development');
    expect(stageNamed('production').name).toBe('production');
  });

  it('must exist', () => {
    expect(() => stageNamed('prod')).toThrow('There is no stage "prod"');
  });
});

it('keeps data in production only', () => {
  expect(stages.production).toMatchObject({ keepData: true, tableKey: 'customer' });
  expect(stages.development).toMatchObject({ keepData: false, tableKey: 'aws-owned' });
});
