import { afterEach, describe, expect, test } from 'vitest';
import type { RunningCloud } from '../../../local/cloud/create-cloud.ts';
import { providers } from '../../../local/cloud/providers.ts';
import { attributeOf, deployResources, openCloud, refOf } from './local-cloud.ts';

const clouds: RunningCloud[] = [];

async function deployHere(Resources: object) {
  const cloud = await openCloud();
  clouds.push(cloud);
  return deployResources(cloud, Resources);
}

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

const network = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Subnet: {
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      CidrBlock: { 'Fn::Select': [1, { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }] },
      AvailabilityZone: { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] },
    },
  },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: { Ref: 'Vpc' } } },
};

describe('providers', () => {
  test('are one for each type, and give a reason for every property without effect', () => {
    const types = providers.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
    const supports = providers.flatMap(({ properties }) => Object.values(properties));
    expect(supports.every((support) => support === 'emulated' || support.noEffect.length > 10)).toBe(true);
  });

  test('make networks that others can refer to, with the same ids at every start', async () => {
    const [first, second] = [await deployHere(network), await deployHere(network)];
    expect(refOf(first, 'Vpc')).toMatch(/^vpc-[0-9a-f]{17}$/);
    expect(refOf(second, 'Vpc')).toBe(refOf(first, 'Vpc'));
    expect(attributeOf(first, 'Subnet', 'VpcId')).toBe(refOf(first, 'Vpc'));
    expect(attributeOf(first, 'Subnet', 'CidrBlock')).toBe('10.0.1.0/24');
    expect(attributeOf(first, 'Subnet', 'AvailabilityZone')).toBe('eu-west-1a');
    expect(attributeOf(first, 'Group', 'GroupId')).toBe(refOf(first, 'Group'));
  });

  test('say what has no effect and why', async () => {
    const { noEffect } = await deployHere({
      Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
    });
    expect(noEffect).toEqual([
      {
        stack: 'Test',
        logicalId: 'Logs',
        type: 'AWS::Logs::LogGroup',
        property: 'RetentionInDays',
        reason: expect.stringContaining('kept in memory') as string,
      },
    ]);
  });

  test('keep parameters for the references of others', async () => {
    const deployed = await deployHere({
      Size: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/size', Type: 'String', Value: 'small' } },
      Copy: {
        Type: 'AWS::SSM::Parameter',
        DependsOn: 'Size',
        Properties: { Type: 'String', Value: 'very {{resolve:ssm:/size:1}}' },
      },
    });
    expect(attributeOf(deployed, 'Copy', 'Value')).toBe('very small');
  });
});
