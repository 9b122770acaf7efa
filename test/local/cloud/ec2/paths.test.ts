import { afterEach, describe, expect, test } from 'vitest';
import { deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import { PropertyReader } from '../../../../local/cloud/core/property-reader.ts';
import type { Provider } from '../../../../local/cloud/core/provider.ts';
import { createCloud, type RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { Network, placeOf } from '../../../../local/cloud/ec2/network.ts';
import { NetworkPaths } from '../../../../local/cloud/ec2/network-paths.ts';
import { networkingProviders } from '../../../../local/cloud/ec2/providers.ts';
import { synthesized } from '../cloudformation/synthesized.ts';

/** Something with interfaces that must reach a port of another, or a service. */
const client: Provider = {
  type: 'Test::Client',
  properties: {
    SubnetIds: 'emulated',
    SecurityGroupIds: 'emulated',
    Service: 'emulated',
    To: 'emulated',
  },
  create: (resource) => {
    const properties = new PropertyReader(resource);
    const arn = `arn:${resource.logicalId}`;
    resource.cloud.part(Network).attach(arn, {
      place: placeOf(resource),
      subnetIds: properties.texts('SubnetIds'),
      securityGroupIds: properties.texts('SecurityGroupIds'),
    });
    const service = properties.optionalText('Service');
    const owner = properties.optionalText('To');
    const of = { of: resource, who: 'it', from: arn };
    resource.cloud
      .part(NetworkPaths)
      .need(() => [
        ...(service === undefined ? [] : [{ ...of, to: { service } }]),
        ...(owner === undefined ? [] : [{ ...of, to: { owner, port: 9098 } }]),
      ]);
    return { ref: arn };
  },
};

type Templates = Record<string, object>;

const vpc = (CidrBlock = '10.0.0.0/16', dns = true): object => ({
  Type: 'AWS::EC2::VPC',
  Properties: { CidrBlock, EnableDnsHostnames: dns, EnableDnsSupport: dns },
});
const subnet = (CidrBlock: string, VpcId = 'Vpc'): object => ({
  Type: 'AWS::EC2::Subnet',
  Properties: { CidrBlock, VpcId: { Ref: VpcId } },
});
const group = (more: object = {}): object => ({
  Type: 'AWS::EC2::SecurityGroup',
  Properties: { GroupDescription: 'x', VpcId: { Ref: 'Vpc' }, ...more },
});
const port = (from: number, to = from): object => ({ IpProtocol: 'tcp', FromPort: from, ToPort: to });
const clientIn = (subnets: string[], groups: string[], more: object): object => ({
  Type: 'Test::Client',
  Properties: {
    SubnetIds: subnets.map((Ref) => ({ Ref })),
    SecurityGroupIds: groups.map((Ref) => ({ Ref })),
    ...more,
  },
});
const route = (RouteTableId: string, target: object): object => ({
  Type: 'AWS::EC2::Route',
  Properties: { RouteTableId: { Ref: RouteTableId }, DestinationCidrBlock: '0.0.0.0/0', ...target },
});
const table: object = { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } };
const associated = (SubnetId: string, RouteTableId: string): object => ({
  Type: 'AWS::EC2::SubnetRouteTableAssociation',
  Properties: { SubnetId: { Ref: SubnetId }, RouteTableId: { Ref: RouteTableId } },
});
const endpoint = (service: string, more: object): object => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: {
    ServiceName: { 'Fn::Sub': `com.amazonaws.\${AWS::Region}.${service}` },
    VpcId: { Ref: 'Vpc' },
    ...more,
  },
});

const clouds: RunningCloud[] = [];
afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

async function deployed(resources: Templates): Promise<RunningCloud> {
  const cloud = await createCloud({
    engines: {
      kafka: { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() },
      dynamodb: { endpoint: '' },
      sqs: { endpoint: '' },
    },
  });
  clouds.push(cloud);
  const assembly = synthesized({ net: { template: { Resources: resources } } });
  await deploy(cloud, assembly, [...networkingProviders, client]);
  return cloud;
}

