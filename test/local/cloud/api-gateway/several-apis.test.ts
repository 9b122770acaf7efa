import { afterAll, beforeAll, expect, it } from 'vitest';
import { HttpApis } from '../../../../local/cloud/api-gateway/http-apis.ts';
import { deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { HttpServer } from '../../../../local/cloud/http-server.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { providers } from '../../../../local/cloud/providers.ts';
import { synthesized } from '../cloudformation/synthesized.ts';
import { aFunction } from '../lambda/a-function.ts';
import { openCloud } from '../local-cloud.ts';

/** Two HTTP APIs of one app: what each is called in the templates leads to its own port. */

let cloud: RunningCloud;
const names = ['first', 'second'] as const;

function api(name: string, functionArn: string): Record<string, object> {
  const ApiId = { Ref: name };
  const part = (type: string, Properties: object) => ({
    Type: `AWS::ApiGatewayV2::${type}`,
    Properties: { ApiId, ...Properties },
  });
  const Target = { 'Fn::Join': ['/', ['integrations', { Ref: `${name}Integration` }]] };
  return {
    [name]: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: name, ProtocolType: 'HTTP' } },
    [`${name}Stage`]: part('Stage', { StageName: '$default', AutoDeploy: true }),
    [`${name}Route`]: part('Route', { RouteKey: '$default', Target }),
    [`${name}Integration`]: part('Integration', {
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: functionArn,
      PayloadFormatVersion: '2.0',
    }),
    [`${name}Permission`]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: functionArn,
        Action: 'lambda:InvokeFunction',
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::Sub': `arn:aws:execute-api:eu-west-1:111111111111:\${${name}}/*/*` },
      },
    },
  };
}

beforeAll(async () => {
  cloud = await openCloud();
  const http = cloud.part(HttpServer);
  await http.listen(() => ({ ready: true, parts: [] }));
  const Resources = Object.assign(
    {},
    ...names.map((name) => {
      const code = `export const handler = async ({ rawPath }) => '${name} ' + rawPath;`;
      return api(name, aFunction(cloud, { name, code }).arn);
    }),
  ) as Record<string, object>;
  await deploy(cloud, synthesized({ Test: { template: { Resources } } }), providers);
  await cloud.start();
  await http.listenForOthers();
});
afterAll(async () => {
  await cloud.stop();
});

it('a function reaches each by the URL in its environment', async () => {
  const apis = cloud.part(HttpApis);
  const environment = Object.fromEntries(
    apis.list().map(({ name, apiId }) => [name.toUpperCase(), `${apis.urlOf(apiId)}/some/path`]),
  );
  const { arn } = aFunction(cloud, {
    name: 'caller',
    environment,
    code: `const textOf = async (url) => await (await fetch(url)).text();
      export const handler = async () => [await textOf(process.env.FIRST), await textOf(process.env.SECOND)];`,
  });
  const { payload } = await cloud.part(Functions).invoke(arn, {}, { source: 'operator' });
  expect(payload).toEqual(['first /some/path', 'second /some/path']);
});
