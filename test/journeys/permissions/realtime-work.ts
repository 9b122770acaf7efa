import { carsTelemetry } from '../../../shared/contracts/car/car.ts';
import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { commandFinished, vehiclesEvents } from '../../../shared/contracts/vehicles/vehicles.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { App, ticketFor } from '../app.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, POSITION, type Triggers } from './triggers.ts';

const CONNECTION = 'nobody-is-here=';

/** What the functions of the realtime room do. */
export function realtimeWork(means: Means, { deployed, queued, request, tooOld }: Triggers): Exercises {
  const { client } = means.world;
  const streamKey = (stream: string, sk: string) => ({ pk: { S: `stream#${stream}` }, sk: { S: sk } });
  /** A connection of which the room knows, due to be looked after, and which may never have been there. */
  const known = async (stream: string, id: string, due = false): Promise<void> => {
    const time = instant(means.cloud.clock.now() - 3600_000);
    await means.put('realtime-push', {
      ...streamKey(stream, `connection#${id}`),
      principal: { S: stream },
      connectedAt: { S: time },
      ...(due ? { agp: { S: 'connections#0' }, ags: { S: time } } : {}),
    });
  };
  const listened: Exercise = async () => {
    const riderId = means.newId('listener');
    const [heardOf, rentalId] = [randomId('rnt'), randomId('rnt')];
    const vin = means.newVin();
    const time = means.now;
    await means.put('realtime-push', {
      ...streamKey(`rider/${riderId}`, 'head'),
      listener: { S: CONNECTION },
    });
    const rental = { ...reserved.example, vin, rentalId: heardOf, riderId, time };
    await means.hand('realtime-consumer', means.event(reserved, vin, rental));
    // Of this one's beginning another environment has heard.
    const keyOfRental = { pk: { S: `rental#${rentalId}` }, sk: { S: 'rental' } };
    await means.put('realtime-push', { ...keyOfRental, rider: { S: riderId } });
    const answer = { ...commandFinished.example, vin, booking: rentalId, time };
    await means.hand('realtime-consumer', means.event(commandFinished, vin, answer));
    await means.hand('realtime-consumer', garbage(vehiclesEvents.name));
  };
  const event = (riderId: string, eventType: string, more: object = {}) => ({
    requestContext: {
      routeKey: `$${eventType}`,
      eventType,
      connectionId: means.newId('connection'),
      requestId: means.newId('request'),
      authorizer: { kind: 'rider', id: riderId },
    },
    ...more,
  });
  const connected: Exercise = async () => {
    const riderId = means.newId('caller');
    await means.invoke('realtime-socket', event(riderId, 'CONNECT'));
    await means.invoke('realtime-socket', event(riderId, 'MESSAGE', { body: '{"type":"since"}' }));
    await means.invoke('realtime-socket', event(riderId, 'DISCONNECT'));
  };
  /** To somebody who is there, and who is not any more. */
  const pushed: Exercise = async () => {
    const riderId = means.newId('hearer');
    const stream = `rider/${riderId}`;
    const app = await App.of(client, 'rider', riderId);
    // Something happened that is not kept.
    await means.put('realtime-push', { ...streamKey(stream, 'head'), last: { N: '7' } });
    await known(stream, CONNECTION);
    await means.handMessage('realtime-push', { stream });
    await means.handMessage('realtime-push', { stream, connection: CONNECTION, close: true });
    await app.close();
  };
  /** An operator watches, and one who is not there any more, while a car reports. */
  const watched: Exercise = async () => {
    const app = await App.of(client, 'operator', means.newId('watcher'));
    app.say({ type: 'watch' });
    const time = means.now;
    const record = {
      topic: carsTelemetry.name,
      key: means.newVin(),
      value: JSON.stringify({ time, position: POSITION }),
    };
    const isShown = (): boolean => app.frames.some(({ type }) => type === 'positions');
    await means.until('positions are shown', async () => {
      await means.hand('realtime-positions', record);
      return isShown();
    });
    await app.close();
  };
  const lookedAfter: Exercise = async () => {
    const stream = `rider/${means.newId('hearer')}`;
    const app = await App.of(client, 'rider', stream.slice('rider/'.length));
    // Both are due: the one that is there, and the one that is not.
    const ids = (await means.items('realtime-push', `stream#${stream}`)).flatMap(
      ({ sk }) => sk?.S?.split('connection#')[1] ?? [],
    );
    for (const id of [...ids, CONNECTION]) await known(stream, id, true);
    await means.invoke('realtime-sweep', {});
    await app.close();
  };
  /** A connection that nobody can ask after fails a round: it goes to the dead letters of invocations. */
  const failing: Exercise = async () => {
    const stream = `rider/${means.newId('nobody')}`;
    const name = 'realtime-sweep';
    const lost = (): number => means.cloud.journal.counters()[`functions.${name}.lost`] ?? 0;
    const before = lost();
    const written = means.sentBy(name);
    await known(stream, '', true);
    try {
      await means.functions.invoke(name, {}, { source: 'operator', async: true });
      await means.until(`${name} has failed for good`, () => written.happened() || lost() > before);
    } finally {
      written.end();
      await means.remove('realtime-push', streamKey(stream, 'connection#'));
    }
  };
  return {
    'realtime-consumer': [listened, tooOld('realtime-consumer'), deployed],
    'realtime-positions': [watched, tooOld('realtime-positions'), deployed],
    'realtime-http': [
      async () => await request('rider', means.newId('rider'), 'POST', '/v1/realtime/tickets'),
    ],
    'realtime-authorizer': [
      async () => {
        const ticket = await ticketFor(client, 'rider', means.newId('rider'));
        await (await App.open(ticket)).close();
      },
    ],
    'realtime-socket': [connected],
    'realtime-push': [
      pushed,
      queued('realtime-push', () => ({ stream: `rider/${means.newId('nobody')}` })),
      deployed,
    ],
    'realtime-sweep': [lookedAfter, failing, deployed],
    ApiGatewayLogs: [deployed],
  };
}
