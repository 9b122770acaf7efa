import type { Cloud } from '../../core/cloud.ts';
import { type Action, singleAction } from '../rules/action.ts';
import { requireRole } from '../rules/role.ts';
import type { Template } from '../sql/template.ts';

/** Writes the data to the journal, under the name of the log group. */
export function cloudwatchLogsAction(
  cloud: Cloud,
  definition: { readonly logGroup: Template; readonly roleArn: string },
): Action {
  return singleAction('CloudwatchLogsAction', async ({ message, output }, at) => {
    const source = at(definition.logGroup.render(message));
    const role = requireRole(cloud, definition.roleArn);
    const group = `arn:aws:logs:${cloud.region}:${cloud.account}:log-group:${source}:*`;
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents']) role.require(action, group);
    cloud.journal.write({ time: cloud.clock.now(), source, level: 'INFO', text: output.toString('utf8') });
    await Promise.resolve();
  });
}

/** Adds to a metric of the journal. */
export function cloudwatchMetricAction(
  cloud: Cloud,
  definition: {
    readonly namespace: Template;
    readonly name: Template;
    readonly value: Template;
    readonly unit: Template;
    readonly roleArn: string;
  },
): Action {
  return singleAction('CloudwatchMetricAction', async ({ message }, at) => {
    const Namespace = definition.namespace.render(message);
    const Name = at(definition.name.render(message));
    const value = Number(definition.value.render(message));
    if (Number.isNaN(value)) throw new Error(`the value of the metric ${Name} is not a number`);
    requireRole(cloud, definition.roleArn).require('cloudwatch:PutMetricData', '*');
    const Metrics = [{ Name, Unit: definition.unit.render(message) }];
    const text = JSON.stringify({
      _aws: { Timestamp: cloud.clock.now(), CloudWatchMetrics: [{ Namespace, Dimensions: [[]], Metrics }] },
      [Name]: value,
    });
    cloud.journal.write({ time: cloud.clock.now(), source: 'iot', level: 'INFO', text });
    await Promise.resolve();
  });
}
