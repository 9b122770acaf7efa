import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE, type MetricName } from '../../shared/runtime/observability.ts';
import type { RoomDeclaration } from '../../shared/runtime/room.ts';
import type { Platform } from './platform.ts';
import { RoomFunction } from './room-function.ts';
import { RoomQueues } from './room-queues.ts';
import { RunbookAlarm } from './runbook-alarm.ts';

export interface RoomServiceProps {
  readonly platform: Platform;
  readonly room: RoomDeclaration;
  readonly invocationDeadLetters: IQueue;
}

/** A declared room: its queues and its functions. Its table and topics are in the stacks that hold data. */
export class RoomService extends Construct {
  /** By their declared names. */
  readonly functions: ReadonlyMap<string, IFunction>;

  constructor(scope: Construct, id: string, { platform, room, invocationDeadLetters }: RoomServiceProps) {
    super(scope, id);
    const queues = new RoomQueues(this, 'Queues', { room, notify: platform.foundation.alarms });
    this.functions = new Map(
      room.functions.map((declaration) => [
        declaration.name,
        new RoomFunction(this, declaration.name, {
          platform,
          room,
          declaration,
          queues,
          invocationDeadLetters,
        }).function,
      ]),
    );
    if (room.functions.some(({ consumes }) => consumes !== undefined)) {
      new RunbookAlarm(this, 'DeadLetters', {
        notify: platform.foundation.alarms,
        metric: metricOf(room, 'DeadLetters', Duration.minutes(1)),
        impact: `Messages to ${room.name} were given up: they have no effect until they are redriven.`,
        section: 'dead-letters',
        atLeast: 1,
      });
    }
    if (room.functions.some(({ name }) => name === LEDGER_CHECK)) {
      new RunbookAlarm(this, 'LedgerDifferences', {
        notify: platform.foundation.alarms,
        metric: metricOf(room, 'LedgerDifferences', Duration.hours(1)),
        impact: 'The books do not add up: riders may have been charged wrongly, and accounts may be wrong.',
        section: 'ledger-differences',
        atLeast: 1,
      });
      new RunbookAlarm(this, 'ReconciliationDifferences', {
        notify: platform.foundation.alarms,
        metric: metricOf(room, 'ReconciliationDifferences', Duration.hours(1)),
        impact:
          'Ledger and payment provider differ: money has moved that is not booked, or the other way round.',
        section: 'reconciliation-differences',
        atLeast: 1,
      });
    }
  }
}

/** The function that checks the ledger every day, by its declared name. */
const LEDGER_CHECK = 'ledger';

/** A metric of the runtime, for a room. */
function metricOf({ name }: RoomDeclaration, metricName: MetricName, period: Duration): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { service: name },
    statistic: 'Sum',
    period,
  });
}
