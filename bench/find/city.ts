import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandOutput,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { domain } from '../../functions/rentals/domain.ts';
import { vehicleModels } from '../../shared/contracts/rentals/vehicle-models.ts';
import type { Position } from '../../shared/kernel/geo.ts';
import { type Random, random } from '../../shared/kernel/random.ts';
import { makeVin } from '../../shared/kernel/vin.ts';
import { readModelItemOf } from '../../shared/runtime/table/commit-transaction.ts';

/** A city full of free cars, as the rentals room files them. */

/** Somewhere in Barcelona. */
export const CENTRE: Position = { latitude: 41.39, longitude: 2.16 };
export const AIRPORT: Position = { latitude: 41.303, longitude: 2.078 };
/** The city reaches about three times as far: at its centre stand 180 of 10,000 cars on a square kilometre. */
const SPREAD_METRES = 3_000;
/** Of a hundred, so many stand on the airport's car park, which is this wide. */
const AT_THE_AIRPORT = 3;
const CAR_PARK_METRES = 200;

const DEGREE_METRES = 111_195;
/** DynamoDB takes this many in a call. */
const BATCH = 25;
const CALLS_AT_ONCE = 8;

function near({ latitude, longitude }: Position, north: number, east: number): Position {
  return {
    latitude: latitude + north / DEGREE_METRES,
    longitude: longitude + east / DEGREE_METRES / Math.cos((latitude * Math.PI) / 180),
  };
}

/** Where somebody, or a car, is in the city: mostly near its centre. */
export function somewhere(dice: Random): Position {
  const bell = (): number => (dice.next() + dice.next() + dice.next() + dice.next() - 2) * Math.sqrt(3);
  return near(CENTRE, SPREAD_METRES * bell(), SPREAD_METRES * bell());
}

function parked(dice: Random, n: number): Position {
  if (n % 100 >= AT_THE_AIRPORT) return somewhere(dice);
  return near(AIRPORT, dice.between(0, CAR_PARK_METRES), dice.between(0, CAR_PARK_METRES));
}

/** What the room writes of each car that was registered and parked: its read model with its place in the index. */
export function cityOf(cars: number, seed: string): WriteRequest[] {
  const dice = random(seed, 'city');
  return Array.from({ length: cars }, (_, n) => {
    const vin = makeVin('WRS', 'TWNCR', n);
    const { name: model } = dice.pick(vehicleModels);
    const listed = {
      type: 'rentals.car-listed.v1',
      data: { vin, model, plate: `B ${n}`, time: TIME },
    } as const;
    const placed = {
      type: 'rentals.car-placed.v1',
      data: { vin, position: parked(dice, n), chargePercent: dice.integer(101), odometerKm: n, time: TIME },
    } as const;
    const state = [listed, placed].reduce(
      (before, event) => domain.evolve(before, event),
      domain.initial(`car/${vin}`),
    );
    return (domain.readModels?.(state) ?? []).map((item) => ({
      PutRequest: { Item: readModelItemOf(item) },
    }));
  }).flat();
}
const TIME = '2026-01-31T09:00:00.000Z';

export async function fill(
  client: DynamoDBClient,
  table: string,
  city: readonly WriteRequest[],
): Promise<void> {
  const batches = Array.from({ length: Math.ceil(city.length / BATCH) }, (_, n) =>
    city.slice(n * BATCH, (n + 1) * BATCH),
  ).values();
  const worker = async (): Promise<void> => {
    for (const batch of batches) {
      let left: WriteRequest[] | undefined = batch;
      while (left !== undefined && left.length > 0) {
        const answer: BatchWriteItemCommandOutput = await client.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: left } }),
        );
        left = answer.UnprocessedItems?.[table];
      }
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
}
