import { describe, expect, it } from 'vitest';
import { rooms } from '../../functions/rooms.ts';
import type { Assembly, TemplateResource } from '../../local/cloud/cloudformation/assembly/assembly.ts';
import type { JudgedPath } from '../../local/cloud/ec2/network-paths.ts';
import { assemblyOf, changed, pathsOf } from './deployed-network.ts';
import { synthesized } from './synthesized.ts';

const closedIn = (paths: readonly JudgedPath[]): JudgedPath[] =>
  paths.filter(({ verdict }) => verdict.is !== 'open');

/** `KafkaDestination… → 9096`, `vehicles… → kms`, without what CloudFormation adds to names. */
function said({ of, to }: JudgedPath): string {
  const who = of.logicalId.replace(/[0-9A-F]{8}$/, '');
  return `${who} → ${'service' in to ? to.service : to.port}`;
}

/** What the functions in the network use, by their declarations; the others reach every service without one. */
const declared = rooms.flatMap((room) =>
  room.functions.flatMap(({ name, may }) => {
    if (may.produce === undefined && may.redrive !== true) return [];
    const services: readonly (readonly [string, boolean])[] = [
      ['9098', true],
      ['dynamodb', may.table !== undefined || may.riderKeys !== undefined || may.readOperations === true],
      ['sqs', may.setTimers === true || may.askPorts !== undefined],
      [
        'kms',
        may.signCommands === true ||
          may.signCodes === true ||
          may.riderKeys === 'make' ||
          may.riderKeys === 'read',
      ],
      ['lambda', may.askProvider !== undefined],
      ['s3', may.photos !== undefined],
      ['iot.data', may.publishToCars !== undefined],
      ['iot', may.provisionCars === true],
      ['cognito-idp', may.partnerClients !== undefined],
      ['secretsmanager', may.partnerSecrets === true],
    ];
    const used = services.filter(([, isUsed]) => isUsed).map(([service]) => service);
    // Logical ids have no hyphens.
    const who = `${room.name}${name.replaceAll('-', '')}NodeFunction`;
    return used.map((service) => `${who} → ${service}`);
  }),
);

/** What a rule, route or endpoint is, so that its taking out can be expected to be noticed. */
interface Part {
  readonly name: string;
  readonly after: Assembly;
  /** What a refusal says when a path needs it. */
  readonly why: RegExp;
}

/** What the CDK writes for a group from which nothing is let out; with no rule at all, EC2 lets everything out. */
const NOTHING_OUT = {
  CidrIp: '255.255.255.255/32',
  Description: 'Disallow all traffic',
  FromPort: 252,
  IpProtocol: 'icmp',
  ToPort: 86,
};

const WHY: Readonly<Record<string, RegExp>> = {
  SecurityGroupIngress: /no ingress rule of \S+ \w+ admits/,
  SecurityGroupEgress: /no egress rule of \S+ \w+ lets it out/,
  Route: /has no route to 0\.0\.0\.0\/0/,
  SubnetRouteTableAssociation: /has no route to 0\.0\.0\.0\/0/,
  VPCGatewayAttachment: /by an internet gateway that is attached to its VPC/,
  VPCEndpoint: /no endpoint for/,
};

function inlineRules(resource: TemplateResource, property: string): unknown[] {
  const rules = resource.properties[property];
  return Array.isArray(rules) ? rules : [];
}

function withoutRule(assembly: Assembly, group: TemplateResource, property: string, index: number): Assembly {
  return changed(assembly, group.logicalId, (resource) => {
    const left = inlineRules(resource, property).filter((_, other) => other !== index);
    const rules = left.length === 0 && property === 'SecurityGroupEgress' ? [NOTHING_OUT] : left;
    return { ...resource, properties: { ...resource.properties, [property]: rules } };
  });
}

