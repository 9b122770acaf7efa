import { UserPools } from '../cognito/user-pools.ts';
import { emulated, noEffect, TAGS_REASON } from '../core/no-effect.ts';
import { physicalSuffix } from '../core/physical-id.ts';
import { PropertyReader } from '../core/property-reader.ts';
import type { Created, Provider, Resource } from '../core/provider.ts';
import type { Cors } from './cors.ts';
import { type HttpApi, HttpApis } from './http-apis.ts';
import { parseRouteKey } from './route-key.ts';
import {
  createSocketApi,
  createSocketAuthorizer,
  createSocketIntegration,
  createSocketRoute,
  createSocketStage,
  socketApiOf,
  socketProviders,
} from './sockets/providers.ts';

/** The providers of AWS::ApiGatewayV2: HTTP APIs with Lambda integrations, JWT and Lambda authorizers; and WebSocket APIs. */

const LONGEST_TIMEOUT_MILLISECONDS = 30_000;
/** API Gateway's, for Lambda authorizers of HTTP APIs. */
const DEFAULT_RESULT_TTL_SECONDS = 300;

function apiOf(resource: Resource, properties: PropertyReader): HttpApi {
  const id = properties.text('ApiId');
  return resource.cloud.part(HttpApis).find(id) ?? properties.refuse(`there is no API ${id}`);
}

function corsOf(properties: PropertyReader): Cors | undefined {
  if (!properties.has('CorsConfiguration')) return undefined;
  const cors = properties.child('CorsConfiguration');
  return {
    allowOrigins: cors.texts('AllowOrigins'),
    allowMethods: cors.texts('AllowMethods'),
    allowHeaders: cors.texts('AllowHeaders'),
    exposeHeaders: cors.texts('ExposeHeaders'),
    allowCredentials: cors.flag('AllowCredentials'),
    maxAgeSeconds: cors.optionalNumber('MaxAge'),
  };
}

const api: Provider = {
  type: 'AWS::ApiGatewayV2::Api',
  properties: {
    ...emulated('Name', 'ProtocolType', 'RouteSelectionExpression'),
    ...emulated('CorsConfiguration.AllowCredentials', 'CorsConfiguration.MaxAge'),
    ...emulated('CorsConfiguration.AllowHeaders', 'CorsConfiguration.AllowMethods'),
    ...emulated('CorsConfiguration.AllowOrigins', 'CorsConfiguration.ExposeHeaders'),
    ...noEffect('only described', 'Description'),
    ...noEffect('no API here has keys', 'ApiKeySelectionExpression'),
    ...noEffect('the API is at the local port either way', 'DisableExecuteApiEndpoint', 'IpAddressType'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const protocol = properties.text('ProtocolType');
    if (protocol === 'WEBSOCKET') return createSocketApi(resource, properties);
    if (protocol !== 'HTTP')
      properties.refuse(`the local cloud plays HTTP and WEBSOCKET APIs, not ${protocol} ones`);
    const apiId = physicalSuffix(resource, 10);
    resource.cloud.part(HttpApis).add({
      apiId,
      name: properties.text('Name'),
      cors: corsOf(properties),
      routes: [],
      integrations: new Map(),
      authorizers: new Map(),
      lambdaAuthorizers: new Map(),
      deployed: false,
      requests: 0,
      failures: 0,
    });
    const endpoint = resource.cloud.part(HttpApis).urlOf(apiId);
    return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint: endpoint } };
  },
};

