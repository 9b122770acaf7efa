import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type DeployOptions, deploy } from '../../../../local/cloud/cloudformation/deploy.ts';
import { DynamicReferences } from '../../../../local/cloud/cloudformation/dynamic-references.ts';
import type { Engines } from '../../../../local/cloud/core/cloud.ts';
import { PropertyReader } from '../../../../local/cloud/core/property-reader.ts';
import type { Created, Provider, Resource } from '../../../../local/cloud/core/provider.ts';
import { createCloud, type RunningCloud } from '../../../../local/cloud/create-cloud.ts';
import { type SynthesizedStack, synthesized } from './synthesized.ts';

const engines: Engines = {
  kafka: { internal: '', iam: '', scram: '', addScramUser: () => Promise.resolve() },
  dynamodb: { endpoint: '' },
  sqs: { endpoint: '' },
};
const clouds: RunningCloud[] = [];

async function cloudHere(): Promise<RunningCloud> {
  const cloud = await createCloud({ engines, region: 'eu-west-1', account: '111111111111' });
  clouds.push(cloud);
  return cloud;
}

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

/** Remembers what it was asked to make. */
function thing(type = 'Test::Thing', create?: (resource: Resource) => Promise<Created>) {
  const made: Resource[] = [];
  const provider: Provider = {
    type,
    properties: { Value: 'emulated', Tags: { noEffect: 'nobody looks at them' } },
    create: (resource) => {
      made.push(resource);
      new PropertyReader(resource).raw('Value');
      return (
        create?.(resource) ?? {
          ref: `ref-${resource.logicalId}`,
          attributes: { Arn: `arn:${resource.logicalId}`, Deep: { Er: 7 } },
        }
      );
    },
  };
  return { made, provider };
}

async function deployed(stacks: Record<string, SynthesizedStack>, options?: DeployOptions) {
  const { made, provider } = thing();
  const result = await deploy(await cloudHere(), synthesized(stacks), [provider], options);
  const valueOf = (id: string) => made.find(({ logicalId }) => logicalId === id)?.properties['Value'];
  return { result, made, valueOf };
}

const resource = (Value?: unknown, more: object = {}) => ({
  Type: 'Test::Thing',
  ...(Value === undefined ? {} : { Properties: { Value } }),
  ...more,
});

async function resolved(Value: unknown, template: object = {}): Promise<unknown> {
  const { valueOf } = await deployed({
    One: { template: { Resources: { Other: resource(), It: resource(Value) }, ...template } },
  });
  return valueOf('It');
}

