import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readAssembly } from '../../../../../local/cloud/cloudformation/assembly/read-assembly.ts';
import { writeAssembly } from '../synthesized.ts';

const made: string[] = [];
const EMPTY = { template: { Resources: {} } };

function written(...parameters: Parameters<typeof writeAssembly>): string {
  const directory = writeAssembly(...parameters);
  made.push(directory);
  return directory;
}

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

describe('an assembly', () => {
  test('gives stacks in the order of their dependencies, with their names and environments', () => {
    const directory = written({
      Api: { ...EMPTY, dependencies: ['Data', 'Network'], stackName: 'prod-api' },
      Data: { ...EMPTY, dependencies: ['Network'], environment: 'aws://222222222222/eu-central-1' },
      Network: EMPTY,
    });
    const { stacks } = readAssembly(directory);
    expect(stacks.map(({ name, account, region }) => [name, account, region])).toEqual([
      ['Network', undefined, undefined],
      ['Data', '222222222222', 'eu-central-1'],
      ['prod-api', undefined, undefined],
    ]);
  });

  test('includes the stacks of nested stages', () => {
    const directory = written({ Outer: EMPTY });
    const nested = written({ Inner: { ...EMPTY, stackName: 'Prod-Inner' } });
    const manifest = {
      version: '55.0.0',
      artifacts: {
        Prod: {
          type: 'cdk:cloud-assembly',
          properties: { directoryName: join('..', nested.split('/').at(-1) ?? '') },
        },
      },
    };
    writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
    expect(readAssembly(directory).stacks.map(({ name }) => name)).toEqual(['Prod-Inner']);
  });

  test('knows the folder behind each asset', () => {
    const destination = { bucketName: 'assets-${AWS::Region}', objectKey: 'abc.zip' };
    const file = { source: { path: 'asset.abc', packaging: 'zip' }, destinations: { here: destination } };
    const directory = written({ One: EMPTY }, { assets: { abc: file } });
    expect(readAssembly(directory).assets).toEqual([
      { bucket: 'assets-${AWS::Region}', key: 'abc.zip', path: join(directory, 'asset.abc') },
    ]);
  });

  test('that is not there, or of a newer schema, says what to do', () => {
    expect(() => readAssembly('/nowhere')).toThrow("run 'npm run synth'");
    const newer = written({ One: EMPTY }, { version: '56.0.0' });
    expect(() => readAssembly(newer)).toThrow('reads up to 55');
  });

  test('whose stacks depend on each other names the way round', () => {
    const directory = written({ A: { ...EMPTY, dependencies: ['B'] }, B: { ...EMPTY, dependencies: ['A'] } });
    expect(() => readAssembly(directory)).toThrow('A → B → A');
  });

  test('with a section that is not understood is refused', () => {
    const directory = written({
      One: { template: { Transform: 'AWS::Serverless-2016-10-31', Resources: {} } },
    });
    expect(() => readAssembly(directory)).toThrow('One: the local cloud does not know Transform');
  });

  test.each<[string, object, string]>([
    ['an attribute', { CreationPolicy: {} }, 'the local cloud does not know CreationPolicy'],
    ['properties that are no object', { Properties: [] }, 'Properties is not an object'],
    ['a condition that is no name', { Condition: { Ref: 'a' } }, 'Condition is not a name'],
    ['dependencies that are no names', { DependsOn: [1] }, 'DependsOn is neither a logical id nor a list'],
  ])('with %s of a resource that is not understood is refused', (_, more, why) => {
    const directory = written({ One: { template: { Resources: { It: { Type: 'A::B::C', ...more } } } } });
    expect(() => readAssembly(directory)).toThrow(`One It (A::B::C): ${why}`);
  });

  test('with an output that says what is not understood is refused', () => {
    const Outputs = { Address: { Value: 'x', Colour: 'red' } };
    const directory = written({ One: { template: { Resources: {}, Outputs } } });
    expect(() => readAssembly(directory)).toThrow(
      'One Address (Output): the local cloud does not know Colour',
    );
  });
});