const stage: Provider = {
  type: 'AWS::ApiGatewayV2::Stage',
  properties: {
    ...emulated('ApiId', 'StageName', 'AutoDeploy', 'AccessLogSettings.Format'),
    ...noEffect('lines go to the journal, whatever log group is named', 'AccessLogSettings.DestinationArn'),
    ...noEffect('one computer’s requests are not throttled', 'DefaultRouteSettings', 'RouteSettings'),
    ...noEffect('only described', 'Description'),
    ...noEffect(TAGS_REASON, 'Tags'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const sockets = socketApiOf(resource, properties);
    if (sockets !== undefined) return createSocketStage(sockets, properties);
    const name = properties.text('StageName');
    if (name !== '$default') properties.refuse(`the local cloud has the stage $default, not ${name}`);
    if (!properties.flag('AutoDeploy'))
      properties.refuse('a stage without AutoDeploy would need a deployment');
    const api = apiOf(resource, properties);
    api.deployed = true;
    const format = properties.child('AccessLogSettings').optionalText('Format');
    if (format !== undefined) api.accessLogFormat = format;
    return { ref: name };
  },
};

const integration: Provider = {
  type: 'AWS::ApiGatewayV2::Integration',
  properties: {
    ...emulated('ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis'),
    ...noEffect('Lambda is always invoked by POST', 'IntegrationMethod'),
    ...noEffect('only described', 'Description'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const sockets = socketApiOf(resource, properties);
    if (sockets !== undefined) return createSocketIntegration(resource, sockets, properties);
    const type = properties.text('IntegrationType');
    if (type !== 'AWS_PROXY') properties.refuse(`the local cloud plays AWS_PROXY integrations, not ${type}`);
    const format = properties.text('PayloadFormatVersion');
    if (format !== '2.0') properties.refuse(`the local cloud has the payload format 2.0, not ${format}`);
    const uri = properties.text('IntegrationUri');
    // Either the function's ARN, or the invocation URI around it.
    const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
    const timeout = properties.optionalNumber('TimeoutInMillis') ?? LONGEST_TIMEOUT_MILLISECONDS;
    if (timeout < 50 || timeout > LONGEST_TIMEOUT_MILLISECONDS) {
      properties.refuse(`TimeoutInMillis is 50 to ${LONGEST_TIMEOUT_MILLISECONDS}, not ${timeout}`);
    }
    const id = physicalSuffix(resource, 7);
    apiOf(resource, properties).integrations.set(id, { functionArn, timeoutMilliseconds: timeout });
    return { ref: id };
  },
};

const route: Provider = {
  type: 'AWS::ApiGatewayV2::Route',
  properties: {
    ...emulated('ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'),
    ...emulated('RouteResponseSelectionExpression'),
    ...noEffect('only described', 'OperationName'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const sockets = socketApiOf(resource, properties);
    if (sockets !== undefined) return createSocketRoute(resource, sockets, properties);
    const text = properties.text('RouteKey');
    const key = parseRouteKey(text) ?? properties.refuse(`${text} is not a route key`);
    const type = properties.optionalText('AuthorizationType') ?? 'NONE';
    if (type !== 'NONE' && type !== 'JWT' && type !== 'CUSTOM') {
      properties.refuse(`the local cloud has the authorization types NONE, JWT and CUSTOM, not ${type}`);
    }
    const [kind, target = ''] = properties.text('Target').split('/');
    if (kind !== 'integrations') properties.refuse('a route’s Target is integrations/<id>');
    apiOf(resource, properties).routes.push({
      key,
      integration: target,
      ...(type !== 'NONE' ? { authorizer: properties.text('AuthorizerId') } : {}),
      scopes: properties.texts('AuthorizationScopes'),
    });
    return { ref: physicalSuffix(resource, 7) };
  },
};

/** Asks a function, with its simple responses. */
function createLambdaAuthorizer(resource: Resource, properties: PropertyReader): Created {
  if (
    properties.text('AuthorizerPayloadFormatVersion') !== '2.0' ||
    !properties.flag('EnableSimpleResponses')
  )
    properties.refuse('the local cloud asks authorizers with the payload format 2.0, for simple responses');
  const headers = properties.texts('IdentitySource').map((source) => {
    const name = /^\$request\.header\.(.+)$/.exec(source)?.[1];
    return (
      name?.toLowerCase() ?? properties.refuse(`an identity source is $request.header.<name>, not ${source}`)
    );
  });
  const uri = properties.text('AuthorizerUri');
  const functionArn = /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1];
  if (functionArn === undefined) return properties.refuse('AuthorizerUri names no function');
  const id = physicalSuffix(resource, 6);
  apiOf(resource, properties).lambdaAuthorizers.set(id, {
    functionArn,
    headers,
    resultTtlSeconds: properties.optionalNumber('AuthorizerResultTtlInSeconds') ?? DEFAULT_RESULT_TTL_SECONDS,
    known: new Map(),
  });
  return { ref: id, attributes: { AuthorizerId: id } };
}

const authorizer: Provider = {
  type: 'AWS::ApiGatewayV2::Authorizer',
  properties: {
    ...emulated('ApiId', 'AuthorizerType', 'AuthorizerUri', 'IdentitySource'),
    ...emulated('JwtConfiguration.Audience', 'JwtConfiguration.Issuer'),
    ...emulated('AuthorizerPayloadFormatVersion', 'AuthorizerResultTtlInSeconds', 'EnableSimpleResponses'),
    ...noEffect('it names the authorizer for people', 'Name'),
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const sockets = socketApiOf(resource, properties);
    if (sockets !== undefined) return createSocketAuthorizer(resource, sockets, properties);
    const type = properties.text('AuthorizerType');
    if (type === 'REQUEST') return createLambdaAuthorizer(resource, properties);
    if (type !== 'JWT') properties.refuse(`the local cloud plays JWT and REQUEST authorizers, not ${type}`);
    const [source = '', ...others] = properties.texts('IdentitySource');
    const header = /^\$request\.header\.(.+)$/.exec(source)?.[1];
    if (header === undefined || others.length > 0) {
      return properties.refuse('the token is taken from one $request.header.<name>');
    }
    const jwt = properties.child('JwtConfiguration');
    if (resource.cloud.part(UserPools).poolByIssuer(jwt.text('Issuer')) === undefined) {
      properties.refuse(
        `the issuer ${jwt.text('Issuer')} is no user pool of these templates, so its keys are not here`,
      );
    }
    const id = physicalSuffix(resource, 6);
    apiOf(resource, properties).authorizers.set(id, {
      issuer: jwt.text('Issuer'),
      audience: jwt.texts('Audience'),
      header: header.toLowerCase(),
    });
    return { ref: id, attributes: { AuthorizerId: id } };
  },
};

export const apiGatewayProviders: readonly Provider[] = [
  api,
  stage,
  integration,
  route,
  authorizer,
  ...socketProviders,
];
