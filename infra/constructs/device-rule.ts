import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import type { MqttContract } from '../../shared/contracts/define.ts';
import { headers } from '../../shared/contracts/envelope.ts';

/** The version of the rules' SQL. The meaning of SQL functions depends on it. */
const SQL_VERSION = '2016-03-23';

/** The rule's SQL: the payload as the car sent it. */
export function ruleSql(contract: MqttContract): string {
  return `SELECT * FROM '${contract.topic.replaceAll('{vin}', '+')}'`;
}

/** The record's key: the topic's segment that holds the VIN. `topic(n)` counts from 1, without the Basic Ingest prefix. */
export function ruleKey(contract: MqttContract): string {
  const segment = contract.topic.split('/').indexOf('{vin}');
  if (segment === -1)
    throw new Error(`The topic of ${contract.name} has no {vin}: its records would have no key`);
  return `\${topic(${segment + 1})}`;
}

export interface KafkaAccess {
  /** Host and port pairs for SASL/SCRAM. */
  readonly brokers: string;
  readonly destinationArn: string;
  readonly secretArn: string;
  /** The role with which IoT Core reads the secret. */
  readonly secretRoleArn: string;
}

export interface DeviceRuleProps {
  readonly contract: MqttContract;
  readonly kafka: KafkaAccess;
  /** The queue for messages that Kafka did not accept after all retries. */
  readonly deadLetters: { readonly queueUrl: string; readonly roleArn: string };
}

/** An IoT rule that writes messages of cars to the Kafka topic of their contract, with key and headers. */
export class DeviceRule extends Construct {
  readonly ruleName: string;

  constructor(scope: Construct, id: string, { contract, kafka, deadLetters }: DeviceRuleProps) {
    super(scope, id);
    if (contract.into === undefined)
      throw new Error(`${contract.name} goes into no Kafka topic: it needs no rule`);
    // Cars with Basic Ingest publish to the rule by this name.
    this.ruleName = contract.name;
    new CfnTopicRule(this, 'Rule', {
      ruleName: this.ruleName,
      topicRulePayload: {
        description: contract.description,
        sql: ruleSql(contract),
        awsIotSqlVersion: SQL_VERSION,
        ruleDisabled: false,
        actions: [
          {
            kafka: {
              destinationArn: kafka.destinationArn,
              topic: contract.into.name,
              key: ruleKey(contract),
              headers: [
                { key: headers.received, value: '${timestamp()}' },
                { key: headers.trace, value: '${traceid()}' },
                { key: headers.client, value: '${clientid()}' },
              ],
              clientProperties: clientProperties(kafka),
            },
          },
        ],
        errorAction: { sqs: { ...deadLetters, useBase64: false } },
      },
    });
  }
}

/** IoT Core documents only 0 and 1 for `acks`: one broker has the record when the action is done. */
function clientProperties({ brokers, secretArn, secretRoleArn }: KafkaAccess): Record<string, string> {
  const secret = (field: string): string =>
    `\${get_secret('${secretArn}', 'SecretString', '${field}', '${secretRoleArn}')}`;
  return {
    'bootstrap.servers': brokers,
    acks: '1',
    'compression.type': 'none',
    'security.protocol': 'SASL_SSL',
    'sasl.mechanism': 'SCRAM-SHA-512',
    'sasl.scram.username': secret('username'),
    'sasl.scram.password': secret('password'),
    'key.serializer': 'StringSerializer',
    'value.serializer': 'ByteBufferSerializer',
  };
}
