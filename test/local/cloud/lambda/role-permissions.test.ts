import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogLine } from '../../../../local/cloud/core/journal.ts';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Functions } from '../../../../local/cloud/lambda/functions.ts';
import { openCloud, role } from '../local-cloud.ts';
import { deployTemplate } from './a-deployment.ts';
import { aFunction } from './a-function.ts';

/** What Lambda and the Scheduler do with the roles that templates give them. */

let cloud: RunningCloud;
let lines: LogLine[];
beforeEach(async () => {
  cloud = await openCloud();
  lines = [];
  cloud.journal.follow((line) => void lines.push(line));
});
afterEach(async () => {
  await cloud.stop();
});

describe('a function’s log', () => {
  it('has no line that the role may not write, and the function goes on', async () => {
    const { identity } = aFunction(cloud, {
      code: `export const handler = async () => console.log('hello');`,
    });
    const { statements = [] } = cloud.identities.all().find((entry) => entry.identity === identity) ?? {};
    const [allowed] = statements;
    if (allowed === undefined) throw new Error('the role allows nothing');
    const invoke = async () => await cloud.part(Functions).invoke('work', {}, { source: 'operator' });
    for (const missing of ['logs:CreateLogStream', 'logs:PutLogEvents']) {
      lines = [];
      const actions = allowed.actions.filter((action) => action !== missing);
      await cloud.identities.changePolicy(identity.roleName, [{ ...allowed, actions }]);
      await cloud.part(Functions).kill('work');
      expect((await invoke()).functionError).toBeUndefined();
      expect(lines.filter(({ source }) => source === 'work')).toEqual([]);
      expect(lines.map(({ text }) => text)).toContainEqual(
        expect.stringMatching(
          `what work writes gets into no log: role work-role is not authorized to perform ${missing} on arn:aws:logs:eu-west-1:111111111111:log-group:/aws/lambda/work:log-stream:`,
        ),
      );
    }
    await cloud.identities.changePolicy(identity.roleName, [allowed]);
    await invoke();
    expect(lines.filter(({ source }) => source === 'work').some(({ text }) => text.endsWith('hello'))).toBe(
      true,
    );
  });
});

describe('a function in a network', () => {
  it('needs a role that may make its interfaces', async () => {
    await deployTemplate(cloud, {
      Role: role({
        Effect: 'Allow',
        Action: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
        Resource: '*',
      }),
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Subnet: {
        Type: 'AWS::EC2::Subnet',
        Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24', AvailabilityZone: 'eu-west-1a' },
      },
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { GroupDescription: 'functions', VpcId: { Ref: 'Vpc' } },
      },
      Function: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Code: { ZipFile: 'exports.handler = async () => 1;' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          VpcConfig: { SubnetIds: [{ Ref: 'Subnet' }], SecurityGroupIds: [{ Ref: 'Group' }] },
        },
      },
    });
    await expect(cloud.start()).rejects.toThrow(
      /Test Function .*role Test-Role is not authorized to perform ec2:DeleteNetworkInterface on \*/,
    );
  });
});

describe('a schedule', () => {
  it('whose role has lost the permission invokes nothing, and says why', async () => {
    aFunction(cloud, { code: `export const handler = async () => console.log('fired');` });
    await deployTemplate(cloud, {
      Role: role({ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }),
      Minute: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: cloud.part(Functions).definition('work').arn,
            RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
          },
        },
      },
    });
    await cloud.start();
    await cloud.identities.changePolicy('Test-Role', []);
    await cloud.clock.advance(61_000);
    expect(lines.filter(({ text }) => text.endsWith('fired'))).toEqual([]);
    expect(lines.map(({ text }) => text)).toContainEqual(
      expect.stringContaining('role Test-Role is not authorized to perform lambda:InvokeFunction on'),
    );
  });
});
