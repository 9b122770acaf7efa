import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import {
  type CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { RouteContract } from '../../shared/contracts/define.ts';
import { OTHER_REQUESTS } from '../../shared/runtime/http/other-requests.ts';
import { accessLog } from '../constructs/access-log.ts';
import { stageLogGroup } from '../constructs/log-group.ts';
import { RunbookAlarm } from '../constructs/runbook-alarm.ts';
import type { SocketApi } from '../constructs/socket-api.ts';
import { SocketRoutes } from '../constructs/socket-routes.ts';
import { SocketStage } from '../constructs/socket-stage.ts';
import { functionName } from '../names.ts';
import { issuerOf } from '../sign-in/issuer.ts';
import { scope as scopeOf } from '../sign-in/scopes.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data.ts';
import type { FoundationStack } from './foundation.ts';
import type { RouteServer } from './rooms.ts';

/** The headers that web pages may send, and those of answers that they may read. */
const REQUEST_HEADERS = ['authorization', 'content-type', 'idempotency-key', 'prefer', 'traceparent'];
const RESPONSE_HEADERS = [
  'location',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'traceparent',
];

export interface ApiProps extends StackProps {
  readonly stage: Stage;
  readonly foundation: FoundationStack;
  readonly data: DataStack;
  readonly servers: readonly RouteServer[];
  readonly sockets: SocketApi;
  /** Scheme and host of the web apps. */
  readonly siteUrl: string;
}

/** The HTTP API with each room's routes and their authorization, and the routes of the WebSocket API. Holds no data. */
export class ApiStack extends Stack {
  /** Scheme and host of the HTTP API. */
  readonly url: string;

  constructor(scope: Construct, id: string, given: ApiProps) {
    const { stage, foundation, data, servers, sockets, siteUrl, ...props } = given;
    super(scope, id, props);
    const { pool, clientIds } = data.signIn;
    const api = new HttpApi(this, 'Api', {
      apiName: 'roadstream',
      description: 'Connected-car services',
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Users', issuerOf(pool), {
        jwtAudience: [...clientIds],
      }),
      corsPreflight: {
        allowOrigins: [...stage.api.allowedOrigins, siteUrl],
        allowHeaders: REQUEST_HEADERS,
        exposeHeaders: RESPONSE_HEADERS,
        allowMethods: [CorsHttpMethod.ANY],
        maxAge: Duration.hours(1),
      },
    });
    const partners = partnerAuthorizer(servers);
    const publicRoutes = new Map<string, readonly HttpRoute[]>();
    for (const server of servers.filter(({ declaration }) => declaration.routes !== undefined)) {
      const integration = new HttpLambdaIntegration(
        functionName(server.room.name, server.declaration.name),
        server.function,
        { scopePermissionToRoute: false },
      );
      if (server.declaration.answersOtherRequests === true)
        this.otherRequests(api, integration, publicRoutes);
      for (const route of server.declaration.routes ?? []) {
        const added = api.addRoutes({
          path: route.path,
          methods: [HttpMethod[route.method]],
          integration,
          ...access(route, partners),
        });
        if (isPublic(route)) publicRoutes.set(`${route.method} ${route.path}`, added);
      }
    }
    this.defaultStage(api, stage, publicRoutes);
    this.alarms(api, foundation.alarms);
    this.sockets(sockets, given);
    this.url = api.apiEndpoint;
    new CfnOutput(this, 'ApiUrl', { value: this.url });
  }

  /**
   * Requests that fit no route get a problem document instead of API Gateway's own answer. A route of each path for all other
   * methods would say the same, but an API has 300 routes at most by default.
   */
  private otherRequests(
    api: HttpApi,
    integration: HttpLambdaIntegration,
    publicRoutes: Map<string, readonly HttpRoute[]>,
  ): void {
    for (const key of OTHER_REQUESTS) {
      const [, path = ''] = key.split(' ');
      const authorizer = new HttpNoneAuthorizer();
      publicRoutes.set(key, api.addRoutes({ path, methods: [HttpMethod.ANY], integration, authorizer }));
    }
  }

  private sockets(api: SocketApi, { stage, foundation, servers }: ApiProps): void {
    const authorizer = servers.find(({ declaration }) => declaration.authorizesSocket === true);
    if (authorizer === undefined) throw new Error('No function authorizes WebSocket connections');
    const routes = new SocketRoutes(this, 'SocketRoutes', {
      api,
      authorizer: authorizer.function,
      servers: new Map(
        servers.flatMap((server) =>
          (server.declaration.socketRoutes ?? []).map((route) => [route, server.function] as const),
        ),
      ),
    });
    new SocketStage(this, 'SocketStage', { api, stage, notify: foundation.alarms, after: routes.parts });
  }

  private defaultStage(
    api: HttpApi,
    stage: Stage,
    publicRoutes: ReadonlyMap<string, readonly HttpRoute[]>,
  ): void {
    const logs = stageLogGroup(this, 'AccessLogs', stage, '/roadstream/api/access');
    const deployed = new HttpStage(this, 'Default', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: stage.api.requestsPerSecond, burstLimit: stage.api.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: accessLog },
    });
    // The CDK's construct has no settings for a single route. The settings need the route to exist first.
    deployed.node.addDependency(...[...publicRoutes.values()].flat());
    (deployed.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      [...publicRoutes.keys()].map((key) => [key, limits(stage.api.anybody)]),
    );
  }

  private alarms(api: HttpApi, notify: ITopic): void {
    new RunbookAlarm(this, 'ServerErrors', {
      notify,
      metric: api.metricServerError({ period: Duration.minutes(1), statistic: 'Sum' }),
      impact: 'Riders, operators and partners get 5xx answers.',
      section: 'api-errors',
      atLeast: 5,
      periods: 3,
    });
  }
}

/** Whether a route is public and more than a health check. Such routes have limits of their own. */
function isPublic({ principals, keptSeconds }: RouteContract): boolean {
  return principals.length === 0 && keptSeconds !== undefined;
}

/** The limits of a route replace all those of the stage. */
function limits({ requestsPerSecond, burst }: Stage['api']['anybody']) {
  return {
    ThrottlingRateLimit: requestsPerSecond,
    ThrottlingBurstLimit: burst,
    DetailedMetricsEnabled: true,
  };
}

/** How long an answer of the partners' authorizer is used again for the same token. */
const AUTHORIZED_FOR = Duration.seconds(60);

/** Each partner has an app client of its own, so its token is not for an audience that is fixed here. */
function partnerAuthorizer(servers: readonly RouteServer[]): HttpLambdaAuthorizer {
  const server = servers.find(({ declaration }) => declaration.authorizesPartners === true);
  if (server === undefined) throw new Error('No function authorizes the requests of partners');
  return new HttpLambdaAuthorizer('Partners', server.function, {
    authorizerName: 'partners',
    responseTypes: [HttpLambdaResponseType.SIMPLE],
    identitySource: ['$request.header.Authorization'],
    resultsCacheTtl: AUTHORIZED_FOR,
  });
}

/**
 * A token needs one of the scopes. The authorizer of partners says whose the token is, and the function behind the route
 * says who may call it. A route without principals needs no token.
 */
function access({ principals }: RouteContract, partners: HttpLambdaAuthorizer) {
  if (principals.length === 0) return { authorizer: new HttpNoneAuthorizer() };
  if (principals.includes('partner')) return { authorizer: partners };
  return { authorizationScopes: principals.map(scopeOf) };
}