/** The only rule of its group that stands apart leaves it with none: as the CDK would then write it. */
function withoutEgress(assembly: Assembly, rule: TemplateResource): Assembly {
  const after = changed(assembly, rule.logicalId, () => undefined);
  const group = String((rule.properties['GroupId'] as { 'Fn::GetAtt': string[] })['Fn::GetAtt'][0]);
  return changed(after, group, (resource) =>
    inlineRules(resource, 'SecurityGroupEgress').length > 0
      ? resource
      : { ...resource, properties: { ...resource.properties, SecurityGroupEgress: [NOTHING_OUT] } },
  );
}

/** Each security rule, route, association, attachment and endpoint of the foundation, taken out alone. */
function partsOf(assembly: Assembly): Part[] {
  const foundation = assembly.stacks.find(({ name }) => name === 'roadstream-foundation');
  if (foundation === undefined) throw new Error('there is no foundation');
  const resources = Object.values(foundation.template.resources);
  const apart = resources.flatMap((resource) => {
    const kind = resource.type.replace('AWS::EC2::', '');
    const why = WHY[kind];
    if (why === undefined) return [];
    const after =
      kind === 'SecurityGroupEgress'
        ? withoutEgress(assembly, resource)
        : changed(assembly, resource.logicalId, () => undefined);
    return [{ name: resource.logicalId, after, why }];
  });
  const inline = resources
    .filter(({ type }) => type === 'AWS::EC2::SecurityGroup')
    .flatMap((group) =>
      ['SecurityGroupIngress', 'SecurityGroupEgress'].flatMap((property) =>
        inlineRules(group, property).map((rule, index) => ({
          name: `${group.logicalId} ${String((rule as { Description?: string }).Description)}`,
          after: withoutRule(assembly, group, property, index),
          why: WHY[property] ?? /./,
        })),
      ),
    );
  return [...apart, ...inline];
}

const shortName = (name: string): string => name.replace(/[0-9A-F]{8}(?= |$)/, '');

/** Parts without which every path is still open, and why they are there all the same. */
const needless = {
  development: {
    VpcpublicSubnet2DefaultRoute: 'public subnets are alike; the one NAT gateway is in the first',
    VpcpublicSubnet3DefaultRoute: 'public subnets are alike; the one NAT gateway is in the first',
    VpcpublicSubnet2RouteTableAssociation: 'public subnets are alike; the one NAT gateway is in the first',
    VpcpublicSubnet3RouteTableAssociation: 'public subnets are alike; the one NAT gateway is in the first',
    VpcDynamoDb: 'costs nothing, and its traffic nothing through it; the NAT gateway would take it for money',
    VpcS3: 'costs nothing, and its traffic nothing through it; the NAT gateway would take it for money',
  },
  production: {
    VpcDynamoDb: 'costs nothing, and its traffic nothing through it; NAT gateways would take it for money',
    VpcS3: 'costs nothing, and its traffic nothing through it; NAT gateways would take it for money',
    Vpckms: 'an unlock waits for a signature: the way to it shall not depend on the internet',
    Vpcsqs: 'the most calls by number: NAT gateways would take them for more money',
    'Endpoints Disallow all traffic': 'without it EC2 would let everything out',
  },
} as const;

