import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { parseSchedule } from '../../../../local/cloud/scheduler/expression.ts';
import { Schedules } from '../../../../local/cloud/scheduler/schedules.ts';
import { deployTemplate } from '../lambda/a-deployment.ts';
import { aFunction } from '../lambda/a-function.ts';
import { openCloud } from '../local-cloud.ts';

const SUNDAY = Date.parse('2026-11-22T10:00:00Z');

describe('a schedule expression', () => {
  it.each([
    ['rate(1 minute)', '2026-11-22T10:01:00.000Z'],
    ['rate(5 hours)', '2026-11-22T15:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-11-22T10:15:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-11-23T09:00:00.000Z'],
    ['cron(0 9 ? * 2 *)', '2026-11-23T09:00:00.000Z'],
    ['cron(0 12 L * ? *)', '2026-11-30T12:00:00.000Z'],
    ['cron(0 8 ? * 3#2 *)', '2026-12-08T08:00:00.000Z'],
    ['cron(0 8 1 1 ? 2028)', '2028-01-01T08:00:00.000Z'],
    ['at(2026-12-24T18:00:00)', '2026-12-24T18:00:00.000Z'],
  ])('%s is due at %s', (expression, due) => {
    expect(new Date(parseSchedule(expression)(SUNDAY) ?? 0).toISOString()).toBe(due);
  });

  it('is read in its time zone', () => {
    const next = parseSchedule('cron(0 9 * * ? *)', 'Europe/Andorra')(SUNDAY);
    expect(new Date(next ?? 0).toISOString()).toBe('2026-11-23T08:00:00.000Z');
  });

  it('that lies in the past is never due', () => {
    expect(parseSchedule('at(2020-01-01T00:00:00)')(SUNDAY)).toBeUndefined();
  });

  it.each(['rate(0 minutes)', 'rate(5 weeks)', 'cron(0 9 * * *)', 'cron(99 9 * * ? *)', 'daily'])(
    '%s is refused',
    (text) => {
      expect(() => parseSchedule(text)).toThrow(/is no schedule/);
    },
  );
});

describe('schedules in a template', () => {
  let cloud: RunningCloud;
  beforeEach(async () => {
    cloud = await openCloud();
    aFunction(cloud, {
      code: 'export const handler = async (event) => console.log(JSON.stringify({ event }));',
    });
  });
  afterEach(async () => {
    await cloud.stop();
  });

  const ROLE = {
    Type: 'AWS::IAM::Role',
    Properties: {
      Policies: [
        {
          PolicyName: 'invoke',
          PolicyDocument: {
            Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }],
          },
        },
      ],
    },
  };

  function schedule(given: object = {}): object {
    return {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
          RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Input: '{"at":"<aws.scheduler.scheduled-time>"}',
        },
        ...given,
      },
    };
  }

  function events(): unknown[] {
    const found: unknown[] = [];
    cloud.journal.follow(({ text }) => {
      if (text.startsWith('{"event":')) found.push((JSON.parse(text) as { event: unknown }).event);
    });
    return found;
  }

  it('fire as often as the clock passes them, with their input', async () => {
    const seen = events();
    await deployTemplate(cloud, { Role: ROLE, Schedule: schedule() });
    await cloud.start();
    await cloud.clock.advance(5 * 60_000 + 1000);
    expect(seen).toHaveLength(5);
    const times = seen.map((event) => Date.parse((event as { at: string }).at));
    expect(times.slice(1).map((time, index) => time - (times[index] ?? 0))).toEqual([
      60_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('say when they fire next', async () => {
    await deployTemplate(cloud, { Role: ROLE, Schedule: schedule() });
    await cloud.start();
    const nextDue = (): number => cloud.part(Schedules).list()[0]?.next ?? 0;
    const first = nextDue();
    await cloud.clock.advance(1000);
    expect(nextDue()).toBe(first);
    await cloud.clock.advance(60_000);
    expect(nextDue()).toBe(first + 60_000);
  });

  it('do not fire when they are disabled', async () => {
    const seen = events();
    await deployTemplate(cloud, { Role: ROLE, Schedule: schedule({ State: 'DISABLED' }) });
    await cloud.start();
    await cloud.clock.advance(5 * 60_000);
    expect(seen).toEqual([]);
  });

  it('are refused when their role may not invoke the function', async () => {
    const Role = { Type: 'AWS::IAM::Role', Properties: {} };
    await deployTemplate(cloud, { Role, Schedule: schedule() });
    await expect(cloud.start()).rejects.toThrow(/Test Schedule.*lambda:InvokeFunction/);
  });

  it('of rules need the function’s permission', async () => {
    const seen = events();
    const Rule = {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'hourly',
        ScheduleExpression: 'rate(1 hour)',
        Targets: [{ Id: 'work', Arn: 'arn:aws:lambda:eu-west-1:111111111111:function:work' }],
      },
    };
    await deployTemplate(cloud, { Rule });
    await cloud.start();
    await cloud.clock.advance(3_600_001);
    expect(seen).toEqual([]);
    expect(cloud.journal.counters()).toMatchObject({ 'schedules.hourly.failed': 1 });

    await deployTemplate(cloud, {
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: 'work',
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: 'arn:aws:events:eu-west-1:111111111111:rule/hourly',
        },
      },
    });
    await cloud.clock.advance(3_600_001);
    expect(seen).toMatchObject([{ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }]);
  });
});
