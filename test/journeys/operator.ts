import { describe, expect, it } from 'vitest';
import type { CarAction } from '../../shared/contracts/car/car.ts';
import type { World } from './world.ts';

/** What operators have cars do, and hear of it. */
export function operatorJourney(world: () => World): void {
  describe('an operator', () => {
    /** The last car of the fleet, which no rider of these journeys is offered first. */
    const vin = (): string => world().platform.cars.at(-1)?.vin ?? '';
    const commands = (): string => `/v1/vehicles/${vin()}/commands`;
    const asOperator = (method: string, path: string, body?: unknown) =>
      world().client.ask('operator', 'olga', method, path, body);

    async function sends(action: CarAction): Promise<string> {
      const { status, body } = await asOperator('POST', commands(), { action });
      expect(status).toBe(201);
      return (body as { commandId: string }).commandId;
    }

    /** What became of a command, when something has. */
    async function endOf(commandId: string, not = 'SENT'): Promise<{ state: string; reason?: string }> {
      let end = { state: not };
      await world().until(`the end of ${commandId}`, async () => {
        const { body } = await asOperator('GET', `${commands()}/${commandId}`);
        end = body as typeof end;
        return end.state !== not;
      });
      return end;
    }

    /** What came to the car too late is sent again. */
    const does = async (action: CarAction) => {
      for (;;) {
        const command = await endOf(await sends(action));
        if (command.state !== 'EXPIRED') return command;
      }
    };

    it('has a car do everything that cars can, each when it may', async () => {
      await world().until('the car has connected', async () => {
        const { body } = await asOperator('GET', `/v1/vehicles/${vin()}`);
        return (body as { connection?: object }).connection !== undefined;
      });
      expect(await does('find')).toMatchObject({ state: 'EXECUTED' });
      expect(await does('open-trunk')).toMatchObject({ state: 'EXECUTED' });
      expect(await world().car(vin())).toMatchObject({ trunkOpen: true, locked: true });

      // An operator's unlock lets nobody drive off.
      expect(await does('unlock')).toMatchObject({ state: 'EXECUTED' });
      expect(await world().car(vin())).toMatchObject({ locked: false, startEnabled: false });
      expect(await does('start-enable')).toMatchObject({ state: 'EXECUTED' });
      expect(await does('stop-enable')).toMatchObject({ state: 'EXECUTED' });

      await world().car(vin(), 'open-door');
      expect(await does('lock')).toMatchObject({ state: 'REJECTED', reason: 'DOOR_OPEN' });
      await world().car(vin(), 'close-door');
      expect(await does('lock')).toMatchObject({ state: 'EXECUTED' });
      expect(await does('report')).toMatchObject({ state: 'EXECUTED' });
      const { body } = await asOperator('GET', `/v1/vehicles/${vin()}`);
      expect(body).toMatchObject({
        status: {
          locked: true,
          startEnabled: false,
          doorsClosed: true,
          keyFobPresent: true,
          fuelCardPresent: true,
        },
        trust: { keys: world().platform.connection?.trust.version },
      });
    });

    it('cannot ask twice for what may have happened: the platform asks the car first', async () => {
      await world().car(vin(), 'offline');
      const first = await sends('unlock');
      await world().advance(15);
      expect(await endOf(first)).toMatchObject({ state: 'UNKNOWN' });

      expect(await asOperator('POST', commands(), { action: 'unlock' })).toMatchObject({
        status: 409,
        body: { code: 'VEHICLE_STATE_UNKNOWN' },
      });

      await world().car(vin(), 'online');
      expect(await endOf(first, 'UNKNOWN')).toMatchObject({ state: 'EXPIRED' });
      expect((await world().car(vin())).locked).toBe(true);
      expect(await does('unlock')).toMatchObject({ state: 'EXECUTED' });
      expect(await does('lock')).toMatchObject({ state: 'EXECUTED' });
    });
  });
}
