import '../../shared/contracts/compile.ts';
import { DeleteTableCommand, DynamoDBClient, waitUntilTableNotExists } from '@aws-sdk/client-dynamodb';
import { Kafka, logLevel } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { domain } from '../../functions/rentals/domain.ts';
import { room as rentalsRoom } from '../../functions/rentals/room.ts';
import { domain as vehiclesDomain } from '../../functions/vehicles/domain.ts';
import { room as vehiclesRoom } from '../../functions/vehicles/room.ts';
import { administrator } from '../../local/cloud/core/administrator.ts';
import { PATIENT } from '../../local/cloud/engines/patient.ts';
import { EventSources } from '../../local/cloud/lambda/event-sources/event-sources.ts';
import { Functions } from '../../local/cloud/lambda/functions.ts';
import { started } from '../../shared/contracts/rentals/rentals.ts';
import { environment } from '../../shared/runtime/environment.ts';
import { rebuildRoom } from '../../shared/runtime/rebuild/rebuild-room.ts';
import { contentOf, makeRoomTable } from '../shared/runtime/room-tables.ts';
import { isMove, World } from './world.ts';

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

describe('[17] a function that dies between commit and publish', () => {
  it('leaves nothing undone and does nothing twice', async () => {
    const rider = world.rider('unlucky');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    // The next that it commits is the unlock then, and not what the payments room says of the reservation.
    await world.quiet();
    const rentals = killAfterCommit('rentals-consumer');
    await rider.act(rentalId, 'unlock');
    expect(rentals.killed()).toBe(true);
    // Whether the car opens the first time depends on how long the redelivery took: too late, and nothing happens.
    await rider.reaches(rentalId, 'IN_USE');
    expect((await world.doneSince(before)).filter(isMove)).toEqual(['unlock']);
    const starts = async () =>
      (await world.events(started.topic.name)).filter(
        ({ type, data }) => type === started.type && (data as { rentalId: string }).rentalId === rentalId,
      );
    // What is committed is seen a moment before its event leaves.
    await world.until('the event of the start', async () => (await starts()).length > 0);
    await world.quiet();
    expect(await starts()).toHaveLength(1);
  });

  it('in the vehicles room sends the same signed bytes again, and the car opens once', async () => {
    const rider = world.rider('doubly-unlucky');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    const before = await world.car(vin);
    await world.quiet();
    const vehicles = killAfterCommit('vehicles-consumer');
    await rider.act(rentalId, 'unlock');
    // Too late for the car, and the rider asks again. Sent twice, it answers twice, and executes it once.
    await rider.reaches(rentalId, 'IN_USE');
    expect(vehicles.killed()).toBe(true);
    expect((await world.doneSince(before)).filter(isMove)).toEqual(['unlock']);
  });
});

describe('a broker that restarts during a rental', () => {
  it('ends no rental and loses no event', async () => {
    const rider = world.rider('steady');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    // Nobody ends a rental while driving, and a broker may take longer to start than a driver to get in.
    await world.car(vin, 'park');
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

describe('a room’s table that is lost', () => {
  it('is made anew from the room’s topic, equal, and the rental goes on', async () => {
    const { cloud, engines } = world.platform;
    const client = new DynamoDBClient({
      region: cloud.region,
      endpoint: cloud.endpoint.url,
      credentials: administrator,
    });
    const kafka = new Kafka({
      brokers: [engines.kafka.internal],
      logLevel: logLevel.NOTHING,
      ...PATIENT,
    });
    const rider = world.rider('undaunted');
    const { rentalId, vin } = await rider.reserved(await world.freeCar(rider));
    await rider.act(rentalId, 'unlock');
    await rider.reaches(rentalId, 'IN_USE');
    // Nobody ends a rental while driving, and tables take longer to make than a driver to get in.
    await world.car(vin, 'park');
    await world.quiet();

    const sources = cloud.part(EventSources);
    for (const room of [rentalsRoom, vehiclesRoom]) {
      for (const name of ['consumer', 'scheduler']) sources.pause(`${room.name}-${name}`);
      // What it has taken before is decided and has left.
      await world.until(`${room.name} stands still`, () =>
        Promise.resolve(
          sources
            .list()
            .filter(({ functionName }) => functionName.startsWith(`${room.name}-`))
            .every(({ inFlight }) => inFlight === 0),
        ),
      );
      const { environment: variables } = cloud.part(Functions).definition(`${room.name}-consumer`);
      const table = variables[environment.table] ?? '';
      const before = await contentOf(client, table);
      expect(before.size).toBeGreaterThan(5);
      await client.send(new DeleteTableCommand({ TableName: table }));
      await waitUntilTableNotExists(
        { client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
        { TableName: table },
      );
      await makeRoomTable(client, table);
      const common = { kafka, client, table, groupId: `rebuild-${room.name}`, now: cloud.clock.now() };
      // Each room's domain has its own types: the two calls are not one.
      if (room === rentalsRoom) await rebuildRoom({ room, domain, ...common });
      else await rebuildRoom({ room, domain: vehiclesDomain, ...common });
      expect(await contentOf(client, table)).toEqual(before);
      for (const name of ['consumer', 'scheduler']) sources.resume(`${room.name}-${name}`);
    }
    await rider.act(rentalId, 'end');
    await rider.reaches(rentalId, 'ENDED');
    expect((await world.car(vin)).locked).toBe(true);
    client.destroy();
  });
});
