import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { serviceRole } from './service-role.ts';

export interface ScheduledProps {
  readonly function: IFunction;
  readonly description: string;
}

/** Invokes a function by a schedule. A failed run is not repeated: the next one does its work. */
class Scheduled extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledProps, expression: string) {
    super(scope, id);
    const { functionArn } = props.function;
    const role = serviceRole(this, 'Role', {
      description: `Invokes: ${props.description}`,
      service: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      statements: [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
    });
    new CfnSchedule(this, 'Schedule', {
      description: props.description,
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      state: 'ENABLED',
      target: {
        arn: functionArn,
        roleArn: role.roleArn,
        input: '{}',
        retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
      },
    });
  }
}

export class EveryMinute extends Scheduled {
  constructor(scope: Construct, id: string, props: ScheduledProps) {
    super(scope, id, props, 'rate(1 minute)');
  }
}

/** At night, UTC. */
export class EveryDay extends Scheduled {
  constructor(scope: Construct, id: string, props: ScheduledProps) {
    super(scope, id, props, 'cron(15 2 * * ? *)');
  }
}
