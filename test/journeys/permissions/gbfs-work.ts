import { gbfsCommands, gbfsEvents, setAlerts } from '../../../shared/contracts/gbfs/gbfs.ts';
import { carOffered } from '../../../shared/contracts/rentals/availability.ts';
import { rentalsEvents } from '../../../shared/contracts/rentals/rentals.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

const alerts = [{ alertId: 'snow', type: 'other', summary: 'Snow on the pass' }];

/** What the functions of the gbfs room do. */
export function gbfsWork(
  means: Means,
  { deployed, fails, givenUp, request, swept, tooOld }: Triggers,
): Exercises {
  const name = 'gbfs-consumer';
  const shown: Exercise = async () => {
    const vin = means.newVin();
    const { example } = carOffered;
    await means.hand(name, means.event(carOffered, vin, { ...example, vin }), garbage(gbfsCommands.name));
    await means.hand(name, means.command(setAlerts, { fleet: FLEET, alerts }));
  };
  const afterAnother: Exercise = async () => {
    const vin = means.newVin();
    await means.leaveBehind(name, `vehicle/${vin}`, [toTopic(gbfsEvents.name)]);
    await means.hand(name, means.event(carOffered, vin, { ...carOffered.example, vin }));
  };
  return {
    'gbfs-consumer': [shown, givenUp(name, rentalsEvents), tooOld(name), afterAnother, deployed],
    'gbfs-feed': [
      async () => {
        // An environment that has read once keeps what it read for a while.
        await means.functions.kill('gbfs-feed');
        for (const document of ['vehicle_status', 'system_alerts'])
          await request('rider', means.newId('anybody'), 'GET', `/gbfs/3/${document}.json`);
      },
    ],
    'gbfs-http': [
      async () => await request('operator', means.newId('operator'), 'PUT', '/v1/alerts', { alerts }),
      deployed,
    ],
    'gbfs-scheduler': [
      async () => await swept('gbfs-scheduler', `vehicle/${means.newVin()}`, [toTopic(gbfsEvents.name)]),
      fails('gbfs-scheduler'),
      deployed,
    ],
  };
}