describe('intrinsic functions', () => {
  test.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Other' }, 'ref-Other'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    ['GetAtt', { 'Fn::GetAtt': ['Other', 'Arn'] }, 'arn:Other'],
    ['GetAtt with a dot', { 'Fn::GetAtt': 'Other.Deep.Er' }, 7],
    [
      'Sub',
      { 'Fn::Sub': '${AWS::AccountId}/${Other}/${Other.Arn}/${!Kept}' },
      '111111111111/ref-Other/arn:Other/${Kept}',
    ],
    [
      'Sub with its own names',
      { 'Fn::Sub': ['${a}-${Other}', { a: { Ref: 'AWS::Partition' } }] },
      'aws-ref-Other',
    ],
    ['Join', { 'Fn::Join': [':', ['arn', { Ref: 'Other' }, 3]] }, 'arn:ref-Other:3'],
    ['Select from Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Other' }] }] }, 'Other'],
    ['Base64', { 'Fn::Base64': 'a=b' }, 'YT1i'],
    ['GetAZs', { 'Fn::Select': ['2', { 'Fn::GetAZs': '' }] }, 'eu-west-1c'],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['in lists and objects', [{ a: { Ref: 'Other' } }], [{ a: 'ref-Other' }]],
  ])('%s', async (_name, value, expected) => {
    expect(await resolved(value)).toEqual(expected);
  });

  test('conditions, mappings and parameters', async () => {
    const template = {
      Parameters: {
        Stage: { Type: 'String', Default: 'dev' },
        Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
      },
      Mappings: { Sizes: { dev: { brokers: 1 }, prod: { brokers: 3 } } },
      Conditions: {
        IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
        Not: { 'Fn::Not': [{ Condition: 'IsProd' }] },
        Both: {
          'Fn::And': [
            { Condition: 'Not' },
            { 'Fn::Or': [{ Condition: 'IsProd' }, { 'Fn::Equals': ['1', 1] }] },
          ],
        },
      },
    };
    const value = {
      brokers: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'brokers'] },
      fallback: { 'Fn::FindInMap': ['Sizes', 'test', 'brokers', { DefaultValue: 9 }] },
      prod: { 'Fn::If': ['IsProd', 'yes', 'no'] },
      both: { 'Fn::If': ['Both', 'yes', 'no'] },
      left: { 'Fn::If': ['IsProd', 'out', { Ref: 'AWS::NoValue' }] },
      list: ['kept', { Ref: 'AWS::NoValue' }],
      zones: { Ref: 'Zones' },
    };
    expect(await resolved(value, template)).toEqual({
      brokers: 1,
      fallback: 9,
      prod: 'no',
      both: 'yes',
      list: ['kept'],
      zones: ['a', 'b'],
    });
  });

  test('parameters are taken from the options before their defaults', async () => {
    const template = {
      Parameters: { Stage: { Type: 'String' } },
      Resources: { It: resource({ Ref: 'Stage' }) },
    };
    const { valueOf } = await deployed({ One: { template } }, { parameters: { One: { Stage: 'prod' } } });
    expect(valueOf('It')).toBe('prod');
    await expect(deployed({ One: { template } })).rejects.toThrow(
      'the parameter Stage has no value and no default',
    );
  });

  test('dynamic references are filled by the part that keeps the values', async () => {
    const { made, provider } = thing();
    const cloud = await cloudHere();
    cloud.part(DynamicReferences).register('secretsmanager', (reference) => `<${reference}>`);
    const value = {
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Other' }, ':SecretString:password::}}']],
    };
    const template = { Resources: { Other: resource(), It: resource(value) } };
    await deploy(cloud, synthesized({ One: { template } }), [provider]);
    expect(made.find(({ logicalId }) => logicalId === 'It')?.properties['Value']).toBe(
      '<ref-Other:SecretString:password::>',
    );
  });

  test('a dynamic reference to a service that keeps nothing here is refused', async () => {
    const template = { Resources: { It: resource('{{resolve:ssm-secure:x}}') } };
    await expect(deployed({ One: { template } })).rejects.toThrow(
      'One It (Test::Thing): the local cloud cannot resolve {{resolve:ssm-secure:x}}',
    );
  });
});

describe('stacks', () => {
  test('take each other by export and by output', async () => {
    const { valueOf, result } = await deployed({
      Api: {
        dependencies: ['Data'],
        template: {
          Resources: {
            A: resource({ 'Fn::ImportValue': 'Data:Table' }),
            B: resource({ 'Fn::GetStackOutput': { StackName: 'Data', OutputName: 'Plain' } }),
          },
        },
      },
      Data: {
        template: {
          Resources: { Table: resource() },
          Outputs: {
            Exported: {
              Value: { 'Fn::GetAtt': ['Table', 'Arn'] },
              Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Table' } },
            },
            Plain: { Value: { Ref: 'Table' } },
          },
        },
      },
    });
    expect([valueOf('A'), valueOf('B')]).toEqual(['arn:Table', 'ref-Table']);
    expect(result.outputs).toEqual({ Data: { Exported: 'arn:Table', Plain: 'ref-Table' }, Api: {} });
  });

  test('of another region than the cloud are refused', async () => {
    const stack = { template: { Resources: {} }, environment: 'aws://111111111111/us-east-1' };
    await expect(deployed({ One: stack })).rejects.toThrow('One is for account 111111111111 in us-east-1');
  });

  test("ignore the CDK's bootstrap version", async () => {
    const Parameters = {
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x/version' },
    };
    const Rules = { CheckBootstrapVersion: { Assertions: [] } };
    const { made } = await deployed({
      One: { template: { Resources: { It: resource() }, Parameters, Rules } },
    });
    expect(made).toHaveLength(1);
  });
});

