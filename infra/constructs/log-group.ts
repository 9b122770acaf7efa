import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

const retention: Readonly<Record<Stage['logRetentionDays'], RetentionDays>> = {
  14: RetentionDays.TWO_WEEKS,
  90: RetentionDays.THREE_MONTHS,
};

/** A log group with the stage's retention. Without a name, CloudFormation names it. */
export function stageLogGroup(scope: Construct, id: string, stage: Stage, logGroupName?: string): LogGroup {
  return new LogGroup(scope, id, {
    logGroupName,
    retention: retention[stage.logRetentionDays],
    removalPolicy: stage.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
}
