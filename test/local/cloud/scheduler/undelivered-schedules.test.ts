import { type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { sharedEngine } from '../../../engines/shared.ts';
import { deployTemplate } from '../lambda/a-deployment.ts';
import { aFunction } from '../lambda/a-function.ts';
import { ACCOUNT, clientSettings, noEngines, openCloud, REGION, refOf, role } from '../local-cloud.ts';

const arnOf = (name: string): object => ({ 'Fn::GetAtt': [name, 'Arn'] });
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:work`;
const NOBODY = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:nobody`;
const RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/hourly`;
const HOUR = 3_600_001;

const DEAD = { Type: 'AWS::SQS::Queue' };
const DEAD_POLICY = {
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [{ Ref: 'Dead' }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: arnOf('Dead'),
          Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
        },
      ],
    },
  },
};

function rule(target: object, more: object = {}): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: 'hourly',
      ScheduleExpression: 'rate(1 hour)',
      Targets: [
        {
          Id: 'work',
          RetryPolicy: { MaximumRetryAttempts: 3 },
          DeadLetterConfig: { Arn: arnOf('Dead') },
          ...target,
        },
      ],
      ...more,
    },
  };
}

/** What EventBridge could not bring to a function. */
describe('an event whose function cannot be invoked', () => {
  let cloud: RunningCloud;
  const clients: SQSClient[] = [];

  beforeEach(async () => {
    cloud = await openCloud({ engines: { ...noEngines, sqs: await sharedEngine('sqs') } });
    aFunction(cloud, { code: 'export const handler = async () => undefined;' });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await cloud.stop();
  });

  async function deadLettersAfterAnHour(resources: object): Promise<Message[]> {
    const deployed = await deployTemplate(cloud, { Dead: DEAD, ...resources });
    await cloud.start();
    await cloud.clock.advance(HOUR);
    const client = new SQSClient(clientSettings(cloud));
    clients.push(client);
    const command = new ReceiveMessageCommand({
      QueueUrl: refOf(deployed, 'Dead'),
      MessageAttributeNames: ['All'],
      MaxNumberOfMessages: 10,
    });
    const { Messages = [] } = await client.send(command);
    return Messages;
  }

  function attributesOf(message: Message | undefined): Record<string, string | undefined> {
    const entries = Object.entries(message?.MessageAttributes ?? {});
    return Object.fromEntries(entries.map(([name, { StringValue }]) => [name, StringValue]));
  }

  it('goes to the dead-letter queue of the rule’s target, not tried again', async () => {
    const Rule = rule({ Arn: FUNCTION, Input: '{"hello":"world"}' });
    const [message, ...others] = await deadLettersAfterAnHour({ DeadPolicy: DEAD_POLICY, Rule });
    expect(others).toEqual([]);
    expect(JSON.parse(message?.Body ?? '')).toEqual({ hello: 'world' });
    expect(attributesOf(message)).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: FUNCTION,
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: expect.stringContaining('missing is an AWS::Lambda::Permission') as string,
    });
    expect(cloud.journal.counters()).toMatchObject({ 'schedules.hourly.failed': 1 });
  });

  it('is lost, with a line in the journal, when the queue does not let EventBridge in', async () => {
    const lines: string[] = [];
    cloud.journal.follow(({ text }) => void lines.push(text));
    expect(await deadLettersAfterAnHour({ Rule: rule({ Arn: FUNCTION }) })).toEqual([]);
    expect(lines.join('\n')).toContain('does not allow sqs:SendMessage to events.amazonaws.com');
  });

  it('of one target keeps no other target from its own', async () => {
    const target = (Id: string, Arn: string): object => ({
      Id,
      Arn,
      DeadLetterConfig: { Arn: arnOf('Dead') },
    });
    const Rule = rule({}, { Targets: [target('a', NOBODY), target('b', FUNCTION)] });
    const messages = await deadLettersAfterAnHour({ DeadPolicy: DEAD_POLICY, Rule });
    const codes = messages.map((message) => attributesOf(message)['ERROR_CODE']);
    expect(codes.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual(['NO_PERMISSIONS', 'NO_RESOURCE']);
  });

  it('goes to the dead-letter queue of the schedule, with the role of its target', async () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'once',
        ScheduleExpression: 'rate(1 hour)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: NOBODY,
          RoleArn: arnOf('Role'),
          Input: '{"hello":"world"}',
          RetryPolicy: { MaximumRetryAttempts: 3 },
          DeadLetterConfig: { Arn: arnOf('Dead') },
        },
      },
    };
    const Role = role(
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' },
      { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Dead') },
    );
    const [message] = await deadLettersAfterAnHour({ Role, Schedule: schedule });
    expect(JSON.parse(message?.Body ?? '')).toEqual({ hello: 'world' });
    expect(attributesOf(message)).toMatchObject({ ERROR_CODE: 'NO_RESOURCE', TARGET_ARN: NOBODY });
  });

  it('of a bus that has no schedules is refused', async () => {
    const Rule = rule({ Arn: FUNCTION }, { EventBusName: 'orders' });
    await expect(deployTemplate(cloud, { Dead: DEAD, Rule })).rejects.toThrow(
      'Test Rule (AWS::Events::Rule): EventBusName is orders',
    );
  });
});
