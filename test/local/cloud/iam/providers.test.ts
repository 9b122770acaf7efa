import { afterEach, describe, expect, test } from 'vitest';
import type { RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { attributeOf, deployResources, openCloud, refOf, role } from '../local-cloud.ts';

const clouds: RunningCloud[] = [];

async function roles(Resources: object) {
  const cloud = await openCloud();
  clouds.push(cloud);
  const deployed = await deployResources(cloud, Resources);
  const may = (logicalId: string, action: string, resource = '*'): boolean => {
    const identity = cloud.identities.byRoleArn(attributeOf(deployed, logicalId, 'Arn'));
    return identity !== undefined && cloud.identities.check(identity, { action, resource }).allowed;
  };
  return { deployed, may };
}

const roleWith = (Properties: object) => ({ Type: 'AWS::IAM::Role', Properties });
const document = (Action: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*' }],
});

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

describe('a role', () => {
  test('is named by its template, or by stack and logical id', async () => {
    const { deployed } = await roles({
      Plain: roleWith({}),
      Named: roleWith({ RoleName: 'rentals', Path: '/functions/' }),
    });
    expect(refOf(deployed, 'Plain')).toBe('Test-Plain');
    expect(attributeOf(deployed, 'Named', 'Arn')).toBe('arn:aws:iam::111111111111:role/functions/rentals');
  });

  test('may do what its own policies, attached policies and managed policies allow', async () => {
    const { may } = await roles({
      Inline: role({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }),
      Attached: roleWith({}),
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyName: 'p', PolicyDocument: document('kms:Sign'), Roles: [{ Ref: 'Attached' }] },
      },
      Own: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: document('iot:Publish') } },
      Managed: roleWith({
        ManagedPolicyArns: [
          { Ref: 'Own' },
          { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole' },
        ],
      }),
    });
    expect([may('Inline', 'sqs:SendMessage'), may('Inline', 'kms:Sign')]).toEqual([true, false]);
    expect([may('Attached', 'kms:Sign'), may('Attached', 'sqs:SendMessage')]).toEqual([true, false]);
    expect(
      ['iot:Publish', 'kafka:GetBootstrapBrokers', 'kms:Sign'].map((action) => may('Managed', action)),
    ).toEqual([true, true, false]);
  });

  test('with a managed policy that is not known is refused', async () => {
    const ManagedPolicyArns = ['arn:aws:iam::aws:policy/AdministratorAccess'];
    await expect(roles({ It: roleWith({ ManagedPolicyArns }) })).rejects.toThrow(
      'Test It (AWS::IAM::Role): the local cloud does not know the statements of arn:aws:iam::aws:policy/AdministratorAccess',
    );
  });

  test('with a condition that is not evaluated is refused, named by its place', async () => {
    const Condition = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
    await expect(
      roles({ It: role({ Effect: 'Allow', Action: '*', Resource: '*', Condition }) }),
    ).rejects.toThrow('Test It (AWS::IAM::Role): the condition operator IpAddress');
  });
});