describe('resources', () => {
  test('are made after what they refer to and depend on, and otherwise at the same time', async () => {
    let running = 0;
    let most = 0;
    const order: string[] = [];
    const { provider } = thing('Test::Thing', async ({ logicalId }) => {
      most = Math.max(most, ++running);
      await pause(5);
      running--;
      order.push(logicalId);
      return { ref: logicalId };
    });
    const template = {
      Resources: {
        Last: resource({ 'Fn::Sub': '${Middle}' }),
        Middle: resource(undefined, { DependsOn: ['First', 'Second'] }),
        First: resource(),
        Second: resource(),
      },
    };
    await deploy(await cloudHere(), synthesized({ One: { template } }), [provider]);
    expect(order.slice(0, 2).toSorted()).toEqual(['First', 'Second']);
    expect(order.slice(2)).toEqual(['Middle', 'Last']);
    expect(most).toBe(2);
  });

  test('whose condition does not hold are left out', async () => {
    const { made } = await deployed({
      One: {
        template: {
          Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
          Resources: { Out: resource(undefined, { Condition: 'Never' }), In: resource() },
        },
      },
    });
    expect(made.map(({ logicalId }) => logicalId)).toEqual(['In']);
  });

  test('carry a name that is the same at every start', async () => {
    const { made } = await deployed({ One: { template: { Resources: { It: resource() } } } });
    expect(made[0]).toMatchObject({ stack: 'One', logicalId: 'It', generatedName: 'One-It' });
  });

  test('that wait for each other are refused', async () => {
    const template = { Resources: { A: resource({ Ref: 'B' }), B: resource({ Ref: 'A' }) } };
    await expect(deployed({ One: { template } })).rejects.toThrow(
      'resources of One depend on each other: A → B → A',
    );
  });

  test('that cannot be made end the start; those under way finish, others do not begin', async () => {
    const finished: string[] = [];
    const { made, provider } = thing('Test::Thing', async ({ logicalId }) => {
      if (logicalId === 'Broken') throw new Error('no disk');
      await pause(5);
      finished.push(logicalId);
      return { ref: logicalId };
    });
    const template = { Resources: { Broken: resource(), Slow: resource(), Next: resource({ Ref: 'Slow' }) } };
    await expect(
      deploy(await cloudHere(), synthesized({ One: { template } }), [provider]),
    ).rejects.toMatchObject({
      code: 'RESOURCE_FAILED',
      message: 'One Broken (Test::Thing) could not be made: no disk',
    });
    expect(finished).toEqual(['Slow']);
    expect(made.map(({ logicalId }) => logicalId)).not.toContain('Next');
  });
});

