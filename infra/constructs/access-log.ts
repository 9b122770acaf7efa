import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';

/** One line of JSON for each request, without path, query and body, which may identify people. */
export const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    requestId: '$context.requestId',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    integrationMs: '$context.integrationLatency',
    error: '$context.error.message',
    authorizerError: '$context.authorizer.error',
    clientId: '$context.authorizer.claims.client_id',
    sourceIp: '$context.identity.sourceIp',
  }),
);
