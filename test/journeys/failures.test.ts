import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Functions } from '../../local/functions/functions.ts';
import { started } from '../../shared/contracts/rentals.ts';
import { World } from './world.ts';

/** What may break while somebody rents a car, broken from outside; bundles have no hook. */

let world: World;

beforeAll(async () => {
  world = await World.start({ cars: 6, seed: 11 });
});
afterAll(async () => {
  await world.stop();
});

/** Kills the function's worker right after its next transaction is committed: before anything has left. */
function killAfterCommit(name: string): { readonly killed: () => boolean } {
  const functions = world.platform.cloud.part(Functions);
  let killed = false;
  const end = world.platform.cloud.endpoint.observe(async (request) => {
    const isCommit = request.service === 'dynamodb' && request.operation === 'TransactWriteItems';
    if (killed || !isCommit || request.identity?.roleArn !== functions.definition(name).identity.roleArn)
      return;
    killed = true;
    end();
    await functions.kill(name);
  });
  return { killed: () => killed };
}

describe('a function that dies between commit and publish', () => {
  it('leaves nothing undone and does nothing twice', async () => {
    const rider = world.rider('unlucky');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    const rentals = killAfterCommit('rentals-consumer');
    await rider.act(rentalId, 'unlock');
    expect(rentals.killed()).toBe(true);
    // Whether the car opens depends on how long the redelivery took: too late, and nothing happens. Told either way.
    await world.until('the rider knows', async () => {
      const { body } = await rider.rental(rentalId);
      return body.state === 'IN_USE' || body.lastFailure !== undefined;
    });
    const { body } = await rider.rental(rentalId);
    if (body.state !== 'IN_USE') {
      await rider.act(rentalId, 'unlock');
      await rider.reaches(rentalId, 'IN_USE');
    }
    const after = await world.car(vin);
    expect(after.results.filter(({ result }) => result === 'executed')).toHaveLength(
      before.results.filter(({ result }) => result === 'executed').length + 1,
    );
    const starts = (await world.events(started.topic.name)).filter(
      ({ type, data }) => type === started.type && (data as { rentalId: string }).rentalId === rentalId,
    );
    expect(starts).toHaveLength(1);
  });

  it('in the vehicles room sends the same signed bytes again, and the car opens once', async () => {
    const rider = world.rider('doubly-unlucky');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const vehicles = killAfterCommit('vehicles-consumer');
    await rider.act(rentalId, 'unlock');
    await world.until('the rider knows', async () => {
      const { body } = await rider.rental(rentalId);
      return body.state === 'IN_USE' || body.lastFailure !== undefined;
    });
    expect(vehicles.killed()).toBe(true);
    const executed = (await world.car(vin)).results.filter(({ result }) => result === 'executed');
    expect(new Set(executed.map(({ commandId }) => commandId)).size).toBe(executed.length);
  });
});

describe('a broker that restarts during a rental', () => {
  it('ends no rental and loses no event', async () => {
    const rider = world.rider('steady');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    await world.platform.engines.kafka.restart();
    await world.until('the rental can be ended', async () => {
      await rider.act(rentalId, 'end');
      const { body } = await rider.rental(rentalId);
      return body.state === 'ENDING' || body.state === 'ENDED';
    });
    await world.until('the rental is over', async () => {
      const { body } = await rider.rental(rentalId);
      if (body.state === 'IN_USE') await rider.act(rentalId, 'end');
      return body.state === 'ENDED';
    });
    const numbers = await world.numbersTaken(vin);
    expect(numbers).toEqual(numbers.map((_, i) => ({ log: numbers[0]?.log, seq: i + 1 })));
    expect((await world.car(vin)).locked).toBe(true);
  });
});