describe('what is not supported', () => {
  test('is said all at once, before anything is made', async () => {
    const { made, provider } = thing();
    const stacks = {
      One: { template: { Resources: { Fine: resource(), Odd: { Type: 'AWS::Odd::Thing' } } } },
      Two: {
        template: {
          Resources: {
            It: { Type: 'Test::Thing', Properties: { Colour: 1, Value: { 'Fn::Transform': {} } } },
          },
        },
      },
    };
    const refused = deploy(await cloudHere(), synthesized(stacks), [provider]);
    await expect(refused).rejects.toMatchObject({ code: 'LOCAL_CLOUD_REFUSAL' });
    await expect(refused).rejects.toThrow(
      [
        'the local cloud cannot play these templates:',
        '  One Odd (AWS::Odd::Thing): the local cloud does not play this type of resource',
        '  Two It (Test::Thing): the local cloud does not know the property Colour',
        '  Two It (Test::Thing): the local cloud does not know Fn::Transform',
      ].join('\n'),
    );
    expect(made).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['deep in a value', { a: [{ b: { 'Fn::Length': [1] } }] }, 'the local cloud does not know Fn::Length'],
    [
      'in another function',
      { 'Fn::Join': ['', [{ 'Fn::ToJsonString': {} }]] },
      'does not know Fn::ToJsonString',
    ],
    [
      'as a name in Fn::Sub',
      { 'Fn::Sub': '${Nobody}' },
      'it refers to Nobody, which the stack does not have',
    ],
    ['as an attribute', { 'Fn::GetAtt': ['Other', 'Nothing'] }, 'it asks for Other.Nothing'],
    ['as a pseudo parameter', { Ref: 'AWS::Colour' }, 'it refers to AWS::Colour'],
    ['as a condition', { 'Fn::If': ['Never', 1, 2] }, 'there is no condition Never'],
    [
      'as a condition that every object inherits',
      { 'Fn::If': ['toString', 1, 2] },
      'there is no condition toString',
    ],
    [
      'as a name in Fn::Sub that every object inherits',
      { 'Fn::Sub': ['${constructor}', {}] },
      'it refers to constructor',
    ],
    [
      'as an attribute that every object inherits',
      { 'Fn::GetAtt': ['Other', 'constructor'] },
      'it asks for Other.constructor',
    ],
    [
      'as an entry of a mapping that every object inherits',
      { 'Fn::FindInMap': ['constructor', 'constructor', 'name'] },
      'Fn::FindInMap finds no constructor',
    ],
    ['as an entry of a mapping', { 'Fn::FindInMap': ['a', 'b', 'c'] }, 'Fn::FindInMap finds no a b c'],
    ['as an export', { 'Fn::ImportValue': 'x' }, 'no stack before it exports x'],
    ['as an argument', { 'Fn::Select': ['first', ['a']] }, 'Fn::Select wants a whole number'],
  ])('%s is refused with the place', async (_name, value, why) => {
    await expect(resolved(value)).rejects.toThrow(why);
    await expect(resolved(value)).rejects.toThrow('One It (Test::Thing)');
  });

  test('also stands in conditions and outputs', async () => {
    const template = {
      Resources: { It: resource() },
      Conditions: { Odd: { 'Fn::Contains': [] } },
      Outputs: { Some: { Value: { 'Fn::Length': [] } } },
    };
    await expect(deployed({ One: { template } })).rejects.toThrow(
      [
        'the local cloud cannot play these templates:',
        '  One Odd (Condition): the local cloud does not know Fn::Contains',
        '  One Some (Output): the local cloud does not know Fn::Length',
      ].join('\n'),
    );
  });

  test('in an object that a function gave is said when the resource is made', async () => {
    const provider: Provider = {
      type: 'Test::Thing',
      properties: { 'Value.Known': 'emulated' },
      create: (of) => ({ ref: new PropertyReader(of).child('Value').text('Known') }),
    };
    const template = {
      Mappings: { Sizes: { dev: { value: { Known: 'x', Colour: 'red' } } } },
      Resources: { It: resource({ 'Fn::FindInMap': ['Sizes', 'dev', 'value'] }) },
    };
    await expect(deploy(await cloudHere(), synthesized({ One: { template } }), [provider])).rejects.toThrow(
      'One It (Test::Thing): the local cloud does not know the property Value.Colour',
    );
  });

  test('but claimed by a provider that does not read it is refused, however deep', async () => {
    const provider: Provider = {
      type: 'Test::Thing',
      properties: { Value: 'emulated' },
      create: (of) => {
        const value = new PropertyReader(of).child('Value');
        value.children('Items').map((item) => item.text('Name'));
        value.has('Seen');
        return { ref: value.text('Name') };
      },
    };
    const Value = { Name: 'a', Seen: 1, Items: [{ Name: 'b' }, { Name: 'c', Colour: { Of: 'd' } }] };
    const template = { Resources: { It: resource(Value) } };
    await expect(deploy(await cloudHere(), synthesized({ One: { template } }), [provider])).rejects.toThrow(
      'One It (Test::Thing): the local cloud would ignore the property Value.Seen, Value.Items[1].Colour.Of',
    );
  });

  test('but has no effect is listed with the reason', async () => {
    const template = { Resources: { It: { Type: 'Test::Thing', Properties: { Tags: [] } } } };
    const { result } = await deployed({ One: { template } });
    expect(result.noEffect).toEqual([
      {
        stack: 'One',
        logicalId: 'It',
        type: 'Test::Thing',
        property: 'Tags',
        reason: 'nobody looks at them',
      },
    ]);
  });

  test('families of types are played by one provider that takes any property', async () => {
    const made: Resource[] = [];
    const family: Provider = {
      type: 'Custom::*',
      properties: { '*': 'emulated' },
      create: (resource) => {
        made.push(resource);
        new PropertyReader(resource).whole();
        return { ref: 'custom' };
      },
    };
    const template = { Resources: { It: { Type: 'Custom::Brokers', Properties: { Anything: 1 } } } };
    await deploy(await cloudHere(), synthesized({ One: { template } }), [family]);
    expect(made[0]?.properties).toEqual({ Anything: 1 });
  });
});
