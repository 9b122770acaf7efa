import { headers } from '../../../shared/contracts/envelope.ts';
import { gbfsCommands, gbfsEvents, setAlerts } from '../../../shared/contracts/gbfs/gbfs.ts';
import { carOffered } from '../../../shared/contracts/rentals/availability.ts';
import { rentalsEvents } from '../../../shared/contracts/rentals/rentals.ts';
import { FLEET } from '../../../shared/contracts/rentals/zones.ts';
import { type Means, OF_NO_CONCERN } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers, toTopic } from './triggers.ts';

const alerts = [{ alertId: 'snow', type: 'other', summary: 'Snow on the pass' }];

/** What the functions of the gbfs room do. */
export function gbfsWork(means: Means, { deployed, fails, request, swept, tooOld }: Triggers): Exercises {
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
  /** The word that a letter is given up: nobody waits for it any more. */
  const givenUp: Exercise = async () => {
    const topic = rentalsEvents.name;
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const record = {
      topic,
      partition: 0,
      offset: 1,
      timestamp: means.cloud.clock.now(),
      key: base64(means.newId('letter')),
      value: base64(OF_NO_CONCERN),
      headers: [{ [headers.discarded]: [...Buffer.from('true')] }],
    };
    await means.invoke(name, { eventSource: 'aws:kafka', records: { [`${topic}-0`]: [record] } });
  };
  return {
    'gbfs-consumer': [shown, givenUp, tooOld(name), afterAnother, deployed],
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
