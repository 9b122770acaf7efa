import { describe, expect, it } from 'vitest';
import { rooms } from '../../functions/rooms.ts';
import { functionName } from '../../infra/names.ts';
import { stages } from '../../infra/stages.ts';
import { routes } from '../../shared/contracts/catalogue.ts';
import { OTHER_REQUESTS } from '../../shared/runtime/http/other-requests.ts';
import { synthesized, type TemplateResource } from './synthesized.ts';

/** API Gateway's limit for the functions of HTTP APIs. An integration may set a shorter one. */
const LONGEST_INTEGRATION_SECONDS = 30;
/** By default: a quota of API Gateway's. */
const MOST_ROUTES = 300;
/** Lambda gives a cold start this much time in addition to the function's timeout. */
const COLD_START_SECONDS = 10;

function one<Item>(items: readonly Item[]): Item {
  const [first] = items;
  if (first === undefined || items.length > 1) throw new Error(`there are ${items.length}, not one`);
  return first;
}

describe.each(['development', 'production'] as const)('the API in %s', (stage) => {
  const { ofType } = synthesized(stage);
  const { api } = stages[stage];
  const apiOf = (protocol: 'HTTP' | 'WEBSOCKET'): TemplateResource =>
    one(
      ofType('AWS::ApiGatewayV2::Api').filter(
        // In development the stand-in of Stripe has an API, too.
        ({ stack, properties }) => stack !== 'providers' && properties['ProtocolType'] === protocol,
      ),
    );
  /** The resources of that type that belong to the API. */
  const partsOf = (protocol: 'HTTP' | 'WEBSOCKET', type: string): TemplateResource[] => {
    const { logicalId } = apiOf(protocol);
    return ofType(`AWS::ApiGatewayV2::${type}`).filter(({ properties }) =>
      String(properties['ApiId']).includes(logicalId),
    );
  };

  const authorizerOf = (type: 'JWT' | 'REQUEST'): TemplateResource =>
    one(partsOf('HTTP', 'Authorizer').filter(({ properties }) => properties['AuthorizerType'] === type));

  describe('the HTTP API', () => {
    it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
      'allows %s for its principals',
      (key, route) => {
        const found = partsOf('HTTP', 'Route').find(({ properties }) => properties['RouteKey'] === key);
        const isPartners = route.principals.some((principal) => principal === 'partner');
        const authorizer = authorizerOf(isPartners ? 'REQUEST' : 'JWT');
        expect(found?.properties).toMatchObject(
          route.principals.length === 0
            ? { AuthorizationType: 'NONE' }
            : isPartners
              ? { AuthorizationType: 'CUSTOM', AuthorizerId: `<${authorizer.logicalId}>` }
              : {
                  AuthorizationType: 'JWT',
                  AuthorizerId: `<${authorizer.logicalId}>`,
                  AuthorizationScopes: route.principals.map((principal) => `roadstream/${principal}`),
                },
        );
      },
    );

    it.each(OTHER_REQUESTS)('hands what fits no route to the function that says so: %s', (key) => {
      const found = partsOf('HTTP', 'Route').find(({ properties }) => properties['RouteKey'] === key);
      const health = partsOf('HTTP', 'Route').find(
        ({ properties }) => properties['RouteKey'] === 'GET /health',
      );
      expect(found?.properties).toMatchObject({
        AuthorizationType: 'NONE',
        Target: health?.properties['Target'],
      });
    });

    it('has no other routes, and no more than an API may have', () => {
      expect(partsOf('HTTP', 'Route')).toHaveLength(routes.length + OTHER_REQUESTS.length);
      expect(partsOf('HTTP', 'Route').length).toBeLessThanOrEqual(MOST_ROUTES);
    });

    it('asks a function about the tokens of partners, and of whoever calls the same routes', () => {
      expect(authorizerOf('REQUEST').properties).toMatchObject({
        AuthorizerUri: expect.stringMatching(/functions\/<commerce:.*partnersauthorizer.*>/),
        AuthorizerPayloadFormatVersion: '2.0',
        EnableSimpleResponses: true,
        IdentitySource: ['$request.header.Authorization'],
        AuthorizerResultTtlInSeconds: 60,
      });
    });

    it('accepts tokens of the user pool’s two clients', () => {
      const { JwtConfiguration, IdentitySource } = authorizerOf('JWT').properties as {
        JwtConfiguration: { Audience: string[]; Issuer: string };
        IdentitySource: string[];
      };
      expect(IdentitySource).toEqual(['$request.header.Authorization']);
      expect(JwtConfiguration.Issuer).toMatch(
        /^https:\/\/cognito-idp\.<AWS::Region>\.<AWS::URLSuffix>\/<data:.*Users/,
      );
      expect(JwtConfiguration.Audience).toHaveLength(2);
      expect(new Set(JwtConfiguration.Audience).size).toBe(2);
    });

    it('is throttled, logged, and invokes with payload 2.0', () => {
      expect(one(partsOf('HTTP', 'Stage')).properties).toMatchObject({
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: api.requestsPerSecond, ThrottlingBurstLimit: api.burst },
        AccessLogSettings: { DestinationArn: expect.stringMatching(/^<AccessLogs.*\.Arn>$/) },
      });
      for (const { properties } of partsOf('HTTP', 'Integration')) {
        expect(properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
      }
    });

    it.each(rooms.flatMap(({ functions }) => functions.filter(({ routes: served }) => served !== undefined)))(
      'waits until $name, which answers before its own time is over, has answered: $description',
      ({ timeoutSeconds }) => {
        const limits = partsOf('HTTP', 'Integration').map(({ properties }) => properties['TimeoutInMillis']);
        expect(new Set(limits)).toEqual(new Set([undefined]));
        expect(timeoutSeconds + COLD_START_SECONDS).toBeLessThanOrEqual(LONGEST_INTEGRATION_SECONDS);
      },
    );

    it('limits public routes apart from those of riders', () => {
      const { RouteSettings } = one(partsOf('HTTP', 'Stage')).properties as {
        RouteSettings: Record<string, object>;
      };
      const kept = routes.filter(({ keptSeconds }) => keptSeconds !== undefined);
      expect(Object.keys(RouteSettings).toSorted()).toEqual(
        [...kept.map(({ method, path }) => `${method} ${path}`), ...OTHER_REQUESTS].toSorted(),
      );
      for (const settings of Object.values(RouteSettings)) {
        expect(settings).toEqual({
          ThrottlingRateLimit: api.anybody.requestsPerSecond,
          ThrottlingBurstLimit: api.anybody.burst,
          DetailedMetricsEnabled: true,
        });
      }
    });

    it.each(
      rooms.flatMap((room) =>
        room.functions
          .filter(({ routes: served = [] }) => served.some(({ principals }) => principals.length > 0))
          .map(({ name }) => functionName(room.name, name)),
      ),
    )('lets %s count the requests of callers, by the limits of the stage', (name) => {
      const table = one(
        ofType('AWS::DynamoDB::Table').filter(({ logicalId }) => logicalId === 'QuotasTable'),
      );
      const served = one(
        ofType('AWS::Lambda::Function').filter(({ properties }) => properties['FunctionName'] === name),
      );
      const { Variables } = served.properties['Environment'] as { Variables: Record<string, string> };
      expect(Variables['ROADSTREAM_QUOTAS_TABLE']).toContain(table.logicalId);
      expect(JSON.parse(Variables['ROADSTREAM_REQUESTS_PER_MINUTE'] ?? '')).toEqual(api.callerPerMinute);
    });

    it('allows web pages to send the headers that callers need', () => {
      expect(apiOf('HTTP').properties['CorsConfiguration']).toMatchObject({
        AllowOrigins: [...api.allowedOrigins, expect.stringMatching(/^https:\/\/<site:.+>$/)],
        AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer', 'traceparent'],
        ExposeHeaders: [
          'location',
          'preference-applied',
          'ratelimit',
          'ratelimit-policy',
          'retry-after',
          'traceparent',
        ],
      });
    });
  });

  describe('the WebSocket API', () => {
    it('authorizes a client once, by the authorizer, and has the three routes', () => {
      const authorizer = one(partsOf('WEBSOCKET', 'Authorizer'));
      expect(authorizer.properties).toMatchObject({
        AuthorizerType: 'REQUEST',
        AuthorizerUri: expect.stringMatching(
          /lambda:path\/2015-03-31\/functions\/<rooms:.*realtimeauthorizer.*>/,
        ),
      });
      const routes = partsOf('WEBSOCKET', 'Route').map(({ properties }) => [
        properties['RouteKey'],
        properties['AuthorizationType'],
        properties['AuthorizerId'],
      ]);
      expect(routes.toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
        ['$connect', 'CUSTOM', `<${authorizer.logicalId}>`],
        ['$default', 'NONE', undefined],
        ['$disconnect', 'NONE', undefined],
      ]);
    });

    it('answers messages of clients', () => {
      const asked = partsOf('WEBSOCKET', 'Route').find(
        ({ properties }) => properties['RouteKey'] === '$default',
      );
      expect(asked?.properties).toMatchObject({ RouteResponseSelectionExpression: '$default' });
      expect(one(partsOf('WEBSOCKET', 'RouteResponse')).properties).toMatchObject({
        RouteId: `<${asked?.logicalId}>`,
        RouteResponseKey: '$default',
      });
    });

    it('is throttled, and logs neither headers nor messages', () => {
      const { properties } = one(partsOf('WEBSOCKET', 'Stage'));
      expect(properties).toMatchObject({
        StageName: 'live',
        AutoDeploy: true,
        DefaultRouteSettings: {
          ThrottlingRateLimit: api.requestsPerSecond,
          ThrottlingBurstLimit: api.burst,
          DataTraceEnabled: false,
          LoggingLevel: 'OFF',
        },
      });
      const { Format } = properties['AccessLogSettings'] as { Format: string };
      const logged = Object.values(JSON.parse(Format) as Record<string, string>);
      expect(logged).toContain('$context.requestId');
      expect(logged.filter((value) => !/^\$context\.[A-Za-z.]+$/.test(value))).toEqual([]);
    });

    it('is deployed after its routes, and after API Gateway may write logs', () => {
      const { dependsOn } = one(partsOf('WEBSOCKET', 'Stage'));
      const parts = ['Route', 'RouteResponse'].flatMap((type) => partsOf('WEBSOCKET', type));
      const account = one(ofType('AWS::ApiGateway::Account'));
      expect(dependsOn).toEqual(
        expect.arrayContaining([...parts, account].map(({ logicalId }) => logicalId)),
      );
    });

    it('may invoke its two functions, each for its own routes', () => {
      const { logicalId } = apiOf('WEBSOCKET');
      const sources = ofType('AWS::Lambda::Permission')
        .map(({ properties }) => String(properties['SourceArn']))
        .filter((source) => source.includes(logicalId));
      expect(sources.map((source) => source.split('/').slice(1).join('/'))).toEqual([
        `authorizers/<${one(partsOf('WEBSOCKET', 'Authorizer')).logicalId}>`,
        'live/*',
      ]);
    });
  });
});
