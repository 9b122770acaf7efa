import { describe, expect, it } from 'vitest';
import { synthesized } from './synthesized.ts';

describe.each(['development', 'production'] as const)('the network in %s', (stage) => {
  const { ofType, resources } = synthesized(stage);
  const group = (name: string) => new RegExp(`<${name}[0-9A-F]{8}\\.GroupId>`);

  it('lets functions to the brokers with IAM, IoT rules with SCRAM, and nobody else', () => {
    const ways = ofType('AWS::EC2::SecurityGroupIngress')
      .map(({ properties }) => properties)
      .filter(({ GroupId }) => group('Brokers').test(String(GroupId)))
      .map(
        ({ SourceSecurityGroupId, FromPort, ToPort }) =>
          `${/^<([A-Za-z]+)[0-9A-F]{8}/.exec(String(SourceSecurityGroupId))?.[1]} ${String(FromPort)}-${String(ToPort)}`,
      );
    expect(ways.toSorted()).toEqual(['Brokers 9098-9098', 'Functions 9098-9098', 'Iot 9096-9096']);
  });

  it('lets functions out to the brokers and to HTTPS only', () => {
    const functions = resources.find(
      ({ type, logicalId }) => type === 'AWS::EC2::SecurityGroup' && logicalId.startsWith('Functions'),
    );
    expect(functions?.properties['SecurityGroupEgress']).toEqual([
      { CidrIp: '0.0.0.0/0', Description: 'AWS services', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
    ]);
    const toBrokers = ofType('AWS::EC2::SecurityGroupEgress').filter(({ properties }) =>
      group('Functions').test(String(properties['GroupId'])),
    );
    expect(toBrokers.map(({ properties }) => properties['ToPort'])).toEqual([9098]);
  });

  it('has three zones, and a way out for private subnets', () => {
    expect(ofType('AWS::EC2::Subnet')).toHaveLength(6);
    expect(ofType('AWS::EC2::NatGateway')).toHaveLength(stage === 'production' ? 3 : 1);
    for (const { properties } of ofType('AWS::EC2::Subnet'))
      expect(properties['MapPublicIpOnLaunch']).toBe(false);
  });

  it('reaches DynamoDB without leaving it, and more services so in production', () => {
    const services = ofType('AWS::EC2::VPCEndpoint').map(({ properties }) =>
      String(/[a-z]+>?$/.exec(String(properties['ServiceName']))?.[0]),
    );
    expect(services.toSorted()).toEqual(
      stage === 'production' ? ['dynamodb', 'kms', 'lambda', 'sqs', 'sts'] : ['dynamodb'],
    );
  });
});