/** What the start says; `open` when it says nothing. */
async function start(resources: Templates): Promise<string> {
  const running = await deployed(resources);
  return await running.start().then(
    () => 'open',
    (error: unknown) => String(error instanceof Error ? error.message : error),
  );
}

/** A client and a server in subnets of their own. */
const pair = (clients: object, servers: object, more: Templates = {}): Templates => ({
  Vpc: vpc(),
  Near: subnet('10.0.0.0/24'),
  Far: subnet('10.0.16.0/20'),
  Clients: group(clients),
  Servers: group(servers),
  Server: clientIn(['Far'], ['Servers'], {}),
  Client: clientIn(['Near'], ['Clients'], { To: { Ref: 'Server' } }),
  ...more,
});
const ingress = (rule: object): object => ({ SecurityGroupIngress: [{ ...port(9098), ...rule }] });
const egress = (rule: object): object => ({ SecurityGroupEgress: [{ ...port(9098), ...rule }] });

describe('a port of another in the network', () => {
  test.each<[string, object, object]>([
    ['by group', {}, ingress({ SourceSecurityGroupId: { Ref: 'Clients' } })],
    ['by addresses', egress({ CidrIp: '10.0.0.0/16' }), ingress({ CidrIp: '10.0.0.0/24' })],
    ['in a range of ports', {}, ingress({ ...port(9000, 9100), CidrIp: '10.0.0.0/8' })],
    ['by any protocol', {}, { SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }],
    ['by the number of TCP', {}, ingress({ IpProtocol: 6, CidrIp: '10.0.0.0/24' })],
  ])('is reached %s', async (_how, clients, servers) => {
    expect(await start(pair(clients, servers))).toBe('open');
  });

  test.each<[string, object, object]>([
    ['no rule at all', {}, {}],
    ['another port', {}, ingress({ ...port(9096), CidrIp: '10.0.0.0/24' })],
    ['another protocol', {}, ingress({ IpProtocol: 'udp', CidrIp: '10.0.0.0/24' })],
    ['other addresses', {}, ingress({ CidrIp: '10.0.1.0/24' })],
    ['some of its addresses', {}, ingress({ CidrIp: '10.0.0.0/25' })],
    [
      'another group',
      {},
      ingress({ SourceSecurityGroupId: { 'Fn::GetAtt': ['Vpc', 'DefaultSecurityGroup'] } }),
    ],
  ])('is not with an ingress rule for %s', async (_what, clients, servers) => {
    expect(await start(pair(clients, servers))).toContain(
      'net Client (Test::Client): it cannot reach net Server on port 9098: no ingress rule of net Servers admits net Clients on port 9098',
    );
  });

  test('is not when an egress rule for something else is there: only without any, everything is let out', async () => {
    const open = ingress({ CidrIp: '10.0.0.0/16' });
    const why = 'no egress rule of net Clients lets it out to net Servers on port 9098';
    expect(await start(pair({}, open))).toBe('open');
    expect(await start(pair(egress({ CidrIp: '10.0.0.0/24' }), open))).toContain(why);
    const Separate = {
      Type: 'AWS::EC2::SecurityGroupEgress',
      Properties: { GroupId: { Ref: 'Clients' }, ...port(443), CidrIp: '0.0.0.0/0' },
    };
    expect(await start(pair({}, open, { Separate }))).toContain(why);
  });

  test('is reached by rules that stand apart from their groups', async () => {
    const more = {
      In: {
        Type: 'AWS::EC2::SecurityGroupIngress',
        Properties: { GroupId: { Ref: 'Servers' }, ...port(9098), SourceSecurityGroupId: { Ref: 'Clients' } },
      },
      Out: {
        Type: 'AWS::EC2::SecurityGroupEgress',
        Properties: {
          GroupId: { Ref: 'Clients' },
          ...port(9098),
          DestinationSecurityGroupId: { Ref: 'Servers' },
        },
      },
    };
    expect(await start(pair({}, {}, more))).toBe('open');
  });

  test('is reached within the default group, in which is who names none', async () => {
    const inDefault = {
      Server: clientIn(['Far'], [], {}),
      Client: clientIn(['Near'], [], { To: { Ref: 'Server' } }),
    };
    expect(await start(pair({}, {}, inDefault))).toBe('open');
    expect(await start(pair({}, {}, { Server: inDefault.Server }))).toContain(
      'no ingress rule of the default group of net Vpc admits net Clients',
    );
  });

  test('is not reached from another VPC', async () => {
    const more = { Other: vpc('10.1.0.0/16'), Near: subnet('10.1.0.0/24', 'Other') };
    expect(await start(pair({}, ingress({ CidrIp: '0.0.0.0/0' }), more))).toContain(
      'net Client is in net Other and net Server in net Vpc, and the local cloud knows no way between VPCs',
    );
  });

  test('is not judged when no template makes the network, and the journal says so', async () => {
    const Client = clientIn([], ['Clients'], { SubnetIds: ['subnet-0abc'], To: { Ref: 'Server' } });
    expect(await start(pair({}, {}, { Client }))).toBe('open');
    const lines: string[] = [];
    clouds.at(-1)?.journal.follow(({ text }) => lines.push(text))();
    expect(lines).toEqual([
      'net Client: whether it can reach net Server on port 9098 is not known: no template here makes subnet-0abc',
    ]);
  });
});

