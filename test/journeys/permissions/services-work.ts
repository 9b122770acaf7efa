import { Iot } from '../../../local/cloud/iot/iot.ts';
import { Schedules } from '../../../local/cloud/scheduler/schedules.ts';
import type { Means } from './means.ts';
import type { Exercise, Exercises, Triggers } from './triggers.ts';

/** What services do with the roles that are theirs alone. */
export function servicesWork(means: Means, { deployed }: Triggers): Exercises {
  const { cloud, world } = means;
  const iot = cloud.part(Iot);
  const succeeded = (): number => iot.rules().reduce((sum, rule) => sum + rule.succeeded, 0);
  const failed = (): number => iot.rules().reduce((sum, rule) => sum + rule.failed, 0);
  const telemetryRule = world.platform.connection?.telemetryRule ?? '';
  const publish = (): void =>
    iot.publish({
      topic: `$aws/rules/${telemetryRule}/cars/${means.newVin()}/telemetry`,
      payload: Buffer.from(JSON.stringify({ time: means.now, speedKmh: 3 })),
      qos: 0,
    });
  const [car] = world.platform.cars;
  /** A car that comes into reach says so. */
  const carried: Exercise = async () => {
    const before = succeeded();
    const failures = failed();
    await world.car(car?.vin ?? '', 'online');
    await means.until('a rule has run', () => succeeded() > before || failed() > failures);
    await world.car(car?.vin ?? '', 'offline');
    if (failed() > failures) throw new Error('what a car said did not reach Kafka');
  };
  const destinations = iot.destinations.list().map(({ arn }) => arn);
  /** The way to the brokers is closed: the error action gets the message, and the log a line. */
  const uncarried: Exercise = async () => {
    const before = failed();
    for (const arn of destinations) iot.destinations.setStatus(arn, 'DISABLED');
    try {
      publish();
      await means.until('the rule has failed', () => failed() > before && iot.quiet);
    } finally {
      for (const arn of destinations) iot.destinations.setStatus(arn, 'ENABLED');
    }
  };
  /** Each schedule runs once, now: until the next night each of those of a minute would run 1,440 times. */
  const schedules = cloud.part(Schedules);
  const scheduled = schedules.list().flatMap(({ name }): [string, Exercise[]][] => {
    const [role] = /^.*Every(?:Minute|Day)/.exec(name) ?? [];
    const run: Exercise = async () => {
      await schedules.runNow(name);
      await world.quiet();
    };
    return role === undefined ? [] : [[role, [run]]];
  });
  return {
    ...Object.fromEntries(scheduled),
    SecretReader: [carried],
    DeadLetterWriter: [uncarried],
    LogWriter: [uncarried],
    KafkaRole: [deployed],
  };
}