describe.each(['development', 'production'] as const)('the network in %s', (stage) => {
  const assembly = assemblyOf(stage);
  const parts = partsOf(assembly);

  it('lets through everything that the templates need', async () => {
    const paths = await pathsOf(assembly);
    expect(closedIn(paths).map((path) => [said(path), path.verdict])).toEqual([]);
    const needed = new Set(paths.map(said));
    expect([...needed].filter((path) => !path.includes('Mapping')).toSorted()).toEqual(
      ['KafkaDestination → 9096', ...declared].toSorted(),
    );
    // The pollers of every event source in Kafka, and nothing of AWS besides, because they are provisioned.
    const mappings = synthesized(stage)
      .ofType('AWS::Lambda::EventSourceMapping')
      .filter(({ properties }) => properties['Topics'] !== undefined);
    expect([...needed].filter((path) => path.includes('Mapping')).toSorted()).toEqual(
      mappings.map(({ logicalId }) => `${logicalId.replace(/[0-9A-F]{8}$/, '')} → 9098`).toSorted(),
    );
  });

  it.each(parts.filter(({ name }) => !(shortName(name) in needless[stage])))(
    'needs $name',
    async ({ after, why }) => {
      const closed = closedIn(await pathsOf(after));
      expect(closed).not.toEqual([]);
      for (const { verdict } of closed) {
        expect(verdict).toEqual({ is: 'closed', why: expect.stringMatching(why) });
      }
    },
  );

  it.each(Object.keys(needless[stage]))('has %s for a reason other than a path', async (name) => {
    const [part, ...others] = parts.filter((candidate) => shortName(candidate.name) === name);
    if (part === undefined || others.length > 0)
      throw new Error(`${name} is ${others.length + 1} parts, or none`);
    expect(closedIn(await pathsOf(part.after)).map(said)).toEqual([]);
  });

  it('uses its endpoints, so that NAT gateways carry only the rest', async () => {
    const routes = parts.filter(({ name }) => /^VpcprivateSubnet\dDefaultRoute/.test(name));
    expect(routes).toHaveLength(3);
    const withoutNat = routes.reduce((left, { name }) => changed(left, name, () => undefined), assembly);
    const services = closedIn(await pathsOf(withoutNat)).map(({ to }) =>
      'service' in to ? to.service : String(to.port),
    );
    expect([...new Set(services)].toSorted()).toEqual(
      stage === 'production'
        ? ['cognito-idp', 'iot', 'iot.data', 'lambda', 'secretsmanager']
        : ['cognito-idp', 'iot', 'iot.data', 'kms', 'lambda', 'secretsmanager', 'sqs'],
    );
  });

  it('gives nothing in it a public address', () => {
    for (const { properties } of synthesized(stage).ofType('AWS::EC2::Subnet'))
      expect(properties['MapPublicIpOnLaunch']).toBe(false);
  });

  it('has a zone for each replica, and the NAT gateways of the stage', () => {
    const { ofType } = synthesized(stage);
    expect(ofType('AWS::EC2::Subnet')).toHaveLength(6);
    expect(ofType('AWS::EC2::NatGateway')).toHaveLength(stage === 'production' ? 3 : 1);
  });
});

it('pollers that are not provisioned would need paths to Lambda and STS, which the brokers’ group does not allow', async () => {
  const assembly = assemblyOf('development');
  const mapping = assembly.stacks
    .flatMap(({ template }) => Object.values(template.resources))
    .find(({ properties }) => properties['ProvisionedPollerConfig'] !== undefined);
  const onDemand = changed(assembly, mapping?.logicalId ?? '', (resource) => {
    const kept = new Set(['FunctionName', 'EventSourceArn', 'Topics', 'StartingPosition']);
    const entries = Object.entries(resource.properties).filter(([name]) => kept.has(name));
    return { ...resource, properties: Object.fromEntries(entries) };
  });
  const closed = closedIn(await pathsOf(onDemand));
  expect(closed.map(({ to, who }) => ['service' in to && to.service, who])).toEqual([
    ['lambda', 'its pollers'],
    ['sts', 'its pollers'],
  ]);
});

it('a function that writes topics outside the network cannot reach the brokers', async () => {
  const assembly = assemblyOf('development');
  const producer = assembly.stacks
    .flatMap(({ template }) => Object.values(template.resources))
    .find(
      ({ type, properties }) =>
        type === 'AWS::Lambda::Function' && properties['FunctionName'] === 'rentals-http',
    );
  const outside = changed(assembly, producer?.logicalId ?? '', (resource) => {
    const { VpcConfig: _, ...properties } = resource.properties;
    return { ...resource, properties };
  });
  const closed = closedIn(await pathsOf(outside));
  expect(closed.map(({ to, verdict }) => ['port' in to && to.port, verdict])).toEqual([
    [9098, { is: 'closed', why: 'it is outside of the network: VpcConfig is missing' }],
  ]);
});
