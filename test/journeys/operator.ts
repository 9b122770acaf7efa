import { beforeAll, describe, expect, it } from 'vitest';
import type { CarAction } from '../../shared/contracts/car/car.ts';
import { cameTooLate } from './rider.ts';
import { CENTRE, type World } from './world.ts';

/** What operators have cars do, and hear of it. */
export function operatorJourney(world: () => World): void {
  describe('an operator', () => {
    /** A car that nobody has, and that riders are offered last. */
    let car = '';
    beforeAll(async () => {
      const onlooker = world().rider('onlooker');
      await world().until('a free car', async () => {
        car = (await onlooker.findCars(CENTRE)).at(-1)?.vin ?? '';
        return car !== '';
      });
    });
    const vin = (): string => car;
    const commands = (): string => `/v1/vehicles/${vin()}/commands`;
    const asOperator = (method: string, path: string, body?: unknown) =>
      world().client.ask('operator', 'olga', method, path, body);

    /** Sends it, once nobody asks the same: the platform itself asks a car that took long how it stands. */
    async function sends(action: CarAction): Promise<string> {
      let sent: { status: number; body: { commandId?: string; code?: string } } | undefined;
      await world().until(`${action} is sent`, async () => {
        sent = (await asOperator('POST', commands(), { action })) as typeof sent;
        return sent?.body.code !== 'COMMAND_IN_PROGRESS';
      });
      expect(sent?.status).toBe(201);
      return sent?.body.commandId ?? '';
    }

    /** What became of a command, when it is none of these any more. */
    async function endOf(
      commandId: string,
      ...not: readonly string[]
    ): Promise<{ state: string; reason: string }> {
      let end = { state: '', reason: '' };
      await world().until(`the end of ${commandId}`, async () => {
        const { status, body } = await asOperator('GET', `${commands()}/${commandId}`);
        if (status !== 200) return false;
        end = { reason: '', ...(body as { state: string }) };
        return !not.includes(end.state);
      });
      return end;
    }

    /** What came to the car too late is sent again. An answer that takes long is awaited. */
    const does = async (action: CarAction) => {
      for (;;) {
        const command = await endOf(await sends(action), 'SENT', 'UNKNOWN');
        if (!cameTooLate({ result: command.state, reason: command.reason })) return command;
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
      expect(await endOf(first, 'SENT')).toMatchObject({ state: 'UNKNOWN' });

      expect(await asOperator('POST', commands(), { action: 'unlock' })).toMatchObject({
        status: 409,
        body: { code: 'VEHICLE_STATE_UNKNOWN' },
      });

      await world().car(vin(), 'online');
      expect(await endOf(first, 'SENT', 'UNKNOWN')).toMatchObject({ state: 'EXPIRED' });
      expect((await world().car(vin())).locked).toBe(true);
      expect(await does('unlock')).toMatchObject({ state: 'EXECUTED' });
      expect(await does('lock')).toMatchObject({ state: 'EXECUTED' });
    });
  });
}
