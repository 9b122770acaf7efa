import '../../shared/contracts/compile.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AsFunction } from './permissions/as-function.ts';
import { Denials, denialsIn, isOf } from './permissions/denials.ts';
import { exercisesOf } from './permissions/exercises.ts';
import { type Grant, grantsOf, nameOf, rolesOf, without } from './permissions/grants.ts';
import { Means } from './permissions/means.ts';
import type { Exercise, Exercises } from './permissions/triggers.ts';
import { World } from './world.ts';

/**
 * Each role of the templates does its work; then each action on each resource is taken out of its policy in turn, and
 * some of that work must be denied, by name. What nobody misses does not belong into the policy.
 */

/** How long an exercise that was disturbed may take to come to its end. */
const SETTLE_MS = 15_000;
/** Some 600 exercises one after the other: two minutes of a machine that does nothing else. */
const LONG = { timeout: 1_800_000 };
/** Roles whose work moves the platform's time, or what others use, and so is done when all else is. */
const LAST = /EveryMinute|SecretReader|DeadLetterWriter|LogWriter/;
/**
 * API Gateway's for the whole account, with the seven actions that it demands before it takes the role. The access log
 * is the local cloud's own, so nothing is done here with any of them.
 */
const NOT_PLAYED = /SocketStageApiGatewayLogs/;

let world: World;
let means: Means;
let denials: Denials;
let exercises: Exercises;
let roles: readonly string[];
let statementsBefore: ReturnType<typeof statements>;

beforeAll(async () => {
  world = await World.start({ cars: 1 });
  means = await Means.of(world);
  for (const { vin } of world.platform.cars) await world.car(vin, 'offline');
  denials = new Denials(world.platform.cloud);
  exercises = exercisesOf(means);
  roles = rolesOf(world.platform.cloud).filter((role) => !NOT_PLAYED.test(role));
  statementsBefore = statements();
});
afterAll(async () => {
  denials.stop();
  await means.close();
  await world.stop();
});

/** What a role does: of a function by its name, of a service by what the role is called. */
function workOf(role: string): readonly Exercise[] {
  const found = Object.entries(exercises).filter(
    ([name]) =>
      role === `roadstream-${name}-${world.platform.cloud.region}` ||
      (/^[A-Z]/.test(name) && role.includes(name)),
  );
  expect(found, `exercises of the role ${role}`).toHaveLength(1);
  return found[0]?.[1] ?? [];
}

const functionOf = (role: string): string => role.replace(/^roadstream-(.+)-[a-z]+-[a-z]+-\d$/, '$1');

/** Only some of the work can miss some grants: the rest need not be done. */
function workWith({ role, action }: Grant): readonly Exercise[] {
  const work = workOf(role);
  if (/^(ec2:|kafka:|sqs:GetQueueAttributes$)/.test(action) && work.length > 1) return work.slice(-1);
  if (!action.startsWith('logs:') || role.includes('LogWriter')) return work;
  // Whatever it does, it writes; and an environment that starts makes its log's stream.
  const writing: Exercise = async () => {
    if (action !== 'logs:PutLogEvents') await means.functions.kill(functionOf(role));
    await means.functions.invoke(functionOf(role), null, { source: 'operator' });
  };
  return [writing];
}

/** Whether some work of the role is denied for want of the grant. */
async function isMissed(grant: Grant): Promise<boolean> {
  const { denied, end } = denials.of(grant);
  let running: Promise<unknown> = Promise.resolve();
  const missed = await without(world.platform.cloud, grant, async () => {
    for (const exercise of workWith(grant)) {
      const work = exercise().then(
        () => 'done' as const,
        (error: unknown) => (denialsIn(String(error)).some((one) => isOf(grant, one)) ? 'denied' : 'failed'),
      );
      running = work;
      const first = await Promise.race([denied, work]);
      // The journal may be a moment behind the work that failed.
      const told = first === 'failed' ? await Promise.race([denied, sleep(3000, first)]) : first;
      // What rules could read again would be remembered.
      if (LAST.test(grant.role)) await work;
      if (told === 'denied') return true;
    }
    return false;
  });
  end();
  await Promise.race([running, sleep(SETTLE_MS)]);
  return missed;
}

async function unneededOf(role: string): Promise<string[]> {
  const unneeded: string[] = [];
  for (const grant of grantsOf(world.platform.cloud, role)) {
    if (!(await isMissed(grant))) unneeded.push(nameOf(grant));
  }
  return unneeded;
}

/** Works through the roles one after the other: side by side they take more of the processor, waiting for each other. */
async function inTurn(
  some: readonly string[],
  work: (role: string) => Promise<readonly string[]>,
): Promise<string[]> {
  const results: string[] = [];
  for (const role of some) results.push(...(await work(role)));
  return results;
}

