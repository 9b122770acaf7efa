import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployed } from '../../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../../local/cloud/lambda/functions.ts';
import { openCloud, refOf } from '../../local-cloud.ts';
import { deployTemplate } from '../a-deployment.ts';
import { aFunction } from '../a-function.ts';

let cloud: RunningCloud;

beforeEach(async () => {
  cloud = await openCloud();
  aFunction(cloud, { code: `export const handler = async () => 'done';` });
});
afterEach(async () => {
  await cloud.stop();
});

const Version = { Type: 'AWS::Lambda::Version', Properties: { FunctionName: 'work' } };
const alias = (more: object = {}) => ({
  Type: 'AWS::Lambda::Alias',
  Properties: {
    FunctionName: 'work',
    FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
    Name: 'live',
    ...more,
  },
});

async function deployed(): Promise<Deployed> {
  return await deployTemplate(cloud, { Version, Live: alias() });
}

/** Over HTTP, as the SDK does it. */
async function invokeAs(roleName: string, path: string): Promise<Response> {
  const { identity } =
    cloud.identities.all().find((entry) => entry.identity.roleName === roleName) ?? expect.fail(roleName);
  const scope = `${identity.accessKeyId}/20261122/eu-west-1/lambda/aws4_request`;
  return await fetch(`${cloud.endpoint.url}/2015-03-31/functions/${path}`, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
    },
  });
}

describe('versions and aliases', () => {
  it('are names of the one function that is deployed', async () => {
    const made = await deployed();
    const arn = 'arn:aws:lambda:eu-west-1:111111111111:function:work';
    expect(refOf(made, 'Version')).toBe(`${arn}:1`);
    expect(refOf(made, 'Live')).toBe(`${arn}:live`);
    for (const name of [refOf(made, 'Version'), refOf(made, 'Live'), 'work:live', `${arn}:$LATEST`]) {
      const { payload } = await cloud.part(Functions).invoke(name, {}, { source: 'operator' });
      expect(payload).toBe('done');
    }
  });

  it('that no template makes are not there', async () => {
    await deployed();
    const invoke = cloud.part(Functions).invoke('work:2', {}, { source: 'operator' });
    await expect(invoke).rejects.toMatchObject({ code: 'FUNCTION_NOT_FOUND' });
  });

  it('[21] need a permission of their own: that of the function is not enough', async () => {
    const made = await deployed();
    const callers = {
      plain: 'arn:aws:lambda:eu-west-1:111111111111:function:work',
      live: refOf(made, 'Live'),
    };
    for (const [name, Resource] of Object.entries(callers)) {
      const { identity } = aFunction(cloud, { name, code: '' });
      const Allow = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource };
      cloud.identities.addStatements(identity.roleName, [Allow]);
    }
    expect((await invokeAs('live-role', 'work/invocations?Qualifier=live')).status).toBe(200);
    expect((await invokeAs('live-role', 'work:live/invocations')).status).toBe(200);
    expect(await (await invokeAs('live-role', 'work/invocations')).text()).toContain('AccessDenied');
    expect((await invokeAs('plain-role', 'work/invocations')).status).toBe(200);
    expect(await (await invokeAs('plain-role', 'work/invocations?Qualifier=live')).text()).toContain(
      `"Resource\\":\\"${callers.live}`,
    );
  });

  it('[21] need an AWS::Lambda::Permission of their own before a service may invoke them', async () => {
    const made = await deployed();
    const functions = cloud.part(Functions);
    const permission = { action: 'lambda:InvokeFunction', principal: 'iot.amazonaws.com' };
    const invoke = async (name: string): Promise<unknown> =>
      (await functions.invoke(name, {}, { source: 'iot.amazonaws.com' })).payload;
    functions.permit('work', permission);
    expect(await invoke('work')).toBe('done');
    const denied = {
      code: 'FUNCTION_NOT_PERMITTED',
      message: expect.stringContaining('work:live') as string,
    };
    await expect(invoke(refOf(made, 'Live'))).rejects.toMatchObject(denied);
    functions.permit(refOf(made, 'Live'), permission);
    expect(await invoke(refOf(made, 'Live'))).toBe('done');
  });

  it.each([
    [{ RoutingConfig: { AdditionalVersionWeights: [] } }, 'RoutingConfig: there is one version of each'],
    [{ FunctionVersion: '2' }, 'FunctionVersion 2: there is one version of each function here'],
  ])('are refused where several would be needed: %j', async (more, why) => {
    await expect(deployTemplate(cloud, { Version, Live: alias(more) })).rejects.toThrow(why);
  });
});
