import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployed } from '../../../../local/cloud/cloudformation/deploy.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { attributeOf, openCloud, refOf } from '../local-cloud.ts';
import { deployTemplate } from './a-deployment.ts';
import { aFunction } from './a-function.ts';

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await openCloud();
});
afterEach(async () => {
  await cloud.stop();
});

/** Deploys a custom resource behind a function that answers with what `answer` evaluates to. */
async function aCustomResource(answer: string, properties: object = {}): Promise<Deployed> {
  const { arn } = aFunction(cloud, {
    code: `export const handler = async (event) => {
      const answer = ${answer};
      if (answer === undefined) return;
      await fetch(event.ResponseURL, { method: 'PUT', body: JSON.stringify(answer) });
    };`,
  });
  return await deployTemplate(cloud, {
    Made: { Type: 'Custom::Thing', Properties: { ServiceToken: arn, ...properties } },
  });
}

describe('a custom resource', () => {
  it('is what its function says: reference and attributes', async () => {
    const answer = `{ Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Echo: JSON.stringify(event) } }`;
    const deployed = await aCustomResource(answer, { Count: 3, Deep: { Flag: true } });
    expect(refOf(deployed, 'Made')).toBe('thing-1');
    expect(JSON.parse(attributeOf(deployed, 'Made', 'Echo'))).toMatchObject({
      RequestType: 'Create',
      StackId: expect.stringContaining(':stack/Test/'),
      LogicalResourceId: 'Made',
      ResourceType: 'Custom::Thing',
      ResourceProperties: { Count: '3', Deep: { Flag: 'true' } },
    });
  });

  it('is updated when the data directory knows it from an earlier start', async () => {
    await cloud.stop();
    const dataDirectory = mkdtempSync(join(tmpdir(), 'custom-resource-'));
    const answer = `{ Status: 'SUCCESS', PhysicalResourceId: 'thing-1', Data: { Type: event.RequestType, Id: event.PhysicalResourceId } }`;
    cloud = await openCloud({ dataDirectory });
    await aCustomResource(answer);
    await cloud.stop();
    cloud = await openCloud({ dataDirectory });
    const deployed = await aCustomResource(answer);
    await cloud.stop();
    rmSync(dataDirectory, { recursive: true });
    expect(attributeOf(deployed, 'Made', 'Type')).toBe('Update');
    expect(attributeOf(deployed, 'Made', 'Id')).toBe('thing-1');
  });

  it.each([
    ['says FAILED', `{ Status: 'FAILED', Reason: 'no such cluster' }`, {}, /no such cluster/],
    ['throws', `(() => { throw new Error('broken'); })()`, {}, /broken/],
    ['gives no answer', 'undefined', { ServiceTimeout: 1 }, /no answer within 1 s/],
  ])('ends the start when its function %s', async (_, answer, properties, why) => {
    const message = /Test Made \(Custom::Thing\)/;
    await expect(aCustomResource(answer, properties)).rejects.toThrow(message);
    await expect(aCustomResource(answer, properties)).rejects.toThrow(why);
  });
});
