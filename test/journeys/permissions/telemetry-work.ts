import { twins } from '../../../functions/telemetry/domain.ts';
import { room } from '../../../functions/telemetry/room.ts';
import { carsTelemetry } from '../../../shared/contracts/car/car.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { deferralsOf } from '../../../shared/runtime/folding/deferral.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, POSITION, type Triggers } from './triggers.ts';

/** What the functions of the telemetry room do. */
export function telemetryWork(means: Means, { deployed, queued, request, tooOld }: Triggers): Exercises {
  const { cloud } = means;
  const portBatch = room.functions.find(({ name }) => name === 'deferred')?.portBatch;
  const sample = (ageMs: number, more: object = {}) =>
    JSON.stringify({ time: instant(cloud.clock.now() - ageMs), position: POSITION, speedKmh: 3, ...more });
  const folded: Exercise = async () => {
    const vin = means.newVin();
    const topic = carsTelemetry.name;
    const first = { topic, key: vin, value: sample(9000, { chargePercent: 5, engineOn: false }) };
    await means.hand('telemetry-fold', first, garbage(topic));
    await means.hand('telemetry-fold', { topic, key: vin, value: sample(1000, { odometerKm: 7 }) });
  };
  const deferral = (): string => {
    const time = Math.floor(cloud.clock.now());
    const [message] = deferralsOf(twins, [
      [means.newVin(), { time, fields: { speedKmh: { valid: { value: 3, time } } } }],
    ]);
    return message?.body ?? '';
  };
  return {
    'telemetry-fold': [folded, tooOld('telemetry-fold'), deployed],
    'telemetry-deferred': [
      async () => await means.handMessage('telemetry-deferred', deferral()),
      queued('telemetry-deferred', deferral, portBatch?.size),
      deployed,
    ],
    'telemetry-http': [
      async () => await request('operator', 'o', 'GET', `/v1/vehicles/${means.newVin()}/twin`),
      async () => await request('operator', 'o', 'GET', `/v1/fleet/positions?vins=${means.newVin()}`),
    ],
  };
}
