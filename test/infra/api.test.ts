import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { routes } from '../../shared/contracts/catalogue.ts';
import { synthesized } from './synthesized.ts';

describe.each(['development', 'production'] as const)('the API in %s', (stage) => {
  const { ofType, only } = synthesized(stage);
  const { api } = stages[stage];

  describe('the HTTP API', () => {
    it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
      'lets %s be called by whom it is for',
      (key, route) => {
        const found = ofType('AWS::ApiGatewayV2::Route').find(
          ({ properties }) => properties['RouteKey'] === key,
        );
        const authorizer = only('AWS::ApiGatewayV2::Authorizer');
        expect(found?.properties).toMatchObject(
          route.principals.length === 0
            ? { AuthorizationType: 'NONE' }
            : {
                AuthorizationType: 'JWT',
                AuthorizerId: `<${authorizer.logicalId}>`,
                AuthorizationScopes: route.principals.map((principal) => `roadstream/${principal}`),
              },
        );
      },
    );

    it('has no other routes', () => {
      expect(ofType('AWS::ApiGatewayV2::Route')).toHaveLength(routes.length);
    });

    it('takes tokens of the user pool’s three clients', () => {
      const { JwtConfiguration, IdentitySource } = only('AWS::ApiGatewayV2::Authorizer').properties as {
        JwtConfiguration: { Audience: string[]; Issuer: string };
        IdentitySource: string[];
      };
      expect(IdentitySource).toEqual(['$request.header.Authorization']);
      expect(JwtConfiguration.Issuer).toMatch(
        /^https:\/\/cognito-idp\.<AWS::Region>\.<AWS::URLSuffix>\/<data:.*Users/,
      );
      expect(JwtConfiguration.Audience).toHaveLength(3);
      expect(new Set(JwtConfiguration.Audience).size).toBe(3);
    });

    it('is throttled, logged, and invokes with payload 2.0', () => {
      expect(only('AWS::ApiGatewayV2::Stage').properties).toMatchObject({
        StageName: '$default',
        AutoDeploy: true,
        DefaultRouteSettings: { ThrottlingRateLimit: api.requestsPerSecond, ThrottlingBurstLimit: api.burst },
        AccessLogSettings: { DestinationArn: expect.stringMatching(/^<AccessLogs.*\.Arn>$/) },
      });
      for (const { properties } of ofType('AWS::ApiGatewayV2::Integration')) {
        expect(properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
      }
    });

    it('lets pages send what callers need to send', () => {
      expect(only('AWS::ApiGatewayV2::Api').properties['CorsConfiguration']).toMatchObject({
        AllowOrigins: api.allowedOrigins,
        AllowHeaders: ['authorization', 'content-type', 'idempotency-key', 'prefer', 'traceparent'],
        ExposeHeaders: ['location', 'preference-applied', 'retry-after', 'traceparent'],
      });
    });
  });
});
