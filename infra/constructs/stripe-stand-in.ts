import { HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type Bundles, bundleOf } from '../bundle.ts';
import { readSecrets } from '../permissions/secrets.ts';
import { send, take } from '../permissions/sqs.ts';
import { STAND_IN_API, STAND_IN_CALLBACKS, standInEnvironment } from '../sandbox/stripe/settings.ts';
import type { Stage } from '../stages.ts';
import { accessLog } from './access-log.ts';
import { stageLogGroup } from './log-group.ts';
import { NodeFunction } from './node-function.ts';
import { QueueSource } from './queue-source.ts';
import type { StripeSecrets } from './stripe-secrets.ts';
import { WorkQueue } from './work-queue.ts';

const MEMORY_MB = 256;
/** Longer than a test method lets its caller wait in vain. */
const API_TIMEOUT_SECONDS = 15;
const CALLBACKS_TIMEOUT_SECONDS = 30;

export interface StripeStandInProps {
  readonly stage: Stage;
  readonly bundles: Bundles;
  readonly notify: ITopic;
  readonly secrets: StripeSecrets;
  /** What it remembers. */
  readonly table: ITable;
  /** Where callbacks are sent. */
  readonly callbackUrl: string;
}

/** Takes Stripe's place in development: an API, and what happens after an answer. */
export class StripeStandIn extends Construct {
  /** Scheme and host. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: StripeStandInProps) {
    super(scope, id);
    const { stage, bundles, notify, secrets, table, callbackUrl } = props;
    const { queue } = new WorkQueue(this, 'Later', {
      notify,
      impact: 'The stand-in of Stripe did not do what it should later: no rider’s money is concerned.',
      functionTimeoutSeconds: CALLBACKS_TIMEOUT_SECONDS,
    });
    const permissions = [
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        resources: [table.tableArn],
      }),
      ...send([queue.queueArn]),
    ];
    const lists = new PolicyStatement({ actions: ['dynamodb:Query'], resources: [table.tableArn] });
    const environment = {
      [standInEnvironment.table]: table.tableName,
      [standInEnvironment.queueUrl]: queue.queueUrl,
    };
    const { function: serves } = new NodeFunction(this, 'Node', {
      stage,
      name: STAND_IN_API,
      description: 'Stand-in of Stripe: its API',
      bundle: bundleOf(bundles, STAND_IN_API),
      memoryMb: MEMORY_MB,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      environment: { ...environment, [standInEnvironment.apiKeySecret]: secrets.apiKey.secretArn },
      permissions: [...permissions, lists, ...readSecrets([secrets.apiKey.secretArn])],
    });
    const api = new HttpApi(this, 'Api', {
      apiName: 'stripe-stand-in',
      description: 'Stands in for Stripe',
      createDefaultStage: false,
    });
    // Not `$default`: the permission that the CDK makes does not cover that route.
    for (const path of ['/v1/{path+}', '/authenticate/{id}']) {
      api.addRoutes({
        path,
        methods: [HttpMethod.GET, HttpMethod.POST],
        integration: new HttpLambdaIntegration('Everything', serves, { scopePermissionToRoute: false }),
      });
    }
    serves.addEnvironment(standInEnvironment.origin, api.apiEndpoint);
    this.url = api.apiEndpoint;
    this.#deploy(api, stage);
    const { function: callbacks } = new NodeFunction(this, 'Callbacks', {
      stage,
      name: STAND_IN_CALLBACKS,
      description: 'Stand-in of Stripe: callbacks, and what happens later',
      bundle: bundleOf(bundles, STAND_IN_CALLBACKS),
      memoryMb: MEMORY_MB,
      timeoutSeconds: CALLBACKS_TIMEOUT_SECONDS,
      environment: {
        ...environment,
        [standInEnvironment.callbackSecret]: secrets.callback.secretArn,
        [standInEnvironment.callbackUrl]: callbackUrl,
      },
      permissions: [...permissions, ...readSecrets([secrets.callback.secretArn]), ...take([queue.queueArn])],
    });
    new QueueSource(this, 'Work', { queue, function: callbacks });
  }

  #deploy(api: HttpApi, stage: Stage): void {
    const logs = stageLogGroup(this, 'AccessLogs', stage, '/roadstream/stripe-stand-in/access');
    const { requestsPerSecond, burst } = stage.api.anybody;
    new HttpStage(this, 'Default', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLog },
    });
  }
}
