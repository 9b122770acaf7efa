import type { TemplateResource } from '../synthesized.ts';
import { at, listAt, ofType, type Rule, set } from './rule.ts';

const ROUTE = 'AWS::ApiGatewayV2::Route';
const AUTHORIZER = 'AWS::ApiGatewayV2::Authorizer';

/** What anybody may call. */
const PUBLIC = new Set([
  'GET /health',
  'GET /problems/{code}',
  'GET /v1/offer-keys',
  'GET /v1/tariffs',
  'GET /v1/tariffs/{tariffId}/versions/{version}',
  'POST /v1/payment-callbacks',
  'POST /v1/webhook-endpoints/{endpointId}/messages',
  'GET /gbfs/3/gbfs.json',
  'GET /gbfs/3/geofencing_zones.json',
  'GET /gbfs/3/system_alerts.json',
  'GET /gbfs/3/system_information.json',
  'GET /gbfs/3/system_pricing_plans.json',
  'GET /gbfs/3/vehicle_status.json',
  'GET /gbfs/3/vehicle_types.json',
  // What fits no route is answered with 404 or 405.
  'ANY /',
  'ANY /{proxy+}',
]);
const isPublic = ({ properties }: TemplateResource): boolean => PUBLIC.has(String(properties['RouteKey']));
/** Those of the WebSocket API have a dollar. In development the stand-in of Stripe has routes of its own. */
const isHttp = ({ stack, properties }: TemplateResource): boolean =>
  stack !== 'providers' && !String(properties['RouteKey']).startsWith('$');
const isGuardedRoute = (route: TemplateResource): boolean => isHttp(route) && !isPublic(route);
const isOfTokens = ({ properties }: TemplateResource): boolean =>
  properties['JwtConfiguration'] !== undefined;
/** The authorizer of routes that partners may call: the room's own function, with simple responses. */
const isOfPartners = ({ properties }: TemplateResource): boolean =>
  properties['AuthorizerType'] === 'REQUEST' &&
  properties['EnableSimpleResponses'] === true &&
  String(properties['AuthorizerUri']).includes('partnersauthorizer');
const isConnect = ({ properties }: TemplateResource): boolean => properties['RouteKey'] === '$connect';

const admitted: Rule = {
  says: 'a WebSocket connection is made by whom the authorizer lets in',
  problems: (templates) => {
    const authorizers = new Set(
      ofType(templates, AUTHORIZER)
        .filter(({ properties }) => properties['AuthorizerType'] === 'REQUEST')
        .map(({ logicalId }) => `<${logicalId}>`),
    );
    return ofType(templates, ROUTE)
      .filter(isConnect)
      .flatMap(({ properties }) =>
        properties['AuthorizationType'] === 'CUSTOM' && authorizers.has(String(properties['AuthorizerId']))
          ? []
          : ['anybody may connect'],
      );
  },
  mistakes: {
    'a $connect without an authorizer': set(ROUTE, 'AuthorizationType', 'NONE', isConnect),
    'a $connect with an authorizer that is not there': set(ROUTE, 'AuthorizerId', 'none', isConnect),
  },
};

const authorized: Rule = {
  says: 'routes are for tokens of our users with a scope, or for whom the authorizer of partners knows, but for those that are meant for anybody',
  problems: (templates) => [
    ...ofType(templates, ROUTE)
      .filter(isHttp)
      .flatMap(({ properties }) => {
        const key = String(properties['RouteKey']);
        const authorizers = ofType(templates, AUTHORIZER).map(({ logicalId }) => `<${logicalId}>`);
        const ofPartners = ofType(templates, AUTHORIZER)
          .filter(isOfPartners)
          .map(({ logicalId }) => `<${logicalId}>`);
        const authorizer = String(properties['AuthorizerId']);
        const isGuarded =
          properties['AuthorizationType'] === 'JWT' &&
          authorizers.includes(authorizer) &&
          listAt(properties, 'AuthorizationScopes').length > 0;
        const isAsked = properties['AuthorizationType'] === 'CUSTOM' && ofPartners.includes(authorizer);
        return isGuarded || isAsked || PUBLIC.has(key) ? [] : [`anybody may ${key}`];
      }),
    ...ofType(templates, AUTHORIZER)
      .filter(isOfTokens)
      .flatMap(({ properties }) => [
        ...(properties['AuthorizerType'] === 'JWT' ? [] : ['an authorizer of another kind']),
        ...(listAt(properties, 'JwtConfiguration.Audience').length > 0 ? [] : ['tokens for any client']),
        ...(String(at(properties, 'JwtConfiguration.Issuer')).startsWith('https://cognito-idp.')
          ? []
          : ['tokens of another issuer']),
      ]),
  ],
  mistakes: {
    'a route without an authorizer': set(ROUTE, 'AuthorizationType', 'NONE', isGuardedRoute),
    'a route for any scope': set(ROUTE, 'AuthorizationScopes', undefined, isGuardedRoute),
    'a route with an authorizer that is not there': set(ROUTE, 'AuthorizerId', 'none', isGuardedRoute),
    'routes of partners with another function as their authorizer': set(
      AUTHORIZER,
      'AuthorizerUri',
      'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/another/invocations',
      isOfPartners,
    ),
    'a public route that is not on the list': set(ROUTE, 'RouteKey', 'GET /v1/cars', isPublic),
    'tokens for any client': set(AUTHORIZER, 'JwtConfiguration.Audience', [], isOfTokens),
    'another issuer': set(AUTHORIZER, 'JwtConfiguration.Issuer', 'https://example.org', isOfTokens),
  },
};

const guarded: Rule = {
  says: 'pages of named origins only may call the API, and not without limits',
  problems: (templates) => [
    ...ofType(templates, 'AWS::ApiGatewayV2::Api').flatMap(({ properties }) =>
      listAt(properties, 'CorsConfiguration.AllowOrigins')
        .map(String)
        .filter((origin) => origin.includes('*')),
    ),
    ...ofType(templates, 'AWS::ApiGatewayV2::Stage').flatMap(({ properties }) =>
      Number(at(properties, 'DefaultRouteSettings.ThrottlingRateLimit')) > 0 &&
      Number(at(properties, 'DefaultRouteSettings.ThrottlingBurstLimit')) > 0
        ? []
        : ['no throttling'],
    ),
  ],
  mistakes: {
    'any page': set('AWS::ApiGatewayV2::Api', 'CorsConfiguration.AllowOrigins', ['*']),
    'no limit': set('AWS::ApiGatewayV2::Stage', 'DefaultRouteSettings', undefined),
  },
};

export const apiRules: readonly Rule[] = [authorized, admitted, guarded];
