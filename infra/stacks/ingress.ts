import { Aws, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { CfnLogging } from 'aws-cdk-lib/aws-iot';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { MqttContract } from '../../shared/contracts/define.ts';
import { CarPolicy } from '../constructs/car-policy.ts';
import { DeviceRule } from '../constructs/device-rule.ts';
import { KafkaDestination } from '../constructs/kafka-destination.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import { serviceRole } from '../constructs/service-role.ts';
import { DeadLetterQueue } from '../constructs/work-queue.ts';
import type { FoundationStack } from './foundation.ts';
import type { KafkaStack } from './kafka.ts';

export interface IngressProps extends StackProps {
  readonly foundation: FoundationStack;
  readonly kafka: KafkaStack;
  readonly contracts: readonly MqttContract[];
}

/** The way of cars into the platform: their policy, and the rules that write their messages to Kafka. Holds no data. */
export class IngressStack extends Stack {
  constructor(scope: Construct, id: string, { foundation, kafka, contracts, ...props }: IngressProps) {
    super(scope, id, props);
    new CarPolicy(this, 'Cars', { contracts });
    const destination = new KafkaDestination(this, 'Kafka', {
      vpc: foundation.vpc,
      securityGroupId: foundation.iot.securityGroupId,
    });
    const secretRole = iotRole(this, 'SecretReader', 'For IoT rules to read the Kafka user', [
      new PolicyStatement({
        actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        resources: [kafka.iotSecret.arn],
      }),
      new PolicyStatement({ actions: ['kms:Decrypt'], resources: [kafka.iotSecret.keyArn] }),
    ]);
    const { queue } = new DeadLetterQueue(this, 'DeadLetters', {
      notify: foundation.alarms,
      impact: 'Messages of cars did not reach Kafka: readings are lost, and numbered events come late.',
    });
    const errorRole = iotRole(this, 'DeadLetterWriter', 'For IoT rules to write dead letters', [
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    ]);
    for (const contract of contracts.filter(({ into }) => into !== undefined)) {
      const { ruleName } = new DeviceRule(this, contract.name, {
        contract,
        kafka: {
          brokers: kafka.brokers.scram,
          destinationArn: destination.arn,
          secretArn: kafka.iotSecret.arn,
          secretRoleArn: secretRole.roleArn,
        },
        deadLetters: { queueUrl: queue.queueUrl, roleArn: errorRole.roleArn },
      });
      this.ruleAlarms(ruleName, foundation.alarms);
    }
    this.logging();
  }

  /** Only these logs show an error in a rule's SQL. */
  private logging(): void {
    const logs = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:AWSIotLogsV2:*`;
    const role = iotRole(this, 'LogWriter', 'For IoT Core to write logs', [
      new PolicyStatement({
        actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logs],
      }),
    ]);
    new CfnLogging(this, 'Logging', {
      accountId: Aws.ACCOUNT_ID,
      defaultLogLevel: 'ERROR',
      roleArn: role.roleArn,
    });
  }

  private ruleAlarms(ruleName: string, notify: ITopic): void {
    const metric = (metricName: string, period: Duration): Metric =>
      new Metric({
        namespace: 'AWS/IoT',
        metricName,
        dimensionsMap: { RuleName: ruleName, ActionType: 'Kafka' },
        statistic: 'Sum',
        period,
      });
    new RunbookAlarm(this, `${ruleName}Failures`, {
      notify,
      metric: metric('Failure', Duration.minutes(1)),
      impact: `Messages of cars (${ruleName}) do not reach Kafka: positions and the answers to unlocks are missing.`,
      section: 'rule-failures',
      atLeast: 1,
      periods: 3,
    });
    new RunbookAlarm(this, `${ruleName}Silence`, {
      notify,
      // AWS disables the VPC destination after 30 days without traffic.
      metric: metric('Success', Duration.days(1)),
      impact: `No car has sent anything (${ruleName}) for a week: after 30 days AWS closes IoT Core’s way to Kafka.`,
      section: 'no-car-traffic',
      atLeast: 1,
      periods: 7,
      whenBelow: true,
    });
  }
}

function iotRole(scope: Construct, id: string, description: string, statements: PolicyStatement[]): Role {
  return serviceRole(scope, id, { description, service: 'iot.amazonaws.com', statements });
}
