import type { Cloud } from '../../core/cloud.ts';
import type { PropertyReader } from '../../core/property-reader.ts';
import { cloudwatchLogsAction, cloudwatchMetricAction } from '../actions/cloudwatch-actions.ts';
import { lambdaAction } from '../actions/lambda-action.ts';
import { republishAction } from '../actions/republish-action.ts';
import { sqsAction } from '../actions/sqs-action.ts';
import type { Iot } from '../iot.ts';
import { parseClientProperties } from '../kafka/client-properties.ts';
import { type KafkaActionDefinition, kafkaAction } from '../kafka/kafka-action.ts';
import type { Action } from '../rules/action.ts';
import { requireRole } from '../rules/role.ts';
import { parseTemplate, type Template } from '../sql/template.ts';

type MakeAction = (properties: PropertyReader, cloud: Cloud, iot: Iot) => Action;

const HEADERS = { fewest: 1, most: 100 };

interface Kind {
  readonly properties: readonly string[];
  readonly make: MakeAction;
}

const KINDS: Readonly<Record<string, Kind>> = {
  Kafka: {
    properties: [
      'DestinationArn',
      'Topic',
      'Key',
      'Partition',
      'Headers[].Key',
      'Headers[].Value',
      'ClientProperties',
    ],
    make: makeKafka,
  },
  Sqs: {
    properties: ['QueueUrl', 'RoleArn', 'UseBase64'],
    make: (properties, cloud) =>
      sqsAction(cloud, {
        queueUrl: parseTemplate(properties.text('QueueUrl')),
        roleArn: role(properties, cloud),
        useBase64: properties.flag('UseBase64'),
      }),
  },
  Lambda: {
    properties: ['FunctionArn'],
    make: (properties, cloud) => lambdaAction(cloud, { functionArn: properties.text('FunctionArn') }),
  },
  Republish: { properties: ['Topic', 'RoleArn', 'Qos'], make: makeRepublish },
  CloudwatchLogs: {
    properties: ['LogGroupName', 'RoleArn'],
    make: (properties, cloud) =>
      cloudwatchLogsAction(cloud, {
        logGroup: parseTemplate(properties.text('LogGroupName')),
        roleArn: role(properties, cloud),
      }),
  },
  CloudwatchMetric: {
    properties: ['MetricNamespace', 'MetricName', 'MetricValue', 'MetricUnit', 'RoleArn'],
    make: makeMetric,
  },
};

/** What an action at this path of a rule's properties may say. */
export function actionProperties(path: string): Record<string, 'emulated'> {
  return Object.fromEntries(
    Object.entries(KINDS).flatMap(([kind, { properties }]) =>
      properties.map((name) => [`${path}.${kind}.${name}`, 'emulated'] as const),
    ),
  );
}

/** Makes an action of a rule, or its error action, from `{ Kind: { … } }`. */
export function makeAction(action: PropertyReader, cloud: Cloud, iot: Iot): Action {
  const [first, second] = Object.entries(KINDS).filter(([kind]) => action.has(kind));
  if (first === undefined || second !== undefined) return action.refuse('an action of a rule has one kind');
  const [kind, { make }] = first;
  return make(action.child(kind), cloud, iot);
}

function makeKafka(properties: PropertyReader, _: Cloud, iot: Iot): Action {
  const destinationArn = properties.text('DestinationArn');
  if (iot.destinations.get(destinationArn) === undefined) {
    properties.refuse(`the Kafka action's destination ${destinationArn} does not exist`);
  }
  return kafkaAction(
    {
      destinationArn,
      topic: parseTemplate(properties.text('Topic')),
      key: optionalTemplate(properties, 'Key'),
      partition: optionalTemplate(properties, 'Partition'),
      headers: properties.has('Headers') ? makeHeaders(properties) : [],
      clientProperties: parseClientProperties(properties.raw('ClientProperties')),
    },
    iot.lanes,
    iot.destinations,
    iot.faults,
  );
}

function makeHeaders(properties: PropertyReader): KafkaActionDefinition['headers'] {
  const headers = properties.children('Headers');
  if (headers.length < HEADERS.fewest || headers.length > HEADERS.most) {
    properties.refuse(
      `a Kafka action has ${HEADERS.fewest} to ${HEADERS.most} headers, not ${headers.length}`,
    );
  }
  return headers.map((header) => {
    return { key: parseTemplate(header.text('Key')), value: parseTemplate(header.text('Value')) };
  });
}

function makeMetric(properties: PropertyReader, cloud: Cloud): Action {
  return cloudwatchMetricAction(cloud, {
    namespace: parseTemplate(properties.text('MetricNamespace')),
    name: parseTemplate(properties.text('MetricName')),
    value: parseTemplate(properties.text('MetricValue')),
    unit: parseTemplate(properties.text('MetricUnit')),
    roleArn: role(properties, cloud),
  });
}

function makeRepublish(properties: PropertyReader, cloud: Cloud, iot: Iot): Action {
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

function optionalTemplate(properties: PropertyReader, name: string): Template | undefined {
  const text = properties.optionalText(name);
  return text === undefined ? undefined : parseTemplate(text);
}

/** The role must exist already: AWS IoT assumes it when the rule is made. */
function role(properties: PropertyReader, cloud: Cloud): string {
  const arn = properties.text('RoleArn');
  requireRole(cloud, arn);
  return arn;
}
