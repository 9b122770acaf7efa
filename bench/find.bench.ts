import '../shared/contracts/compile.ts';
import { parseArgs } from 'node:util';
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { freeCars } from '../functions/rentals/read-models.ts';
import { startDynamoDb } from '../local/cloud/engines/dynamodb.ts';
import { cellAt } from '../shared/kernel/grid.ts';
import { random } from '../shared/kernel/random.ts';
import type { HttpEvent, HttpResult } from '../shared/runtime/http/event.ts';
import { LOOKUP_INDEX } from '../shared/runtime/table/keys.ts';
import { bodyOf, invoked, request } from '../test/functions/a-request.ts';
import { roomTable } from '../test/functions/room-table.ts';
import { engineDirectory } from '../test/local/cloud/engines/engine-directory.ts';
import { cityOf, fill, somewhere } from './find/city.ts';
import { ReadUnits } from './find/read-units.ts';
import { milliseconds, percentile } from './percentiles.ts';

/**
 * Finding the nearest cars in a city of 10,000: the deployed handler in this process, against DynamoDB Local. How long
 * that takes says more of DynamoDB Local and of this computer than of DynamoDB: so beside it stands what one query
 * takes here, of as many cars as are found.
 */
const CARS = 10_000;
const FOUND = 10;
const AIM_MS = 10;
/** Until code is compiled and connections are open. */
const WARM_UP = 100;

interface Sample {
  readonly ms: number;
  readonly units: number;
  readonly queries: number;
  readonly cars: number;
}

type Handler = (event: HttpEvent) => Promise<HttpResult>;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { rounds: { type: 'string', default: '500' } } });
  const directory = engineDirectory();
  const engine = await startDynamoDb({ directory: directory.path, isKept: false });
  try {
    const table = await roomTable(engine);
    await fill(table.client, table.name, cityOf(CARS, 'bench'));
    const handler: Handler = invoked((await import('../functions/rentals/http.handler.ts')).handler);
    const { dynamodb } = await import('../shared/runtime/table/client.ts');
    const { found, bare } = await measured(handler, dynamodb, table.name, Number(values.rounds));
    process.stdout.write(report(found, bare));
  } finally {
    await engine.stop();
    directory.remove();
  }
}

/** One after the other, so that both see the same computer. */
async function measured(handler: Handler, client: DynamoDBClient, table: string, rounds: number) {
  const meter = new ReadUnits(client);
  const dice = random('bench', 'people');
  const found: Sample[] = [];
  const bare: number[] = [];
  for (let round = -WARM_UP; round < rounds; round++) {
    const place = somewhere(dice);
    const near = `${place.latitude.toFixed(6)},${place.longitude.toFixed(6)}`;
    const rider = { kind: 'rider', id: 'bench' };
    const asked = request('GET /v1/cars', rider, { queryStringParameters: { near, limit: String(FOUND) } });
    const query = new QueryCommand({
      TableName: table,
      IndexName: LOOKUP_INDEX,
      KeyConditionExpression: 'ixp = :cell',
      ExpressionAttributeValues: { ':cell': { S: freeCars(cellAt(place, 0), '').partition } },
      Limit: FOUND,
    });
    const began = performance.now();
    const { result, units, queries } = await meter.of(() => handler(asked));
    const between = performance.now();
    await client.send(query);
    const ended = performance.now();
    if (round < 0) continue;
    const { cars } = bodyOf(result) as { cars: readonly unknown[] };
    found.push({ ms: between - began, units, queries, cars: cars.length });
    bare.push(ended - between);
  }
  return { found, bare };
}

function report(found: readonly Sample[], bare: readonly number[]): string {
  const times = found.map(({ ms }) => ms);
  const [query, half] = [percentile(bare, 0.5), percentile(times, 0.5)];
  const line = (name: string, pick: (sample: Sample) => number, digits = 1): string => {
    const all = found.map(pick);
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    return `  ${name.padEnd(12)} ${mean.toFixed(digits)} on average, ${percentile(all, 0.99).toFixed(digits)} at p99, ${Math.max(...all).toFixed(digits)} at most`;
  };
  return [
    `the ${FOUND} nearest of ${CARS} cars, ${found.length} places in a city, in the handler`,
    `  p50          ${milliseconds(half)}  (aim ${AIM_MS} ms), ${(half / query).toFixed(1)} times one query`,
    `  p90          ${milliseconds(percentile(times, 0.9))}`,
    `  p99          ${milliseconds(percentile(times, 0.99))}`,
    `  one query    ${milliseconds(query)} at p50, of ${FOUND} cars, by itself`,
    line('read units', ({ units }) => units),
    line('queries', ({ queries }) => queries),
    line('cars found', ({ cars }) => cars, 0),
    '',
  ].join('\n');
}
