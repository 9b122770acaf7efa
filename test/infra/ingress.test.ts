import { describe, expect, it } from 'vitest';
import { synthesized } from './synthesized.ts';

describe.each(['development', 'production'] as const)('the ingress in %s', (stage) => {
  const { ofType, only } = synthesized(stage);

  const rule = (name: string) => {
    const found = ofType('AWS::IoT::TopicRule').find(({ properties }) => properties['RuleName'] === name);
    return found?.properties['TopicRulePayload'] as Readonly<Record<string, unknown>>;
  };

  describe('the IoT rules', () => {
    it('are one for each Kafka topic that cars write', () => {
      expect(
        ofType('AWS::IoT::TopicRule')
          .map(({ properties }) => String(properties['RuleName']))
          .toSorted(),
      ).toEqual(['events', 'telemetry']);
    });

    it.each([
      ['telemetry', "SELECT * FROM 'cars/+/telemetry'", 'cars.telemetry'],
      ['events', "SELECT * FROM 'cars/+/events'", 'cars.events'],
    ])('%s writes messages unchanged, by VIN', (name, sql, topic) => {
      expect(rule(name)).toMatchObject({ Sql: sql, AwsIotSqlVersion: '2016-03-23', RuleDisabled: false });
      const [action] = rule(name)['Actions'] as { Kafka: Readonly<Record<string, unknown>> }[];
      expect(action?.Kafka).toMatchObject({
        Topic: topic,
        Key: '${topic(2)}',
        Headers: [
          { Key: 'received', Value: '${timestamp()}' },
          { Key: 'trace', Value: '${traceid()}' },
          { Key: 'client', Value: '${clientid()}' },
        ],
      });
    });

    it('use the Kafka properties that IoT Core documents, and the secret by its role', () => {
      const [action] = rule('events')['Actions'] as { Kafka: { ClientProperties: Record<string, string> } }[];
      const secret = (field: string) =>
        expect.stringMatching(
          new RegExp(
            `^\\$\\{get_secret\\('<kafka:[^']*ScramSecret[^']*>', 'SecretString', '${field}', '<SecretReader[^']*\\.Arn>'\\)\\}$`,
          ),
        );
      expect(action?.Kafka.ClientProperties).toEqual({
        'bootstrap.servers': expect.stringMatching(/^<kafka:.*BootstrapBrokerStringSaslScram.*>$/),
        acks: '1',
        'compression.type': 'none',
        'security.protocol': 'SASL_SSL',
        'sasl.mechanism': 'SCRAM-SHA-512',
        'sasl.scram.username': secret('username'),
        'sasl.scram.password': secret('password'),
        'key.serializer': 'StringSerializer',
        'value.serializer': 'ByteBufferSerializer',
      });
    });

    it('send messages that they give up to a queue', () => {
      for (const name of ['telemetry', 'events']) {
        expect(rule(name)['ErrorAction']).toEqual({
          Sqs: {
            QueueUrl: expect.stringMatching(/^<DeadLettersQueue/),
            RoleArn: expect.stringMatching(/^<DeadLetterWriter.*\.Arn>$/),
            UseBase64: false,
          },
        });
      }
    });

    it('let only the rules’ role read the secret and its key', () => {
      const role = ofType('AWS::IAM::Role').find(({ logicalId }) => logicalId.startsWith('SecretReader'));
      expect(role?.properties).toMatchObject({
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'iot.amazonaws.com' } }] },
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                {
                  Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
                  Resource: expect.stringMatching(/^<kafka:.*ScramSecret/),
                },
                { Action: 'kms:Decrypt', Resource: expect.stringMatching(/^<kafka:.*ScramSecretKey/) },
              ],
            },
          },
        ],
      });
    });
  });

  describe('the VPC destination', () => {
    const destination = only('AWS::IoT::TopicRuleDestination');

    it('has an interface in every private subnet', () => {
      const { SubnetIds, SecurityGroups } = destination.properties['VpcProperties'] as Record<
        string,
        string[]
      >;
      expect(SubnetIds).toHaveLength(3);
      expect(new Set(SubnetIds).size).toBe(3);
      expect(SecurityGroups).toEqual([expect.stringContaining('Iot')]);
    });

    it('is made after its role, with the eight permissions', () => {
      const role = ofType('AWS::IAM::Role').find(({ logicalId }) =>
        destination.dependsOn.includes(logicalId),
      );
      expect(role?.properties['Policies']).toMatchObject([
        {
          PolicyDocument: {
            Statement: [
              {
                Action: [
                  'ec2:CreateNetworkInterface',
                  'ec2:CreateNetworkInterfacePermission',
                  'ec2:DeleteNetworkInterface',
                  'ec2:DescribeNetworkInterfaces',
                  'ec2:DescribeSecurityGroups',
                  'ec2:DescribeSubnets',
                  'ec2:DescribeVpcAttribute',
                  'ec2:DescribeVpcs',
                ],
              },
            ],
          },
        },
      ]);
    });
  });

  describe('a car', () => {
    const arn = (resource: string) => `arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:${resource}`;
    const own = '${iot:Connection.Thing.ThingName}';

    it('may connect as itself and use its own topics, nothing else', () => {
      expect(only('AWS::IoT::Policy').properties).toEqual({
        PolicyName: 'roadstream-car',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'iot:Connect',
              Resource: arn(`client/${own}`),
              Condition: { Bool: { 'iot:Connection.Thing.IsAttached': 'true' } },
            },
            {
              Effect: 'Allow',
              Action: 'iot:Publish',
              Resource: [
                arn(`topic/$aws/rules/telemetry/cars/${own}/telemetry`),
                arn(`topic/cars/${own}/events`),
              ],
            },
            {
              Effect: 'Allow',
              Action: 'iot:Subscribe',
              Resource: ['commands', 'receipts', 'trust'].map((name) =>
                arn(`topicfilter/cars/${own}/${name}`),
              ),
            },
            {
              Effect: 'Allow',
              Action: 'iot:Receive',
              Resource: ['commands', 'receipts', 'trust'].map((name) => arn(`topic/cars/${own}/${name}`)),
            },
          ],
        },
      });
    });

    it('is a thing of its own type', () => {
      expect(only('AWS::IoT::ThingType').properties).toMatchObject({ ThingTypeName: 'roadstream-car' });
    });
  });
});
