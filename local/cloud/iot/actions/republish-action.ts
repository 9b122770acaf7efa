import type { Cloud } from '../../core/cloud.ts';
import type { IotArns } from '../arns.ts';
import { publishError } from '../broker/admission.ts';
import { type Action, singleAction } from '../rules/action.ts';
import { requireRole } from '../rules/role.ts';
import type { Template } from '../sql/template.ts';

/** Publishes the data again, if the action's role may. */
export function republishAction(
  cloud: Cloud,
  arns: IotArns,
  publish: (message: { topic: string; payload: Buffer; qos: 0 | 1 }) => void,
  definition: { readonly topic: Template; readonly roleArn: string; readonly qos: 0 | 1 },
): Action {
  return singleAction('RepublishAction', async ({ message, output }, at) => {
    const topic = at(definition.topic.render(message));
    const { qos } = definition;
    const malformed = publishError({ topic, qos, retain: false, payloadBytes: output.length });
    if (malformed !== undefined) throw new Error(malformed);
    requireRole(cloud, definition.roleArn).require('iot:Publish', arns.topic(topic));
    publish({ topic, payload: output, qos });
    await Promise.resolve();
  });
}