/** A subnet with a NAT gateway in a public one, each part of which can be left out. */
const withNat = (service: string, more: Templates = {}): Templates => ({
  Vpc: vpc(),
  Private: subnet('10.0.0.0/24'),
  Public: subnet('10.0.1.0/24'),
  PrivateTable: table,
  PublicTable: table,
  PrivateAssociation: associated('Private', 'PrivateTable'),
  PublicAssociation: associated('Public', 'PublicTable'),
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Gateway' } },
  },
  Address: { Type: 'AWS::EC2::EIP' },
  Nat: {
    Type: 'AWS::EC2::NatGateway',
    Properties: { SubnetId: { Ref: 'Public' }, AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] } },
  },
  Out: route('PrivateTable', { NatGatewayId: { Ref: 'Nat' } }),
  Internet: route('PublicTable', { GatewayId: { Ref: 'Gateway' } }),
  Clients: group(),
  Client: clientIn(['Private'], ['Clients'], { Service: service }),
  ...more,
});
const without = (resources: Templates, ...names: string[]): Templates =>
  Object.fromEntries(Object.entries(resources).filter(([name]) => !names.includes(name)));

describe('an AWS service', () => {
  test('is reached through a NAT gateway with a way to the internet', async () => {
    expect(await start(withNat('kms'))).toBe('open');
  });

  test.each<[string, string[], string]>([
    [
      'its route',
      ['Out'],
      'the route table of net Private has no route to 0.0.0.0/0, and the network no endpoint for kms',
    ],
    ['its table', ['PrivateAssociation'], 'the route table of net Private has no route to 0.0.0.0/0'],
    [
      'the NAT gateway’s route',
      ['Internet'],
      'net Nat has no way out: the route table of net Public has no route',
    ],
    [
      'the internet gateway’s attachment',
      ['Attachment'],
      'by an internet gateway that is attached to its VPC',
    ],
  ])('is not without %s', async (_what, names, why) => {
    const said = await start(without(withNat('kms'), ...names));
    expect(said).toContain('net Client (Test::Client): it cannot reach the AWS service kms: ');
    expect(said).toContain(why);
  });

  test('is not reached from a public subnet: the interfaces have no public address', async () => {
    const Client = clientIn(['Public'], ['Clients'], { Service: 'kms' });
    expect(await start(withNat('kms', { Client }))).toMatch(
      /the route of net Public to 0\.0\.0\.0\/0 leads to igw-\w+ instead of a NAT gateway, and its interfaces have no public address/,
    );
  });

  test('is not reached through a private NAT gateway', async () => {
    const Nat = {
      Type: 'AWS::EC2::NatGateway',
      Properties: { SubnetId: { Ref: 'Public' }, ConnectivityType: 'private' },
    };
    expect(await start(withNat('kms', { Nat }))).toContain('net Nat is private');
  });

  test('is not reached when one of the subnets has no way', async () => {
    const more = {
      Lost: subnet('10.0.2.0/24'),
      Client: clientIn(['Private', 'Lost'], ['Clients'], { Service: 'kms' }),
    };
    expect(await start(withNat('kms', more))).toContain('the route table of net Lost has no route');
  });

  test('needs an egress rule to everywhere', async () => {
    const clients = (CidrIp: string) => group({ SecurityGroupEgress: [{ ...port(443), CidrIp }] });
    expect(await start(withNat('kms', { Clients: clients('0.0.0.0/0') }))).toBe('open');
    expect(await start(withNat('kms', { Clients: clients('10.0.0.0/8') }))).toContain(
      'no egress rule of net Clients lets it out to 0.0.0.0/0 on port 443',
    );
  });

  test('is reached through a gateway endpoint in the subnet’s route table', async () => {
    const alone = without(withNat('dynamodb'), 'Out');
    const Endpoint = (RouteTableId: string) =>
      endpoint('dynamodb', { VpcEndpointType: 'Gateway', RouteTableIds: [{ Ref: RouteTableId }] });
    expect(await start({ ...alone, Endpoint: Endpoint('PrivateTable') })).toBe('open');
    expect(await start({ ...alone, Endpoint: Endpoint('PublicTable') })).toContain(
      'no route to 0.0.0.0/0, and the network no endpoint for dynamodb',
    );
  });

  const Endpoints = group({
    SecurityGroupIngress: [{ ...port(443), SourceSecurityGroupId: { Ref: 'Clients' } }],
  });
  const interfaces = (more: object = {}): object =>
    endpoint('kms', {
      VpcEndpointType: 'Interface',
      SubnetIds: [{ Ref: 'Public' }],
      SecurityGroupIds: [{ Ref: 'Endpoints' }],
      PrivateDnsEnabled: true,
      ...more,
    });

  test('is reached through an interface endpoint with a private name', async () => {
    const alone = without(withNat('kms'), 'Out');
    expect(await start({ ...alone, Endpoints, Endpoint: interfaces() })).toBe('open');
    expect(
      await start({ ...alone, Endpoints, Endpoint: interfaces({ PrivateDnsEnabled: false }) }),
    ).toContain('no route to 0.0.0.0/0');
  });

  test('is cut by an interface endpoint that does not admit the client, whatever else leads out', async () => {
    expect(await start(withNat('kms', { Endpoints: group(), Endpoint: interfaces() }))).toContain(
      'no ingress rule of net Endpoints admits net Clients on port 443; in this network the name of kms leads to net Endpoint',
    );
  });

  test('has no private name when AWS gives it none, or the VPC does not resolve it', async () => {
    await expect(
      deployed(
        withNat('iot.data', {
          Endpoints,
          Endpoint: endpoint('iot.data', {
            VpcEndpointType: 'Interface',
            SubnetIds: [{ Ref: 'Private' }],
            PrivateDnsEnabled: true,
          }),
        }),
      ),
    ).rejects.toThrow('the endpoint of iot.data has no private name; AWS refuses it');
    await expect(
      deployed(withNat('kms', { Vpc: vpc('10.0.0.0/16', false), Endpoints, Endpoint: interfaces() })),
    ).rejects.toThrow('PrivateDnsEnabled needs EnableDnsHostnames and EnableDnsSupport of net Vpc');
  });
});

test.each<[string, object, string]>([
  [
    'prefix lists',
    { Clients: group(egress({ DestinationPrefixListId: 'pl-1' })) },
    'SecurityGroupEgress[0].DestinationPrefixListId',
  ],
  ['policies of endpoints', { Endpoint: endpoint('kms', { PolicyDocument: {} }) }, 'PolicyDocument'],
  [
    'routes to what is not played',
    { Out: route('PrivateTable', { TransitGatewayId: 'tgw-1' }) },
    'TransitGatewayId',
  ],
])('%s are refused', async (_what, more, property) => {
  await expect(deployed(withNat('kms', more as Templates))).rejects.toThrow(
    `the local cloud does not know the property ${property}`,
  );
});
