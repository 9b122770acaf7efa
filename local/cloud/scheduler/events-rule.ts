import type { Cloud } from '../core/cloud.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Provider } from '../core/provider.ts';
import { Functions } from '../lambda/functions.ts';
import { toRulesDeadLetters } from './dead-letters.ts';
import { inputOf, nextTime, RETRY_REASON, requireFunction, scheduledEvent } from './schedule-properties.ts';
import { Schedules } from './schedules.ts';

interface Target {
  readonly functionArn: string;
  readonly input: unknown;
  /** Where an event goes that Lambda does not take. */
  readonly queueArn: string | undefined;
}

/** Only rules of the default bus may have a schedule. */
function requireDefaultBus(properties: PropertyReader): void {
  const bus = properties.optionalText('EventBusName') ?? 'default';
  if (bus.split('/').at(-1) !== 'default')
    properties.refuse(`EventBusName is ${bus}: a schedule is on the bus default`);
}

async function invoke(cloud: Cloud, sourceArn: string, target: Target, event: unknown): Promise<void> {
  const { functionArn: targetArn, queueArn } = target;
  const from = { source: 'events.amazonaws.com', sourceArn, async: true } as const;
  try {
    await cloud.part(Functions).invoke(targetArn, event, from);
  } catch (error) {
    if (queueArn !== undefined)
      await toRulesDeadLetters(cloud, {
        event: JSON.stringify(event),
        error,
        queueArn,
        targetArn,
        sourceArn,
      });
    throw error;
  }
}

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
    requireDefaultBus(properties);
    const next = nextTime(resource, properties.text('ScheduleExpression'));
    const targets = properties.children('Targets').map((target) => {
      const functionArn = requireFunction(target, target.text('Arn'));
      const input = inputOf(target, target.optionalText('Input'));
      const queueArn = target.child('DeadLetterConfig').optionalText('Arn');
      return { functionArn, input, queueArn };
    });
    if (properties.optionalOneOf('State', 'ENABLED', 'DISABLED') !== 'DISABLED') {
      for (const target of targets) {
        const fire = async (due: number): Promise<void> => {
          const event = target.input ?? scheduledEvent(resource, 'aws.events', arn, due, {});
          await invoke(cloud, arn, target, event);
        };
        cloud.part(Schedules).add({ name, next, fire });
      }
    }
    return { ref: name, attributes: { Arn: arn } };
  },
};
