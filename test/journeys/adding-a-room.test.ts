import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Functions } from '../../local/cloud/lambda/functions.ts';
import { environment } from '../../shared/runtime/environment.ts';
import { copyTree } from '../tree-copy.ts';
import { printedChanges } from './printed-change.ts';
import type { Problem, Rider } from './rider.ts';
import { World } from './world.ts';

/** A newcomer follows CONTRIBUTING: the room that it prints is added to a copy of this tree, checked, and used. */

const root = resolve(import.meta.dirname, '../..');

const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const changes = printedChanges(page);
const written = changes.map(({ path }) => path);

const execute = promisify(execFile);
let tree: string;

/** A program in the copy, as its npm scripts run it. Throws what it printed when it fails. */
async function expectSuccess(program: string, ...args: readonly string[]): Promise<void> {
  const { VITEST: _, NODE_ENV: __, ...inherited } = process.env;
  const path = [join(root, 'node_modules/.bin'), inherited['PATH']].join(delimiter);
  await execute(program, args, { cwd: tree, env: { ...inherited, PATH: path } }).catch(
    (error: Error & { stdout: string; stderr: string }) => {
      throw new Error(`${error.message}\n${error.stdout}\n${error.stderr}`, { cause: error });
    },
  );
}

const json = (path: string): unknown => JSON.parse(readFileSync(join(tree, path), 'utf8'));

beforeAll(async () => {
  tree = copyTree('roadstream-room-');
  for (const change of changes) change.applyTo(tree);
  await expectSuccess(process.execPath, 'docs/generate.ts');
});
afterAll(() => {
  rmSync(tree, { recursive: true, force: true });
});

describe('the room that CONTRIBUTING prints', () => {
  it('is as long as it says', () => {
    const [fresh, touched] = [changes.filter(({ isNew }) => isNew), changes.filter(({ isNew }) => !isNew)];
    const lines = (some: typeof changes): number => some.reduce((sum, change) => sum + change.lines, 0);

    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      `It takes ${lines(fresh)} lines in ${fresh.length} new files and ${lines(touched)} lines in ${touched.length} that are there`,
    );
  });

  it('passes the static checks', async () => {
    await Promise.all([
      expectSuccess('biome', 'check', '--error-on-warnings', ...written),
      expectSuccess('oxlint', '--type-aware', '--deny-warnings', ...written),
      expectSuccess('tsc', '--noEmit'),
      expectSuccess('knip'),
    ]);
  });

  it('passes its own test, and those that every room has to pass', async () => {
    await expectSuccess(
      'vitest',
      'run',
      'test/functions/parking',
      'test/functions/handlers.test.ts',
      'test/infra/rooms.test.ts',
      'test/shared/contracts',
      'test/architecture',
      'test/docs',
    );
  });

  it('is in the documents', () => {
    const openApi = json('docs/api/openapi.json') as { paths: Record<string, object> };
    expect(openApi.paths['/v1/parking-tickets']).toHaveProperty('post.responses.201');
    expect(openApi.paths['/v1/parking-tickets/{ticketId}']).toHaveProperty('get.responses.404');
    const asyncApi = json('docs/api/asyncapi.json') as { channels: Record<string, { messages: object }> };
    expect(asyncApi.channels['parking_commands']?.messages).toHaveProperty('parking_buy_v1');
    expect(asyncApi.channels['parking_events']?.messages).toHaveProperty('parking_bought_v1');
    expect(readFileSync(join(tree, 'docs/api/errors.md'), 'utf8')).toContain('`PARKING_TICKET_RUNS` | 409');
  });
});

describe('the platform with this room', () => {
  interface Ticket {
    readonly ticketId: string;
    readonly riderId: string;
    readonly zone: string;
    readonly until: string;
  }
  let world: World;

  beforeAll(async () => {
    await expectSuccess(process.execPath, 'infra/app.ts');
    world = await World.start({ assembly: join(tree, 'cdk.out') });
  });
  afterAll(async () => {
    await world.stop();
  });

  const wish = { zone: 'B7', minutes: 5 };
  const buy = (rider: Rider) => rider.call<Ticket & Problem>('POST', '/v1/parking-tickets', wish);
  const read = (rider: Rider, id: string) => rider.call<Ticket & Problem>('GET', `/v1/parking-tickets/${id}`);

  it('sells a ticket, says so on its topic, and shows it to its owner only', async () => {
    const ana = world.rider('ana');

    const { status, body } = await buy(ana);

    expect(status).toBe(201);
    expect(body).toMatchObject({ riderId: 'ana', zone: 'B7', ticketId: expect.stringMatching(/^pkt_/) });
    // The answer comes once it is decided and kept; then the event leaves.
    await world.until('an event', async () => (await world.events('parking.events')).length > 0);
    expect(await world.events('parking.events')).toMatchObject([
      { type: 'parking.bought.v1', subject: 'ana', data: body },
    ]);
    expect(await read(ana, body.ticketId)).toMatchObject({ status: 200, body });
    expect(await read(world.rider('bea'), body.ticketId)).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
  });

  it('refuses a second ticket by the room’s own code, until the first is over', async () => {
    const dan = world.rider('dan');
    await buy(dan);

    expect(await buy(dan)).toMatchObject({ status: 409, body: { code: 'PARKING_TICKET_RUNS' } });

    await world.advance(wish.minutes * 60);
    expect(await buy(dan)).toMatchObject({ status: 201 });
  });

  it('refuses what the contract does not allow, and who has no token', async () => {
    const wrong = await world
      .rider('ana')
      .call<Problem & { errors: object[] }>('POST', '/v1/parking-tickets', { ...wish, minutes: 'many' });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'BAD_REQUEST' } });
    expect(wrong.body.errors).toMatchObject([{ path: '/body/minutes' }]);
    expect(await world.client.call('POST', '/v1/parking-tickets', { body: wish })).toMatchObject({
      status: 401,
    });
  });

  it('lets the room’s role into its own table and no other', async () => {
    const { cloud } = world.platform;
    const definition = (name: string) => cloud.part(Functions).definition(name);
    const { identity } = definition('parking-http');
    const client = new DynamoDBClient({
      region: cloud.region,
      endpoint: cloud.endpoint.url,
      credentials: identity,
      maxAttempts: 1,
    });
    const get = async (name: string) =>
      client.send(
        new GetItemCommand({
          TableName: definition(name).environment[environment.table],
          Key: { pk: { S: 'x' }, sk: { S: 'x' } },
        }),
      );

    await expect(get('parking-http')).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
    await expect(get('riders-http')).rejects.toThrow(/is not authorized to perform dynamodb:GetItem/);
    client.destroy();
  });

  it('did all this without an error in its functions', () => {
    const errors: string[] = [];
    world.platform.cloud.journal.follow(
      ({ source, level, text }) => {
        if (source.startsWith('parking-') && level === 'ERROR') errors.push(text);
      },
      { backlog: 10_000 },
    )();
    expect(errors).toEqual([]);
  });
});
