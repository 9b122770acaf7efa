import { randomUUID } from 'node:crypto';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { Functions } from '../lambda/functions.ts';
import { requireRoleMay, roleOf } from '../lambda/role-check.ts';
import { toSchedulesDeadLetters } from './dead-letters.ts';
import { inputOf, nextTime, RETRY_REASON, requireFunction, scheduledEvent } from './schedule-properties.ts';
import { Schedules } from './schedules.ts';

function instantOf(properties: PropertyReader, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? properties.refuse(`${name} is not a time: ${text}`) : time;
}

/** Scheduler's placeholders in an input. */
function fillContext(input: unknown, arn: string, due: number): unknown {
  const time = `${new Date(due).toISOString().slice(0, 19)}Z`;
  const filled = JSON.stringify(input)
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
  return JSON.parse(filled);
}

export const schedulerSchedule: Provider = {
  type: 'AWS::Scheduler::Schedule',
  properties: {
    ...emulated('Name', 'GroupName', 'ScheduleExpression', 'ScheduleExpressionTimezone', 'State'),
    ...emulated('Target.Arn', 'Target.RoleArn', 'Target.Input', 'Target.DeadLetterConfig.Arn'),
    ...emulated('StartDate', 'EndDate', 'FlexibleTimeWindow.Mode'),
    ...noEffect(RETRY_REASON, 'Target.RetryPolicy'),
    ...noEffect('nothing is stored encrypted here', 'KmsKeyArn'),
    ...noEffect('it says something to people only', 'Description'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('Name') ?? resource.generatedName;
    const group = properties.optionalText('GroupName') ?? 'default';
    const arn = `arn:aws:scheduler:${cloud.region}:${cloud.account}:schedule/${group}/${name}`;
    const target = properties.child('Target');
    const functionArn = requireFunction(properties, target.text('Arn'));
    const role = roleOf(resource, target.text('RoleArn'));
    const input = inputOf(properties, target.optionalText('Input'));
    const queueArn = target.child('DeadLetterConfig').optionalText('Arn');
    const startsAt = instantOf(properties, 'StartDate');
    const endsAt = instantOf(properties, 'EndDate');
    // Here schedules fire on time.
    properties.child('FlexibleTimeWindow').optionalOneOf('Mode', 'OFF');
    const next = nextTime(
      resource,
      properties.text('ScheduleExpression'),
      properties.optionalText('ScheduleExpressionTimezone'),
    );
    // Policies may be attached after the schedule is made, so the role is looked at when everything is there.
    cloud.onStart(`role of ${name}`, async () => {
      await Promise.resolve(requireRoleMay(resource, role, 'lambda:InvokeFunction', functionArn));
    });
    if (properties.optionalOneOf('State', 'ENABLED', 'DISABLED') !== 'DISABLED') {
      cloud.part(Schedules).add({
        name,
        next,
        ...(startsAt === undefined ? {} : { startsAt }),
        ...(endsAt === undefined ? {} : { endsAt }),
        fire: async (due) => {
          const event =
            input === undefined
              ? scheduledEvent(resource, 'aws.scheduler', arn, due, '{}')
              : fillContext(input, arn, due);
          try {
            requireRoleMay(resource, role, 'lambda:InvokeFunction', functionArn);
            await cloud.part(Functions).invoke(functionArn, event, { source: 'role', async: true });
          } catch (error) {
            if (queueArn !== undefined) {
              const text = JSON.stringify(event);
              const from = { event: text, error, queueArn, targetArn: functionArn, sourceArn: arn };
              await toSchedulesDeadLetters(cloud, role, from);
            }
            throw error;
          }
        },
      });
    }
    return { ref: name, attributes: { Arn: arn } };
  },
};

export const schedulerGroup: Provider = {
  type: 'AWS::Scheduler::ScheduleGroup',
  properties: { ...emulated('Name'), ...noEffect(TAGS_REASON, 'Tags') },
  create: (resource) => {
    const { cloud } = resource;
    const name = new PropertyReader(resource).optionalText('Name') ?? resource.generatedName;
    const arn = `arn:aws:scheduler:${cloud.region}:${cloud.account}:schedule-group/${name}`;
    return { ref: name, attributes: { Arn: arn, State: 'ACTIVE' } };
  },
};
