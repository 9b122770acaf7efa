import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { RunbookSection } from '../runbook.ts';

export interface RunbookAlarmProps {
  /** The topic that it is sent to. */
  readonly notify: ITopic;
  readonly metric: IMetric;
  /** The effect on riders, partners or operators, in one sentence: the engineer on call reads it first. */
  readonly impact: string;
  /** The section of the runbook that says what to do. */
  readonly section: RunbookSection;
  /** It fires at this value or more. */
  readonly atLeast: number;
  /** Consecutive periods of the metric. */
  readonly periods?: number;
  /** Fires when the metric is below `atLeast` or absent instead. */
  readonly whenBelow?: boolean;
}

/** An alarm that names its impact and its section of the runbook. */
export class RunbookAlarm extends Construct {
  constructor(scope: Construct, id: string, props: RunbookAlarmProps) {
    super(scope, id);
    const { notify, metric, impact, section, atLeast, periods = 1, whenBelow = false } = props;
    const alarm = new Alarm(this, 'Alarm', {
      metric,
      alarmDescription: `${impact} Runbook: docs/runbook.md#${section}`,
      threshold: atLeast,
      evaluationPeriods: periods,
      comparisonOperator: whenBelow
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: whenBelow ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(notify));
    alarm.addOkAction(new SnsAction(notify));
  }
}
