import { Duration } from 'aws-cdk-lib';
import { CfnEventInvokeConfig, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { FunctionDeclaration, RoomDeclaration } from '../../shared/runtime/room.ts';
import { bundleOf } from '../bundle.ts';
import { functionName } from '../names.ts';
import { send } from '../permissions/sqs.ts';
import { EveryDay, EveryMinute } from './every-minute.ts';
import { functionEnvironment, usesKafka } from './function-environment.ts';
import { functionPermissions } from './function-permissions.ts';
import { KafkaSource } from './kafka-source.ts';
import { NodeFunction } from './node-function.ts';
import type { Platform } from './platform.ts';
import { QueueSource } from './queue-source.ts';
import type { RoomQueues } from './room-queues.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

/** Seconds after which an invocation that still waits is no longer useful. */
const LONGEST_WAIT_SECONDS = 60;

export interface RoomFunctionProps {
  readonly platform: Platform;
  readonly room: RoomDeclaration;
  readonly declaration: FunctionDeclaration;
  readonly queues: RoomQueues;
  /** Takes asynchronous invocations that failed. */
  readonly invocationDeadLetters: IQueue;
}

/** A function as its room declares it, with its event sources. Its routes belong to the API. */
export class RoomFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: RoomFunctionProps) {
    super(scope, id);
    const { platform, room, declaration, queues, invocationDeadLetters } = props;
    const { stage, foundation, bundles } = platform;
    const name = functionName(room.name, declaration.name);
    // Schedules and operators do not wait for the answer.
    const isAsynchronous =
      declaration.scheduler === true || declaration.everyDay === true || declaration.may.redrive === true;
    const { function: lambda } = new NodeFunction(this, 'Node', {
      stage,
      name,
      description: declaration.description,
      bundle: bundleOf(bundles, name),
      memoryMb: declaration.memoryMb,
      timeoutSeconds: declaration.timeoutSeconds,
      reservedConcurrency: declaration.reservedConcurrency,
      environment: functionEnvironment(platform, room, declaration, queues),
      permissions: [
        ...functionPermissions(platform, room, declaration, queues),
        ...(isAsynchronous ? send([invocationDeadLetters.queueArn]) : []),
      ],
      network: usesKafka(declaration.may)
        ? { vpc: foundation.vpc, securityGroup: foundation.functions }
        : undefined,
    });
    this.function = lambda;
    if (isAsynchronous) this.giveUp(invocationDeadLetters);
    this.sources(props, name);
    new RunbookAlarm(this, 'Errors', {
      notify: foundation.alarms,
      metric: lambda.metricErrors({ period: Duration.minutes(1) }),
      impact: `“${declaration.description}” fails in some cases: callers get errors, and records are retried.`,
      section: 'function-errors',
      atLeast: 1,
      periods: 3,
    });
  }

  /** A failed asynchronous invocation is not repeated: the next one does all remaining work. */
  private giveUp(queue: IQueue): void {
    new CfnEventInvokeConfig(this, 'Asynchronous', {
      functionName: this.function.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 0,
      maximumEventAgeInSeconds: LONGEST_WAIT_SECONDS,
      destinationConfig: { onFailure: { destination: queue.queueArn } },
    });
  }

  private sources({ platform, declaration, queues }: RoomFunctionProps, name: string): void {
    const { description, consumes = [], scheduler, everyDay, servesPort, portBatch } = declaration;
    for (const consumption of consumes) {
      new KafkaSource(this, consumption.topic.name, {
        stage: platform.stage,
        clusterArn: platform.kafka.arns.cluster,
        consumption,
        function: this.function,
        functionName: name,
        description,
        notify: platform.foundation.alarms,
      });
    }
    if (scheduler) {
      new EveryMinute(this, 'EveryMinute', { function: this.function, description });
      if (queues.timers !== undefined) {
        new QueueSource(this, 'Timers', { queue: queues.timers, function: this.function });
      }
    }
    if (everyDay) new EveryDay(this, 'EveryDay', { function: this.function, description });
    const port = servesPort === undefined ? undefined : queues.ports.get(servesPort);
    if (port !== undefined) {
      new QueueSource(this, 'Port', { queue: port, function: this.function, batch: portBatch });
    }
  }
}
