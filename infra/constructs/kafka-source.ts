import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { TopicContract } from '../../shared/contracts/define.ts';
import { lambdaDeadLetters } from '../../shared/contracts/platform/platform.ts';
import { milliseconds } from '../../shared/kernel/time.ts';
import { type Consumption, DEFAULT_BATCH } from '../../shared/runtime/room.ts';
import { KAFKA_CLUSTER } from '../names.ts';
import type { Stage } from '../stages.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/** The consumer group of a function on a topic. Each function has its own, so a new one starts at the beginning, or where history ends. */
export function consumerGroup(functionName: string, topic: TopicContract): string {
  return `${functionName}-${topic.name}`;
}

export interface KafkaSourceProps {
  readonly stage: Stage;
  readonly clusterArn: string;
  readonly consumption: Consumption;
  readonly function: IFunction;
  readonly functionName: string;
  /** The purpose of the function, for the alarms. */
  readonly description: string;
  readonly notify: ITopic;
}

const seconds = (time: string): number => Math.floor(milliseconds(time) / 1000);

/** Feeds a topic's records to a function in batches, in order within a partition, with limited retries. */
export class KafkaSource extends Construct {
  constructor(scope: Construct, id: string, props: KafkaSourceProps) {
    super(scope, id);
    const { consumption } = props;
    const { topic } = consumption;
    const { pollers, retries, historyEnds } = props.stage.consumers;
    const { minimum, maximum } = pollers[topic.volume];
    const { attempts, maximumAgeSeconds } = retries[topic.volume];
    const mapping = new CfnEventSourceMapping(this, 'Mapping', {
      functionName: props.function.functionArn,
      eventSourceArn: props.clusterArn,
      topics: [topic.name],
      amazonManagedKafkaEventSourceConfig: { consumerGroupId: consumerGroup(props.functionName, topic) },
      // LATEST misses records that arrive while the mapping is created.
      ...(consumption.skipsHistory === true
        ? { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: seconds(historyEnds) }
        : { startingPosition: 'TRIM_HORIZON' }),
      batchSize: consumption.batchSize ?? DEFAULT_BATCH,
      // With provisioned pollers, 0 invokes the function as soon as there is a record.
      maximumBatchingWindowInSeconds: 0,
      // Everything below needs provisioned pollers.
      provisionedPollerConfig: { minimumPollers: minimum, maximumPollers: maximum },
      functionResponseTypes: ['ReportBatchItemFailures'],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: attempts,
      maximumRecordAgeInSeconds: maximumAgeSeconds,
      destinationConfig: { onFailure: { destination: `kafka://${lambdaDeadLetters.name}` } },
      metricsConfig: { metrics: ['EventCount'] },
    });
    this.alarms(props, mapping);
  }

  private alarms(
    { stage, consumption: { topic }, functionName, description, notify }: KafkaSourceProps,
    mapping: CfnEventSourceMapping,
  ): void {
    new RunbookAlarm(this, 'Lag', {
      notify,
      metric: new Metric({
        namespace: 'AWS/Kafka',
        metricName: 'EstimatedMaxTimeLag',
        dimensionsMap: {
          'Cluster Name': KAFKA_CLUSTER,
          'Consumer Group': consumerGroup(functionName, topic),
          Topic: topic.name,
        },
        statistic: 'Maximum',
        period: Duration.minutes(1),
      }),
      impact: `“${description}” is behind on ${topic.name}: riders and cars wait longer, and commands expire.`,
      section: 'consumer-lag',
      atLeast: stage.consumers.lagAlarmSeconds,
      periods: 5,
    });
    new RunbookAlarm(this, 'GivenUp', {
      notify,
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: mapping.ref },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      impact: `“${description}” gave up records of ${topic.name}: they have no effect until they are redriven.`,
      section: 'lambda-dead-letters',
      atLeast: 1,
    });
  }
}
