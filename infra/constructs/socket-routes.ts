import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import { CfnAuthorizer, CfnIntegration, CfnRoute, CfnRouteResponse } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';
import type { SocketRoute } from '../../shared/runtime/room.ts';
import type { SocketApi } from './socket-api.ts';
import { pascalCase } from './stable-id.ts';

export interface SocketRoutesProps {
  readonly api: SocketApi;
  readonly authorizer: IFunction;
  /** By route. */
  readonly servers: ReadonlyMap<SocketRoute, IFunction>;
}

/** The routes of the WebSocket API. API Gateway authorizes a client only once, at `$connect`. */
export class SocketRoutes extends Construct {
  /** The resources that must exist before the API is deployed. */
  readonly parts: readonly IDependable[];

  constructor(scope: Construct, id: string, { api, authorizer, servers }: SocketRoutesProps) {
    super(scope, id);
    const tickets = new CfnAuthorizer(this, 'Tickets', {
      apiId: api.apiId,
      name: 'tickets',
      authorizerType: 'REQUEST',
      // No identity source: it would be a header, and clients differ in the upper and lower case of its name.
      authorizerUri: invocationUri(authorizer),
    });
    this.permit('AuthorizerPermission', authorizer, `${api.apiId}/authorizers/${tickets.ref}`);
    const integrations = new Map<IFunction, CfnIntegration>();
    const parts: IDependable[] = [];
    for (const [route, server] of servers) {
      const integration = integrations.get(server) ?? this.integration(api, server);
      integrations.set(server, integration);
      parts.push(...this.route(api, route, integration, tickets));
    }
    this.parts = parts;
  }

  private integration(api: SocketApi, server: IFunction): CfnIntegration {
    const name = `Server${this.node.children.length}`;
    this.permit(`${name}Permission`, server, `${api.apiId}/${api.stageName}/*`);
    return new CfnIntegration(this, name, {
      apiId: api.apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: invocationUri(server),
    });
  }

  private route(
    api: SocketApi,
    routeKey: SocketRoute,
    integration: CfnIntegration,
    tickets: CfnAuthorizer,
  ): IDependable[] {
    const { apiId } = api;
    const isAnswered = routeKey === '$default';
    const route = new CfnRoute(this, `${pascalCase(routeKey)}Route`, {
      apiId,
      routeKey,
      target: `integrations/${integration.ref}`,
      ...(routeKey === '$connect'
        ? { authorizationType: 'CUSTOM', authorizerId: tickets.ref }
        : { authorizationType: 'NONE' }),
      ...(isAnswered ? { routeResponseSelectionExpression: '$default' } : {}),
    });
    if (!isAnswered) return [route];
    const response = new CfnRouteResponse(this, 'Answer', {
      apiId,
      routeId: route.ref,
      routeResponseKey: '$default',
    });
    return [route, response];
  }

  private permit(id: string, server: IFunction, resource: string): void {
    new CfnPermission(this, id, {
      action: 'lambda:InvokeFunction',
      functionName: server.functionArn,
      principal: new ServicePrincipal('apigateway.amazonaws.com').service,
      sourceArn: Stack.of(this).formatArn({
        service: 'execute-api',
        resource,
        arnFormat: ArnFormat.NO_RESOURCE_NAME,
      }),
    });
  }
}

function invocationUri({ functionArn }: IFunction): string {
  return `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
