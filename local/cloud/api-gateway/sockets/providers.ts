import { emulated } from '../../core/no-effect.ts';
import { physicalSuffix } from '../../core/physical-id.ts';
import { PropertyReader } from '../../core/property-reader.ts';
import type { Created, Provider, Resource } from '../../core/provider.ts';
import { RoleRequirements } from '../../iam/role-requirements.ts';
import { requireRoleMay, roleOf } from '../../lambda/role-check.ts';
import { selectionPath } from './route-selection.ts';
import type { IdentitySource, SocketApi } from './socket-api.ts';
import { SocketApis } from './socket-apis.ts';

/** What `api-gateway-providers.ts` makes of resources that belong to WebSocket APIs. */

/** Of the integrations of WebSocket APIs. */
const LONGEST_TIMEOUT_MILLISECONDS = 29_000;

/** The API that a resource names, if it is a WebSocket API. */
export function socketApiOf(resource: Resource, properties: PropertyReader): SocketApi | undefined {
  return resource.cloud.existing(SocketApis)?.find(properties.text('ApiId'));
}

export function createSocketApi(resource: Resource, properties: PropertyReader): Created {
  const { cloud } = resource;
  const routeSelection = properties.text('RouteSelectionExpression');
  if (selectionPath(routeSelection) === undefined)
    properties.refuse(
      `RouteSelectionExpression: the local cloud knows $request.body.<name>, not ${routeSelection}`,
    );
  const apiId = physicalSuffix(resource, 10);
  cloud.part(SocketApis).add({
    apiId,
    name: properties.text('Name'),
    routeSelection,
    routes: new Map(),
    routesById: new Map(),
    integrations: new Map(),
    authorizers: new Map(),
  });
  const endpoint = `wss://${apiId}.execute-api.${cloud.region}.amazonaws.com`;
  return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoint } };
}

export function createSocketStage(api: SocketApi, properties: PropertyReader): Created {
  const name = properties.text('StageName');
  if (!properties.flag('AutoDeploy')) properties.refuse('a stage without AutoDeploy would need a deployment');
  if (api.stage !== undefined)
    properties.refuse(`the local cloud has one stage of a WebSocket API, ${api.stage.name}`);
  const format = properties.child('AccessLogSettings').optionalText('Format');
  api.stage = { name, ...(format === undefined ? {} : { accessLogFormat: format }) };
  return { ref: name };
}

export function createSocketIntegration(
  resource: Resource,
  api: SocketApi,
  properties: PropertyReader,
): Created {
  properties.oneOf('IntegrationType', 'AWS_PROXY');
  const timeout = properties.optionalNumber('TimeoutInMillis') ?? LONGEST_TIMEOUT_MILLISECONDS;
  if (timeout < 50 || timeout > LONGEST_TIMEOUT_MILLISECONDS)
    properties.refuse(`TimeoutInMillis is 50 to ${LONGEST_TIMEOUT_MILLISECONDS}, not ${timeout}`);
  const id = physicalSuffix(resource, 7);
  const functionArn = invokedBy(properties, 'IntegrationUri');
  api.integrations.set(id, { functionArn, timeoutMilliseconds: timeout });
  return { ref: id };
}

/** The function in an invocation URI; WebSocket APIs take nothing else. */
function invokedBy(properties: PropertyReader, name: string): string {
  const uri = properties.text(name);
  return (
    /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(arn:[^/]+)\/invocations$/.exec(
      uri,
    )?.[1] ??
    properties.refuse(
      `${name} is arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<ARN>/invocations`,
    )
  );
}

export function createSocketRoute(resource: Resource, api: SocketApi, properties: PropertyReader): Created {
  const key = properties.text('RouteKey');
  const type = properties.optionalOneOf('AuthorizationType', 'NONE', 'CUSTOM') ?? 'NONE';
  if (type === 'CUSTOM' && key !== '$connect')
    properties.refuse(`only $connect can have an authorizer, not ${key}`);
  if (key.startsWith('$') && !['$connect', '$disconnect', '$default'].includes(key))
    properties.refuse(`there is no route ${key}`);
  const [kind, target = ''] = properties.text('Target').split('/');
  if (kind !== 'integrations') properties.refuse('a route’s Target is integrations/<id>');
  const selection = properties.optionalText('RouteResponseSelectionExpression');
  if (selection !== undefined && selection !== '$default')
    properties.refuse(`RouteResponseSelectionExpression is $default, not ${selection}`);
  const id = physicalSuffix(resource, 7);
  const route = {
    key,
    integration: target,
    ...(type === 'CUSTOM' ? { authorizer: properties.text('AuthorizerId') } : {}),
    answers: false,
  };
  api.routes.set(key, route);
  api.routesById.set(id, { ...route, answers: selection !== undefined });
  return { ref: id };
}

export function createSocketAuthorizer(
  resource: Resource,
  api: SocketApi,
  properties: PropertyReader,
): Created {
  properties.oneOf('AuthorizerType', 'REQUEST');
  const sources = properties.texts('IdentitySource').map((text): IdentitySource => {
    const [, place, name] = /^route\.request\.(header|querystring)\.(.+)$/.exec(text) ?? [];
    return name === undefined
      ? properties.refuse(
          `the local cloud takes route.request.header.… and route.request.querystring.…, not ${text}`,
        )
      : { place: place === 'header' ? 'header' : 'querystring', name };
  });
  const id = physicalSuffix(resource, 6);
  api.authorizers.set(id, { functionArn: invokedBy(properties, 'AuthorizerUri'), sources });
  return { ref: id, attributes: { AuthorizerId: id } };
}

/** Lets a route answer: what its function returns is sent to the client. */
const routeResponse: Provider = {
  type: 'AWS::ApiGatewayV2::RouteResponse',
  properties: emulated('ApiId', 'RouteId', 'RouteResponseKey'),
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const api =
      socketApiOf(resource, properties) ?? properties.refuse('only WebSocket APIs have route responses');
    properties.oneOf('RouteResponseKey', '$default');
    const declared = api.routesById.get(properties.text('RouteId'));
    const route = api.routes.get(declared?.key ?? '');
    if (declared === undefined || route === undefined) return properties.refuse('there is no such route');
    if (!declared.answers) properties.refuse('its route has no RouteResponseSelectionExpression');
    route.answers = true;
    return { ref: physicalSuffix(resource, 7) };
  },
};

/** What AWS's policy AmazonAPIGatewayPushToCloudWatchLogs allows. */
const LOG_ACTIONS = [
  'CreateLogGroup',
  'CreateLogStream',
  'DescribeLogGroups',
  'DescribeLogStreams',
  'FilterLogEvents',
  'GetLogEvents',
  'PutLogEvents',
];

/** The role with which API Gateway writes logs: it must be allowed that before it is taken. */
const account: Provider = {
  type: 'AWS::ApiGateway::Account',
  properties: emulated('CloudWatchRoleArn'),
  create: (resource) => {
    const arn = new PropertyReader(resource).optionalText('CloudWatchRoleArn');
    if (arn !== undefined) {
      const role = roleOf(resource, arn);
      resource.cloud.part(RoleRequirements).add(() => {
        for (const action of LOG_ACTIONS) requireRoleMay(resource, role, `logs:${action}`, '*');
      });
    }
    return { ref: resource.generatedName };
  },
};

export const socketProviders: readonly Provider[] = [routeResponse, account];