/** What went wrong in the role's work: errors, and denials. */
async function troubleOf(role: string): Promise<string[]> {
  const { seen, end } = denials.ofRole(role);
  const trouble: string[] = [];
  for (const exercise of workOf(role))
    await exercise().catch((error: unknown) => void trouble.push(String(error)));
  end();
  return [...trouble, ...seen.map((denial) => JSON.stringify(denial))].map((what) => `${role}: ${what}`);
}

const ordinary = (): string[] => roles.filter((role) => !LAST.test(role));
const last = (): string[] => roles.filter((role) => LAST.test(role));

/** What each role is allowed now. */
const statements = () =>
  Object.fromEntries(
    world.platform.cloud.identities.all().map((one) => [one.identity.roleName, [...one.statements]]),
  );

describe('[21] the roles of the templates', () => {
  it('allow all their work', async () => {
    expect(roles.length).toBeGreaterThan(20);
    expect(await inTurn([...ordinary(), ...last()], troubleOf)).toEqual([]);
  });

  it('allow nothing else: each permission that is taken out is missed, and named', LONG, async () => {
    const unneeded = await inTurn(ordinary(), unneededOf);
    // What IoT rules have read of the secret is forgotten after 15 minutes.
    await world.advance(16 * 60);
    unneeded.push(...(await inTurn(last(), unneededOf)));
    expect(unneeded).toEqual([]);
  });

  it('would be told of one that nobody needs', async () => {
    const { identities } = world.platform.cloud;
    const role = 'roadstream-telemetry-http-eu-west-1';
    const before = [
      ...(identities.all().find(({ identity }) => identity.roleName === role)?.statements ?? []),
    ];
    const reading = before.find(({ actions }) => actions.includes('dynamodb:BatchGetItem'));
    if (reading === undefined) throw new Error(`${role} reads no table`);
    const [table] = reading.resources;
    await identities.changePolicy(role, [...before, { ...reading, actions: ['dynamodb:Scan'] }]);
    expect(await unneededOf(role)).toEqual([`${role}: dynamodb:Scan on ${table}`]);
    await identities.changePolicy(role, before);
  });

  it('have all of it again afterwards', () => {
    expect(statements()).toEqual(statementsBefore);
  });
});

describe('the conditions of the templates', () => {
  it('leave operations to whoever reads operations, and nothing else of a table', async () => {
    const { cloud } = world.platform;
    const table = new AsFunction(cloud, 'riders-http').variable('table');
    const reader = new AsFunction(cloud, 'platform-http');
    await expect(reader.readItem(table, 'op#op_health', 'op')).resolves.toBeDefined();
    await expect(reader.readItem(table, 'a#rider/ana', 'state')).rejects.toThrow(
      'role roadstream-platform-http-eu-west-1 is not authorized to perform dynamodb:GetItem',
    );
  });

  it('make a rider’s key for a rider, and under no other name or none', async () => {
    const riders = new AsFunction(world.platform.cloud, 'riders-http');
    await expect(riders.makeRiderKey({ rider: 'ana' })).resolves.toBeDefined();
    const others: Record<string, string>[] = [{}, { rider: 'ana', more: 'x' }, { other: 'ana' }];
    for (const context of others)
      await expect(riders.makeRiderKey(context)).rejects.toThrow(
        'not authorized to perform kms:GenerateDataKey',
      );
  });
});

describe('a Deny', () => {
  it('wins over what the role is allowed, and is said to be one', async () => {
    const { identities } = world.platform.cloud;
    const role = 'roadstream-platform-http-eu-west-1';
    const before = [
      ...(identities.all().find(({ identity }) => identity.roleName === role)?.statements ?? []),
    ];
    const allowed = before.find(({ actions }) => actions.includes('dynamodb:GetItem'));
    if (allowed === undefined) throw new Error(`${role} reads no table`);
    await identities.changePolicy(role, [...before, { ...allowed, effect: 'Deny' }]);
    const table = new AsFunction(world.platform.cloud, 'riders-http').variable('table');
    const read = new AsFunction(world.platform.cloud, 'platform-http').readItem(table, 'op#op_health', 'op');
    await expect(read).rejects.toThrow(`role ${role} is not authorized to perform dynamodb:GetItem`);
    await expect(read).rejects.toThrow('a statement of its policies denies it');
    expect((await world.client.call('GET', '/health')).status).toBe(503);
    await identities.changePolicy(role, before);
    expect((await world.client.call('GET', '/health')).status).toBe(200);
  });
});
