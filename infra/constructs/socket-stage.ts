import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { CfnStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IDependable } from 'constructs';
import type { Stage } from '../stages.ts';
import { stageLogGroup } from './log-group.ts';
import { RunbookAlarm } from './runbook-alarm.ts';
import { serviceRole } from './service-role.ts';
import type { SocketApi } from './socket-api.ts';

export interface SocketStageProps {
  readonly api: SocketApi;
  readonly stage: Stage;
  readonly notify: ITopic;
  /** The routes, which must exist before they are deployed. */
  readonly after: readonly IDependable[];
}

/** The actions of AWS's policy AmazonAPIGatewayPushToCloudWatchLogs: API Gateway refuses a role with fewer. */
const LOG_ACTIONS = [
  'CreateLogGroup',
  'CreateLogStream',
  'DescribeLogGroups',
  'DescribeLogStreams',
  'FilterLogEvents',
  'GetLogEvents',
  'PutLogEvents',
].map((action) => `logs:${action}`);

/** One line of JSON for each connect, message and disconnect. No text, and no headers: one of them has the ticket. */
const accessLog = JSON.stringify({
  time: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  event: '$context.eventType',
  connection: '$context.connectionId',
  status: '$context.status',
  integrationMs: '$context.integrationLatency',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  sourceIp: '$context.identity.sourceIp',
});

/** The WebSocket API's one stage. */
export class SocketStage extends Construct {
  constructor(scope: Construct, id: string, { api, stage, notify, after }: SocketStageProps) {
    super(scope, id);
    const group = stageLogGroup(this, 'AccessLogs', stage, '/roadstream/live/access');
    const { apiId, stageName } = api;
    const deployed = new CfnStage(this, 'Stage', {
      apiId,
      stageName,
      autoDeploy: true,
      accessLogSettings: {
        format: accessLog,
        // The group's own ARN ends with `:*`, which is not allowed here.
        destinationArn: Stack.of(this).formatArn({
          service: 'logs',
          resource: 'log-group',
          resourceName: group.logGroupName,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
      defaultRouteSettings: {
        throttlingRateLimit: stage.api.requestsPerSecond,
        throttlingBurstLimit: stage.api.burst,
        detailedMetricsEnabled: true,
        // Execution logs would have headers and messages in them.
        loggingLevel: 'OFF',
        dataTraceEnabled: false,
      },
    });
    deployed.node.addDependency(this.account(), ...after);
    new RunbookAlarm(this, 'Errors', {
      notify,
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: 'IntegrationError',
        dimensionsMap: { ApiId: apiId, Stage: stageName },
        statistic: 'Sum',
        period: Duration.minutes(1),
      }),
      impact: 'Apps cannot connect or get no answers, and receive nothing until they read over HTTP.',
      section: 'socket-errors',
      atLeast: 5,
      periods: 3,
    });
  }

  /** API Gateway writes the logs of WebSocket APIs and REST APIs with one role for each region. */
  private account(): CfnAccount {
    const role = serviceRole(this, 'ApiGatewayLogs', {
      description: 'For API Gateway to write access logs of WebSocket APIs',
      service: 'apigateway.amazonaws.com',
      statements: [new PolicyStatement({ actions: LOG_ACTIONS, resources: ['*'] })],
    });
    return new CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
  }
}
