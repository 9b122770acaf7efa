import type { Cloud } from '../../cloud/cloud.ts';
import { cloudwatchLogsAction, cloudwatchMetricAction } from '../actions/cloudwatch-actions.ts';
import { lambdaAction } from '../actions/lambda-action.ts';
import { republishAction } from '../actions/republish-action.ts';
import { sqsAction } from '../actions/sqs-action.ts';
import type { Iot } from '../iot.ts';
import { parseClientProperties } from '../kafka/client-properties.ts';
import { kafkaAction } from '../kafka/kafka-action.ts';
import type { Action } from '../rules/action.ts';
import { requireRole } from '../rules/role.ts';
import { parseTemplate } from '../sql/template.ts';
import type { Properties } from './properties.ts';

type MakeAction = (properties: Properties, cloud: Cloud, iot: Iot) => Action;

const HEADERS = { fewest: 1, most: 100 };

const KINDS: Readonly<Record<string, MakeAction>> = {
  Kafka: makeKafka,
  Sqs: (properties, cloud) =>
    sqsAction(cloud, {
      queueUrl: parseTemplate(properties.text('QueueUrl')),
      roleArn: role(properties, cloud),
      useBase64: properties.flag('UseBase64'),
    }),
  Lambda: (properties, cloud) => lambdaAction(cloud, { functionArn: properties.text('FunctionArn') }),
  Republish: makeRepublish,
  CloudwatchLogs: (properties, cloud) =>
    cloudwatchLogsAction(cloud, {
      logGroup: parseTemplate(properties.text('LogGroupName')),
      roleArn: role(properties, cloud),
    }),
  CloudwatchMetric: (properties, cloud) =>
    cloudwatchMetricAction(cloud, {
      namespace: parseTemplate(properties.text('MetricNamespace')),
      name: parseTemplate(properties.text('MetricName')),
      value: parseTemplate(properties.text('MetricValue')),
      unit: parseTemplate(properties.text('MetricUnit')),
      roleArn: role(properties, cloud),
    }),
};

/** Makes an action of a rule, or its error action, from `{ Kind: { … } }`. */
export function makeAction(properties: Properties, cloud: Cloud, iot: Iot): Action {
  const [kind = '', ...others] = properties.names();
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (others.length > 0) properties.refuse(`an action has one kind, not ${[kind, ...others].join(' and ')}`);
  if (make === undefined) return properties.refuse(`the local cloud does not play ${kind} actions of a rule`);
  const inner = properties.part(kind);
  const action = make(inner, cloud, iot);
  inner.close();
  return action;
}

function makeKafka(properties: Properties, _: Cloud, iot: Iot): Action {
  const destinationArn = properties.text('DestinationArn');
  if (iot.destinations.get(destinationArn) === undefined) {
    properties.refuse(`the Kafka action's destination ${destinationArn} does not exist`);
  }
  const template = (name: string) => {
    const text = properties.optionalText(name);
    return text === undefined ? undefined : parseTemplate(text);
  };
  return kafkaAction(
    {
      destinationArn,
      topic: parseTemplate(properties.text('Topic')),
      key: template('Key'),
      partition: template('Partition'),
      headers: makeHeaders(properties),
      clientProperties: parseClientProperties(properties.map('ClientProperties')),
    },
    iot.lanes,
    iot.destinations,
    iot.faults,
  );
}

function makeHeaders(
  properties: Properties,
): { key: ReturnType<typeof parseTemplate>; value: ReturnType<typeof parseTemplate> }[] {
  if (!properties.names().includes('Headers')) return [];
  const headers = properties.parts('Headers');
  if (headers.length < HEADERS.fewest || headers.length > HEADERS.most) {
    properties.refuse(
      `a Kafka action has ${HEADERS.fewest} to ${HEADERS.most} headers, not ${headers.length}`,
    );
  }
  return headers.map((header) => {
    const made = { key: parseTemplate(header.text('Key')), value: parseTemplate(header.text('Value')) };
    header.close();
    return made;
  });
}

function makeRepublish(properties: Properties, cloud: Cloud, iot: Iot): Action {
  const qos = properties.optionalText('Qos') ?? '0';
  if (qos !== '0' && qos !== '1')
    properties.refuse(`the Qos of a Republish action is 0 or 1 here, not ${qos}`);
  const definition = {
    topic: parseTemplate(properties.text('Topic')),
    roleArn: role(properties, cloud),
    qos: qos === '0' ? 0 : 1,
  } as const;
  return republishAction(cloud, iot.arns, (message) => iot.publish(message), definition);
}

/** The role must exist already: AWS IoT assumes it when the rule is made. */
function role(properties: Properties, cloud: Cloud): string {
  const arn = properties.text('RoleArn');
  requireRole(cloud, arn);
  return arn;
}
