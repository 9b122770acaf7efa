import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunningCloud } from '../../../../../local/cloud/create-cloud.ts';
import { ACCOUNT, openCloud, REGION, role } from '../../local-cloud.ts';
import { deployTemplate } from '../a-deployment.ts';
import { aFunction } from '../a-function.ts';

/** What has a meaning in one case is not dropped in another. */

let cloud: RunningCloud;
beforeEach(async () => {
  cloud = await openCloud();
  aFunction(cloud, { code: 'export const handler = async () => undefined;' });
});
afterEach(async () => {
  await cloud.stop();
});

const ROLE = role({ Effect: 'Allow', Action: '*', Resource: '*' });

const source = (more: object): object => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    FunctionName: 'work',
    EventSourceArn: `arn:aws:kafka:${REGION}:${ACCOUNT}:cluster/cars/1`,
    Topics: ['cars.events'],
    StartingPosition: 'TRIM_HORIZON',
    ...more,
  },
});

const inline = (more: object): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { ZipFile: 'exports.handler = async () => undefined;' },
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Runtime: 'nodejs24.x',
    ...more,
  },
});

const wouldIgnore = (path: string): string => `the local cloud would ignore the property ${path}`;

describe('is refused', () => {
  it.each<[string, object, string]>([
    [
      'the concurrency of queues for a topic',
      source({ ScalingConfig: { MaximumConcurrency: 5 } }),
      'ScalingConfig.MaximumConcurrency',
    ],
    [
      'a time to start at for another start',
      source({ StartingPositionTimestamp: 1 }),
      'StartingPositionTimestamp',
    ],
    [
      'a level for logs of text',
      inline({ LoggingConfig: { ApplicationLogLevel: 'DEBUG' } }),
      'LoggingConfig.ApplicationLogLevel',
    ],
    ['a bundle beside inline code', inline({ Code: { ZipFile: '', S3Key: 'a.zip' } }), 'Code.S3Key'],
  ])('%s', async (_, It, path) => {
    await expect(deployTemplate(cloud, { Role: ROLE, It })).rejects.toThrow(wouldIgnore(path));
  });
});

describe('is refused for another value than those that mean something', () => {
  const schedule = (more: object): object => ({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: { Arn: 'arn:aws:lambda:x:1:function:work', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      ...more,
    },
  });

  it.each<[string, object, string]>([
    ['a state', schedule({ State: 'PAUSED' }), 'State is ENABLED or DISABLED here, not PAUSED'],
    [
      'a time window',
      schedule({ FlexibleTimeWindow: { Mode: 'FLEXIBLE' } }),
      'FlexibleTimeWindow.Mode is OFF here, not FLEXIBLE',
    ],
    [
      'a form of logs',
      inline({ LoggingConfig: { LogFormat: 'XML' } }),
      'LogFormat is Text or JSON here, not XML',
    ],
    [
      'a level of logs',
      inline({ LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'LOUD' } }),
      'LoggingConfig.ApplicationLogLevel is TRACE or',
    ],
    ['a time limit', inline({ Timeout: 901 }), 'Timeout is 901; it must be a whole number from 1 to 900'],
    ['a size', inline({ MemorySize: 64 }), 'MemorySize is 64'],
    [
      'a response type',
      source({ ProvisionedPollerConfig: {}, FunctionResponseTypes: ['ReportAll'] }),
      'FunctionResponseTypes holds ReportBatchItemFailures only, not ReportAll',
    ],
  ])('%s', async (_, It, why) => {
    await expect(deployTemplate(cloud, { Role: ROLE, It })).rejects.toThrow(why);
  });
});

describe('the version of Node.js', () => {
  const here = `nodejs${process.versions.node.split('.')[0]}.x`;

  it.each([
    ['that runs here has nothing to be said', here, []],
    ['that is another is listed', 'nodejs18.x', ['Runtime nodejs18.x']],
  ])('%s', async (_, Runtime, listed) => {
    const { noEffect } = await deployTemplate(cloud, { Role: ROLE, It: inline({ Runtime }) });
    const found = noEffect.filter(({ logicalId }) => logicalId === 'It');
    expect(found.map(({ property }) => property)).toEqual(listed);
  });
});
