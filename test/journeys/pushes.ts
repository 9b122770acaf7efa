import { describe, expect, it } from 'vitest';
import type { Push } from '../../shared/contracts/realtime/realtime.ts';
import { App, ticketFor } from './app.ts';
import type { World } from './world.ts';

const of = (rentalId: string) => (push: Push) => (push.data as { rentalId?: string }).rentalId === rentalId;

/** What apps hear while somebody rents a car. */
export function pushesJourney(world: () => World): void {
  describe('an app that is connected', () => {
    const client = () => world().client;

    it('hears its rider’s unlock and rental, in order; nobody else does, but an operator', async () => {
      const ana = world().rider('listener');
      const app = await App.of(client(), 'rider', ana.id);
      const stranger = await App.of(client(), 'rider', 'stranger-who-listens');
      const operator = await App.of(client(), 'operator', 'olga');
      expect(app.protocol).toBe('roadstream.v1');
      app.say({ type: 'ping' });
      await app.hears('a pong', ({ type }) => type === 'pong');

      const { rentalId, vin } = await ana.reserved(await world().freeCar(ana));
      await ana.act(rentalId, 'unlock');
      await ana.reaches(rentalId, 'IN_USE');
      const started = await app.isPushed('the start', ({ event }) => event === 'rentals.started.v1');
      expect(started).toMatchObject({ state: 'IN_USE', data: { rentalId, vin, car: { locked: false } } });
      const states = app.pushes.filter(of(rentalId)).flatMap(({ state }) => state ?? []);
      // What came to the car too late was asked again: the rental went back to RESERVED in between.
      expect(states.join(' ')).toMatch(/^RESERVED (UNLOCKING (RESERVED )*)+IN_USE$/);
      const answer = await app.isPushed(
        'the car’s answer',
        ({ event, data }) =>
          event === 'vehicles.command-finished.v1' && (data as { result: string }).result === 'EXECUTED',
      );
      expect(answer.data).toMatchObject({ vin, booking: rentalId, action: 'unlock', result: 'EXECUTED' });
      expect(answer.data).not.toHaveProperty('status');
      expect(app.pushes.map(({ sequence }) => sequence)).toEqual(app.pushes.map((_, n) => n + 1));

      await operator.isPushed(
        'the start, to an operator',
        (push) => push.event === 'rentals.started.v1' && of(rentalId)(push),
      );
      // What a stranger says and is answered comes after whatever was sent before.
      stranger.say({ type: 'since', since: 0 });
      await stranger.hears('all that there is', ({ type }) => type === 'current');
      expect(stranger.pushes).toEqual([]);
      await Promise.all([app, stranger, operator].map((each) => each.close()));
    });

    it('gets what it missed when it comes back, and is told when that is gone', async () => {
      const ida = world().rider('traveller');
      const before = await App.of(client(), 'rider', ida.id);
      const { rentalId } = await ida.reserved(await world().freeCar(ida));
      const { sequence } = await before.isPushed('the reservation', of(rentalId));
      await before.close();
      await ida.act(rentalId, 'cancel');

      const after = await App.of(client(), 'rider', ida.id);
      after.say({ type: 'since', since: sequence });
      await after.hears('the end of the answer', ({ type }) => type === 'current');
      // What other rooms say of the reservation meanwhile, such as its payment, may come first: nothing is left out.
      await after.isPushed('what was missed', ({ event }) => event === 'rentals.cancelled.v1');
      const sequences = after.pushes.map((push) => push.sequence).toSorted((a, b) => a - b);
      expect(sequences).toEqual(sequences.map((_, n) => sequence + 1 + n));
      after.say({ type: 'since', since: 999 });
      await after.hears('that it must read anew', ({ type }) => type === 'reset');
      await after.close();
    });

    it('is one that had a ticket of its own', async () => {
      const ticket = await ticketFor(client(), 'rider', 'once');
      const app = await App.open(ticket);
      await expect(App.open(ticket)).rejects.toThrow('refused');
      await expect(App.open({ ...ticket, ticket: `tkt_${'A'.repeat(43)}` })).rejects.toThrow('refused');
      expect((await client().call('POST', '/v1/realtime/tickets')).status).toBe(401);
      await app.close();
    });

    it('is ended when its rider opens one too many, and when it says nothing for ten minutes', async () => {
      const apps: App[] = [];
      for (let n = 0; n < 6; n++) apps.push(await App.of(client(), 'rider', 'many-phones'));
      expect(await apps[0]?.ended()).toMatchObject({ code: 1000 });
      await world().advance(11 * 60);
      for (const app of apps.slice(1)) expect(await app.ended()).toMatchObject({ code: 1001 });
    });
  });
}
