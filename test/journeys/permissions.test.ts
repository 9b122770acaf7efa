import '../../shared/contracts/compile.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useTable } from '../../infra/permissions/dynamodb.ts';
import type { PolicyStatement } from '../../local/cloud/core/identities.ts';
import { parsePolicy } from '../../local/cloud/iam/policy/parse-policy.ts';
import type { TableUse } from '../../shared/runtime/room.ts';
import { AsFunction } from './permissions/as-function.ts';
import { Denials } from './permissions/denials.ts';
import { Evidence } from './permissions/evidence.ts';
import { exercisesOf } from './permissions/exercises.ts';
import { type Grant, nameOf, rolesOf, without } from './permissions/grants.ts';
import { Means } from './permissions/means.ts';
import { sampleOf } from './permissions/sample.ts';
import type { Exercise, Exercises } from './permissions/triggers.ts';
import { World } from './world.ts';

/**
 * Each role of the templates does its work once. The local cloud counts which permission granted each request, and
 * whether it was alone: one that was never alone does not belong in the policy. That this says the truth is shown with
 * a sample. Each permission of it is taken out, and some of the work must be denied, by name.
 */

/** Every exercise may take as long as a busy machine makes it; each waits for something, not for a time. */
const LONG = { timeout: 1_800_000 };
/** Roles whose work moves the platform's time, or what others use, and so is done when all else is. */
const LAST = /EveryMinute|EveryDay|SecretReader|DeadLetterWriter|LogWriter/;
/**
 * API Gateway's for the whole account, with the seven actions that it demands before it takes the role. The access log
 * is the local cloud's own, so nothing is done here with any of them.
 */
const NOT_PLAYED = /SocketStageApiGatewayLogs/;

let world: World;
let means: Means;
let denials: Denials;
let evidence: Evidence;
let exercises: Exercises;
let roles: readonly string[];
let statementsBefore: ReturnType<typeof statements>;

beforeAll(async () => {
  world = await World.start({ cars: 1 });
  means = await Means.of(world);
  for (const { vin } of world.platform.cars) await world.car(vin, 'offline');
  denials = new Denials(world.platform.cloud);
  evidence = new Evidence(world.platform.cloud);
  exercises = exercisesOf(means);
  const all = rolesOf(world.platform.cloud).filter((role) => !NOT_PLAYED.test(role));
  roles = [...all.filter((role) => !LAST.test(role)), ...all.filter((role) => LAST.test(role))];
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
      (/^[A-Z]|Every(Minute|Day)$/.test(name) && role.includes(name)),
  );
  expect(found, `exercises of the role ${role}`).toHaveLength(1);
  return found[0]?.[1] ?? [];
}

const functionOf = (role: string): string => role.replace(/^roadstream-(.+)-[a-z]+-[a-z]+-\d$/, '$1');

/** Only some of the work can miss some grants: the rest need not be done. */
function workWith({ role, action, resource }: Grant): readonly Exercise[] {
  const work = workOf(role);
  // An environment counts callers in blocks, of which one that starts has none.
  if (resource.includes('Quotas')) return [() => means.functions.kill(functionOf(role)), ...work];
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
  const missed = denials.of(grant);
  let running: Promise<void> = Promise.resolve();
  try {
    return await without(world.platform.cloud, grant, async () => {
      for (const exercise of workWith(grant)) {
        running = exercise().then(
          () => undefined,
          (error: unknown) => denials.hear(String(error)),
        );
        await Promise.race([missed.heard, running]);
        // What rules could read again would be remembered.
        if (LAST.test(grant.role)) await running;
        // The broker's log may be a moment behind the work that failed.
        if (!missed.wasHeard()) await evidence.settle();
        if (missed.wasHeard()) return true;
      }
      return false;
    });
  } finally {
    missed.end();
    // What was disturbed comes to its end, so that it disturbs nothing after it.
    await running;
  }
}

/** What went wrong in the role's work: errors, and denials. */
async function troubleOf(role: string): Promise<string[]> {
  const { seen, end } = denials.ofRole(role);
  const trouble: string[] = [];
  for (const exercise of workOf(role))
    await exercise().catch((error: unknown) => void trouble.push(String(error)));
  await evidence.settle();
  end();
  return [...trouble, ...seen.map((denial) => JSON.stringify(denial))].map((what) => `${role}: ${what}`);
}

/** Works through the roles one after the other: side by side they take more of the processor, waiting for each other. */
async function inTurn(work: (role: string) => Promise<readonly string[]>): Promise<string[]> {
  const results: string[] = [];
  for (const role of roles) results.push(...(await work(role)));
  return results;
}

