import { describe, expect, it } from 'vitest';
import { role } from '../local-cloud.ts';
import { openIotCloud } from './iot-cloud.ts';
import {
  CLIENT_PROPERTIES,
  destination,
  kafka,
  LOG_ROLE,
  NETWORK,
  NETWORK_ROLE,
  rule,
} from './rule-resources.ts';

const SELECT = "SELECT * FROM 'a'";
const base = { NetworkRole: NETWORK_ROLE, LogRole: LOG_ROLE, Destination: destination() };
const withClient = (more: object) => rule('r', SELECT, [kafka({}, { ...CLIENT_PROPERTIES, ...more })]);

/** What the local cloud says when it does not start with these resources. */
async function refusalOf(resources: object): Promise<string> {
  const opening = openIotCloud({ ...base, ...resources });
  return await opening.then(
    async (local) => {
      await local.stop();
      return 'started';
    },
    (error: unknown) => String(error),
  );
}

describe('a template is refused, with the stack and the logical id,', () => {
  it.each<[string, object, string | RegExp]>([
    ['for wrong SQL', rule('r', "SELECT a FRM 'a'", []), /Test R \(AWS::IoT::TopicRule\): expected the end/],
    [
      'for an unknown function',
      rule('r', "SELECT nonsense() AS x FROM 'a'", []),
      'does not know the function nonsense',
    ],
    [
      'for an unknown function in a condition',
      rule('r', "SELECT * FROM 'a' WHERE nonsense(b) > 1", []),
      'does not know the function nonsense',
    ],
    [
      'for an unknown function in the arguments of another',
      rule('r', "SELECT concat('a', upper(nonsense())) AS x FROM 'a'", []),
      'does not know the function nonsense',
    ],
    [
      'for a function of AWS that is not played',
      rule('r', "SELECT aws_lambda('arn', *) AS x FROM 'a'", []),
      'aws_lambda',
    ],
    ['for a wrong number of arguments', rule('r', "SELECT upper(a, b) AS x FROM 'a'", []), 'upper'],
    [
      'for an unknown function in a key',
      rule('r', SELECT, [kafka({ Key: '${nonsense(vin)}' })]),
      'does not know the function nonsense',
    ],
    [
      'for an unknown function in a header',
      rule('r', SELECT, [kafka({ Headers: [{ Key: 'k', Value: '${nonsense()}' }] })]),
      'does not know the function nonsense',
    ],
    [
      'for an unknown function in the error action',
      rule('r', SELECT, [], {
        ErrorAction: {
          Republish: { Topic: 'a/${nonsense()}', RoleArn: { 'Fn::GetAtt': ['LogRole', 'Arn'] } },
        },
      }),
      'does not know the function nonsense',
    ],
    [
      'for an unknown property of a header',
      rule('r', SELECT, [kafka({ Headers: [{ Key: 'k', Value: 'v', Colour: 'red' }] })]),
      'know the property TopicRulePayload.Actions[0].Kafka.Headers[0].Colour',
    ],
    [
      'for an unknown property of the error action',
      rule('r', SELECT, [], { ErrorAction: { Lambda: { FunctionArn: 'a', Version: '1' } } }),
      'know the property TopicRulePayload.ErrorAction.Lambda.Version',
    ],
    [
      'for another version of SQL',
      rule('r', SELECT, [], { AwsIotSqlVersion: '2015-10-08' }),
      'must be 2016-03-23',
    ],
    ['for no version of SQL', rule('r', SELECT, [], { AwsIotSqlVersion: undefined }), 'must be 2016-03-23'],
    ['for a wrong name', rule('a-b', SELECT, []), 'a-b is no name of a rule'],
    [
      'for an action that is not played',
      rule('r', SELECT, [{ S3: { BucketName: 'b' } }]),
      'TopicRulePayload.Actions[0].S3',
    ],
    [
      'for two kinds in one action',
      rule('r', SELECT, [{ ...kafka(), Lambda: { FunctionArn: 'a' } }]),
      'has one kind',
    ],
    ['for an action without a kind', rule('r', SELECT, [{}]), 'has one kind'],
    ['for an unknown property of an action', rule('r', SELECT, [kafka({ Acks: 1 })]), 'Kafka.Acks'],
    [
      'for an unknown property of the rule',
      rule('r', SELECT, [], { Nonsense: 1 }),
      'TopicRulePayload.Nonsense',
    ],
    [
      'for eleven actions',
      rule(
        'r',
        SELECT,
        Array.from({ length: 11 }, () => kafka()),
      ),
      'at most 10 actions',
    ],
    ['for a template that does not parse', rule('r', SELECT, [kafka({ Key: '${vin' })]), 'expected }'],
    [
      'for a secret outside of client properties',
      rule('r', SELECT, [kafka({ Key: "${get_secret('a')}" })]),
      'only in the client properties',
    ],
    [
      'for a destination that is not there',
      rule('r', SELECT, [kafka({ DestinationArn: 'arn:x' })]),
      'arn:x does not exist',
    ],
    ['for no headers in Headers', rule('r', SELECT, [kafka({ Headers: [] })]), '1 to 100 headers, not 0'],
    [
      'for an unknown client property',
      withClient({ 'linger.ms': '5' }),
      'AWS IoT does not know the client property linger.ms',
    ],
    ['for acks=all', withClient({ acks: 'all' }), 'acks is 0 or 1'],
    [
      'for another serializer',
      withClient({ 'value.serializer': 'StringSerializer' }),
      'value.serializer is ByteBufferSerializer',
    ],
    [
      'for a compression that is not played',
      withClient({ 'compression.type': 'zstd' }),
      'compression.type is none or gzip',
    ],
    ['for PLAIN', withClient({ 'sasl.mechanism': 'PLAIN' }), 'sasl.mechanism is SCRAM-SHA-512'],
    ['for a key store', withClient({ 'ssl.keystore': 'x' }), 'ssl.keystore is not played'],
    ['without brokers', withClient({ 'bootstrap.servers': undefined }), 'bootstrap.servers is missing'],
    [
      'without a password',
      withClient({ 'sasl.scram.password': undefined }),
      'sasl.scram.password is missing',
    ],
    [
      'for a role that no template has',
      rule('r', SELECT, [{ Sqs: { QueueUrl: 'q', RoleArn: 'arn:aws:iam::1:role/x' } }]),
      'cannot assume arn:aws:iam::1:role/x',
    ],
    [
      'for QoS 2 in Republish',
      rule('r', SELECT, [{ Republish: { Topic: 'a', Qos: 2, RoleArn: 'x' } }]),
      'is 0 or 1 here, not 2',
    ],
    ['for a destination over HTTP', { ...destination({}, { HttpUrlProperties: {} }) }, 'HttpUrlProperties'],
    ['for a destination without subnets', destination({ SubnetIds: [] }), 'needs SubnetIds'],
    [
      'for a destination without security groups',
      destination({ SecurityGroups: [] }),
      'needs SecurityGroups',
    ],
    ['for a destination without a VPC', destination({ VpcId: undefined }), 'VpcProperties.VpcId is missing'],
    [
      'for a destination with a wrong status',
      destination({}, { Status: 'ON' }),
      'ENABLED or DISABLED, not ON',
    ],
  ])('%s', async (_, resource, why) => {
    expect(await refusalOf({ R: resource })).toMatch(why);
  });

  it('for a destination whose role lacks an action on network interfaces', async () => {
    const NetworkRole = role({ ...NETWORK, Action: NETWORK.Action.slice(1) });
    expect(await refusalOf({ NetworkRole })).toContain('ec2:CreateNetworkInterface');
  });

  it.each<[string, object, string]>([
    [
      'for a policy with an unknown variable',
      { Effect: 'Allow', Action: 'iot:Connect', Resource: '${iot:Nonsense}' },
      'iot:Nonsense',
    ],
    [
      'for a policy with an unknown condition key',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Bool: { 'iot:X': 'true' } } },
      'iot:X',
    ],
    [
      'for a policy with an unknown condition',
      { Effect: 'Allow', Action: '*', Resource: '*', Condition: { Hmm: { 'iot:ClientId': 'x' } } },
      'Hmm',
    ],
  ])('%s', async (_, statement, why) => {
    const Properties = { PolicyDocument: { Statement: [statement] } };
    expect(await refusalOf({ Policy: { Type: 'AWS::IoT::Policy', Properties } })).toContain(why);
  });
});
