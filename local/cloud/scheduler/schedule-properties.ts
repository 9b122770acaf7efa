import { randomUUID } from 'node:crypto';
import type { PropertyReader } from '../core/property-reader.ts';
import { Refusal, type Resource } from '../core/provider.ts';
import { type NextTime, parseSchedule } from './expression.ts';

/** What EventBridge's schedules and rules have in common. */

/** Source: EventBridge user guide, on dead-letter queues: errors of permission and existence are not retried. */
export const RETRY_REASON =
  'Lambda takes an asynchronous event at once; what it does not take (no permission, no such function, too large) AWS does not try again either';

export function nextTime(resource: Resource, expression: string, timezone?: string): NextTime {
  try {
    return parseSchedule(expression, timezone);
  } catch (error) {
    throw new Refusal(resource, error instanceof Error ? error.message : String(error));
  }
}

export function requireFunction(properties: PropertyReader, arn: string): string {
  if (arn.split(':')[2] !== 'lambda') properties.refuse(`target ${arn}: only functions can be targets here`);
  return arn;
}

export function inputOf(properties: PropertyReader, text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return properties.refuse(`Input is not JSON: ${text}`);
  }
}

/** What EventBridge sends when the template names no input. */
export function scheduledEvent(
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