/** What each role is allowed now. */
const statements = () =>
  Object.fromEntries(
    world.platform.cloud.identities.all().map((one) => [one.identity.roleName, [...one.statements]]),
  );

describe('[21] the roles of the templates', () => {
  it('allow all their work', LONG, async () => {
    expect(roles.length).toBeGreaterThan(20);
    expect(await inTurn(troubleOf)).toEqual([]);
  });

  it('allow nothing else: each permission was all that granted some request', async () => {
    expect(await inTurn(async (role) => (await evidence.unneededOf(role)).map(nameOf))).toEqual([]);
  });

  it('are let into functions by permissions of which each is needed', () => {
    const { usedPermissions } = world.platform.cloud;
    const ofFunctions = usedPermissions.all().filter(({ policy }) => policy.startsWith('function '));
    expect(ofFunctions.length).toBeGreaterThan(5);
    expect(ofFunctions.filter(({ alone }) => alone === 0)).toEqual([]);
  });

  it('are missed, by name, when they are taken out: each of a sample', LONG, async () => {
    const needed = (await Promise.all(roles.map(async (role) => await evidence.neededBy(role)))).flat();
    const { sample, described } = sampleOf(needed);
    process.stdout.write(`${described}\n`);
    const ordinary = sample.filter(({ role }) => !LAST.test(role));
    const last = sample.filter(({ role }) => LAST.test(role));
    const notMissed: string[] = [];
    for (const grant of ordinary) if (!(await isMissed(grant))) notMissed.push(nameOf(grant));
    for (const grant of last) {
      // What IoT rules have read of the secret is forgotten after 15 minutes. They may have read it again since the last grant.
      if (grant.role.includes('SecretReader')) await world.advance(16 * 60);
      if (!(await isMissed(grant))) notMissed.push(nameOf(grant));
    }
    expect(notMissed, described).toEqual([]);
  });
});

describe('a function’s declaration', () => {
  const role = 'roadstream-telemetry-http-eu-west-1';
  const table = (): string => {
    const { region, account } = world.platform.cloud;
    const name = new AsFunction(world.platform.cloud, functionOf(role)).variable('table');
    return `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  };
  /** Does the role's work with what a declaration with these uses of its table would allow. */
  const declared = async <Result>(
    uses: readonly TableUse[],
    then: () => Promise<Result>,
  ): Promise<Result> => {
    const { identities } = world.platform.cloud;
    const before = [...(statements()[role] ?? [])];
    const others = before.filter(({ resources }) => !resources.includes(table()));
    const own: readonly PolicyStatement[] = useTable(table(), uses).flatMap((one) =>
      parsePolicy(one.toJSON()),
    );
    await identities.changePolicy(role, [...others, ...own]);
    try {
      return await then();
    } finally {
      await identities.changePolicy(role, before);
    }
  };
  const unneeded = async (): Promise<Grant[]> => await evidence.unneededOf(role);

  it('that says what the function does gives nothing more', async () => {
    await declared(['load'], async () => {
      expect(await troubleOf(role)).toEqual([]);
      expect(await unneeded()).toEqual([]);
    });
  });

  it('that says more gives a permission that nobody needs: it is named, and nobody misses it', async () => {
    await declared(['load', 'read'], async () => {
      expect(await troubleOf(role)).toEqual([]);
      const [more, ...others] = await unneeded();
      expect(more).toMatchObject({ role, action: 'dynamodb:GetItem', resource: table() });
      expect(others).toEqual([]);
      expect(more === undefined || (await isMissed(more))).toBe(false);
    });
  });

  it('that says the same twice gives a permission that nobody needs', async () => {
    await declared(['load'], async () => {
      const { identities } = world.platform.cloud;
      const once = statements()[role] ?? [];
      await identities.changePolicy(
        role,
        [...once, ...once].map((statement) => ({ ...statement })),
      );
      expect(await troubleOf(role)).toEqual([]);
      expect((await unneeded()).map(({ action }) => action)).toContain('dynamodb:BatchGetItem');
    });
  });

  it('that says less lets the work be denied: what is missing is named', async () => {
    await declared(['read'], async () => {
      const denial = JSON.stringify({ role, action: 'dynamodb:BatchGetItem', resource: table() });
      expect(await troubleOf(role)).toContain(`${role}: ${denial}`);
    });
  });
});

it('each role has all of it again afterwards', () => {
  expect(statements()).toEqual(statementsBefore);
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
