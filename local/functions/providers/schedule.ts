import { randomUUID } from 'node:crypto';
import { PropertyReader } from '../../cloud/property-reader.ts';
import { type Provider, Refusal, type Resource } from '../../cloud/provider.ts';
import { emulated, noEffect, TAGS_REASON } from '../../resources/no-effect.ts';
import { Functions, functionNameOf } from '../functions.ts';
import { requireRoleMay, roleOf } from '../role-check.ts';
import { type NextTime, parseSchedule } from '../schedules/expression.ts';
import { Schedules } from '../schedules/schedules.ts';

function nextTime(resource: Resource, expression: string, timezone?: string): NextTime {
  try {
    return parseSchedule(expression, timezone);
  } catch (error) {
    throw new Refusal(resource, error instanceof Error ? error.message : String(error));
  }
}

function requireFunction(properties: PropertyReader, arn: string): string {
  if (arn.split(':')[2] !== 'lambda') properties.refuse(`target ${arn}: only functions can be targets here`);
  return arn;
}

function inputOf(properties: PropertyReader, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return properties.refuse(`Input is not JSON: ${text}`);
  }
}

function instantOf(properties: PropertyReader, name: string): number | undefined {
  const text = properties.optionalText(name);
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? properties.refuse(`${name} is not a time: ${text}`) : time;
}

/** What EventBridge sends when the template names no input. */
function scheduledEvent(
  resource: Resource,
  source: string,
  arn: string,
  due: number,
  detail: unknown,
): unknown {
  const { account, region } = resource.cloud;
  const time = `${new Date(due).toISOString().slice(0, 19)}Z`;
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source,
    account,
    time,
    region,
    resources: [arn],
    detail,
  };
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

/** Source: EventBridge user guide, on dead-letter queues: errors of permission and existence are not retried. */
const RETRY_REASON =
  'Lambda takes an asynchronous event at once; what it does not take (no permission, no such function, too large) AWS does not try again either';

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
    const startsAt = instantOf(properties, 'StartDate');
    const endsAt = instantOf(properties, 'EndDate');
    if (properties.child('FlexibleTimeWindow').optionalText('Mode') === 'FLEXIBLE') {
      properties.refuse('FlexibleTimeWindow: here schedules fire on time, so Mode must be OFF');
    }
    const next = nextTime(
      resource,
      properties.text('ScheduleExpression'),
      properties.optionalText('ScheduleExpressionTimezone'),
    );
    // Policies may be attached after the schedule is made, so the role is looked at when everything is there.
    cloud.onStart(`role of ${name}`, async () => {
      await Promise.resolve(requireRoleMay(resource, role, 'lambda:InvokeFunction', functionArn));
    });
    if (properties.optionalText('State') !== 'DISABLED') {
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
          await cloud.part(Functions).invoke(functionArn, event, { source: 'role', async: true });
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

export const eventsRule: Provider = {
  type: 'AWS::Events::Rule',
  properties: {
    ...emulated('Name', 'ScheduleExpression', 'State', 'EventBusName'),
    ...emulated('Targets[].Arn', 'Targets[].Input', 'Targets[].DeadLetterConfig.Arn'),
    ...noEffect(RETRY_REASON, 'Targets[].RetryPolicy'),
    ...noEffect('it names the target for people', 'Targets[].Id'),
    ...noEffect('it says something to people only', 'Description'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const { cloud } = resource;
    const properties = new PropertyReader(resource);
    const name = properties.optionalText('Name') ?? resource.generatedName;
    const arn = `arn:aws:events:${cloud.region}:${cloud.account}:rule/${name}`;
    const next = nextTime(resource, properties.text('ScheduleExpression'));
    const targets = properties.children('Targets').map((target) => {
      const functionArn = requireFunction(target, target.text('Arn'));
      return { functionArn, input: inputOf(target, target.optionalText('Input')) };
    });
    if (properties.optionalText('State') !== 'DISABLED') {
      const fire = async (due: number): Promise<void> => {
        for (const { functionArn, input } of targets) {
          const event = input ?? scheduledEvent(resource, 'aws.events', arn, due, {});
          const from = { source: 'events.amazonaws.com', sourceArn: arn, async: true } as const;
          await cloud.part(Functions).invoke(functionNameOf(functionArn), event, from);
        }
      };
      cloud.part(Schedules).add({ name, next, fire });
    }
    return { ref: name, attributes: { Arn: arn } };
  },
};
