import { afterEach, describe, expect, it } from 'vitest';
import { AwsError, type AwsRequest } from '../../../../local/cloud/core/aws-endpoint.ts';
import { role } from '../local-cloud.ts';
import { type IotCloud, inbox, openIotCloud, until } from './iot-cloud.ts';
import { LOG_ACTION, LOG_ROLE, rule } from './rule-resources.ts';

let local: IotCloud;
afterEach(async () => await local.stop());

const TOPICS = 'arn:aws:iot:eu-west-1:111111111111:topic';
const counters = (name: string) => local.iot.rules().find((info) => info.name === name);
const logged = (source: string): string[] => {
  const texts: string[] = [];
  local.cloud.journal.follow((line) => line.source === source && texts.push(line.text))();
  return texts;
};
const publish = (topic: string, payload: string): void =>
  local.iot.publish({ topic, payload: Buffer.from(payload), qos: 0 });

describe('an Sqs action', () => {
  it('sends through the API as the role of the action, in base64 if asked', async () => {
    const sent: { readonly request: AwsRequest; readonly body: Record<string, unknown> }[] = [];
    const sqs = (UseBase64: boolean) => ({
      Sqs: {
        QueueUrl: 'https://sqs/111111111111/errors',
        RoleArn: { 'Fn::GetAtt': ['Sender', 'Arn'] },
        UseBase64,
      },
    });
    local = await openIotCloud({
      Sender: role({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
      Rule: rule('r', "SELECT * FROM 'a'", [sqs(false), sqs(true)]),
    });
    local.cloud.endpoint.register('sqs', async (request) => {
      const body = JSON.parse(request.body.toString()) as Record<string, unknown>;
      sent.push({ request, body });
      return await Promise.resolve({ status: 200, body: JSON.stringify({ MessageId: '1' }) });
    });
    publish('a', 'hello');
    await until(() => sent.length === 2, 'both are sent');
    expect(new Set(sent.map(({ body }) => body['MessageBody']))).toEqual(new Set(['hello', 'aGVsbG8=']));
    expect(sent[0]?.body['QueueUrl']).toBe('https://sqs/111111111111/errors');
    expect(sent[0]?.request.identity?.roleName).toBe('Test-Sender');
    expect(sent[0]?.request.operation).toBe('SendMessage');
  });

  it('fails with what the queue answered', async () => {
    local = await openIotCloud({
      Sender: role(),
      LogRole: LOG_ROLE,
      Rule: rule(
        'r',
        "SELECT * FROM 'a'",
        [{ Sqs: { QueueUrl: 'https://sqs/1/q', RoleArn: { 'Fn::GetAtt': ['Sender', 'Arn'] } } }],
        { ErrorAction: LOG_ACTION },
      ),
    });
    local.cloud.endpoint.register('sqs', async () => {
      await Promise.resolve();
      throw new AwsError('AccessDeniedException', 'not this role', 403);
    });
    publish('a', 'hello');
    await until(() => logged('rule-errors').length > 0, 'the error action ran');
    expect(JSON.parse(logged('rule-errors')[0] ?? '')).toMatchObject({
      clientId: 'n/a',
      failures: [
        { failedAction: 'SqsAction', failedResource: 'https://sqs/1/q', errorMessage: 'not this role' },
      ],
    });
  });
});

describe('a Republish action', () => {
  const republish = (Topic: string) => ({
    Republish: { Topic, Qos: 1, RoleArn: { 'Fn::GetAtt': ['Publisher', 'Arn'] } },
  });
  const Publisher = role({ Effect: 'Allow', Action: 'iot:Publish', Resource: `${TOPICS}/out/*` });

  it('publishes to subscribers and to other rules, if its role may', async () => {
    local = await openIotCloud({
      Publisher,
      LogRole: LOG_ROLE,
      First: rule('first', "SELECT a AS b FROM 'in/+'", [republish('out/${topic(2)}')]),
      Second: rule('second', "SELECT * FROM 'out/#'", [{ CloudwatchLogs: { ...LOG_ACTION.CloudwatchLogs } }]),
    });
    const watching = await local.connect('w', await local.register(undefined, 'open'));
    const received = inbox(watching);
    await watching.subscribeAsync('out/+', { qos: 1 });
    publish('in/x', '{"a":1}');
    await until(() => received.length > 0 && logged('rule-errors').length > 0, 'it is published again');
    expect(received).toEqual([{ topic: 'out/x', text: '{"b":1}', qos: 1, retain: false }]);
    expect(logged('rule-errors')).toEqual(['{"b":1}']);
  });

  it('fails where its role may not publish, and on reserved topics', async () => {
    local = await openIotCloud({
      Publisher,
      Denied: rule('denied', "SELECT * FROM 'a'", [republish('elsewhere')]),
      Reserved: rule('reserved', "SELECT * FROM 'a'", [republish('$aws/things/x')]),
    });
    publish('a', 'x');
    await until(() => counters('denied')?.lost === 1 && counters('reserved')?.lost === 1, 'both failed');
    expect(logged('iot').some((text) => text.includes('is not authorized to perform iot:Publish'))).toBe(
      true,
    );
    expect(logged('iot').some((text) => text.includes('$aws/things/x is reserved'))).toBe(true);
  });
});

describe('a CloudwatchMetric action', () => {
  it('adds to a metric', async () => {
    local = await openIotCloud({
      Meter: role({ Effect: 'Allow', Action: 'cloudwatch:PutMetricData', Resource: '*' }),
      Rule: rule('r', "SELECT * FROM 'a'", [
        {
          CloudwatchMetric: {
            MetricNamespace: 'Cars',
            MetricName: 'Speed',
            MetricValue: '${speed}',
            MetricUnit: 'None',
            RoleArn: { 'Fn::GetAtt': ['Meter', 'Arn'] },
          },
        },
      ]),
    });
    publish('a', '{"speed":30}');
    publish('a', '{"speed":12.5}');
    await until(() => counters('r')?.succeeded === 2, 'both are counted');
    expect(local.cloud.journal.metrics()['Cars/Speed']).toBe(42.5);
    publish('a', '{"speed":"fast"}');
    await until(() => counters('r')?.lost === 1, 'the third fails');
  });
});

describe('a Lambda action', () => {
  it('fails when the function is not there, or takes no such payload', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:nobody';
    local = await openIotCloud({
      Rule: rule('r', "SELECT * FROM '#'", [{ Lambda: { FunctionArn: arn } }]),
    });
    publish('json', '{}');
    publish('binary', 'no JSON');
    await until(() => counters('r')?.lost === 2, 'both failed');
    expect(logged('iot').some((text) => text.includes(`Function not found: ${arn}`))).toBe(true);
    expect(logged('iot').some((text) => text.includes('a function takes JSON only'))).toBe(true);
  });
});
