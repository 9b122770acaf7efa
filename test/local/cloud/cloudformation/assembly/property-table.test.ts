import { describe, expect, it } from 'vitest';
import { findings } from '../../../../../local/cloud/cloudformation/assembly/property-table.ts';
import type { Provider } from '../../../../../local/cloud/core/provider.ts';

const NOBODY = { noEffect: 'nobody looks at it' };

const table: Pick<Provider, 'properties' | 'settings'> = {
  properties: {
    Name: 'emulated',
    Document: 'emulated',
    Tags: NOBODY,
    'Target.Arn': 'emulated',
    'Target.Retry': NOBODY,
    'Items[].Key.Name': 'emulated',
    Text: 'emulated',
  },
  settings: {
    Text: (text) =>
      new Map(text.split('').map((letter) => [letter, { a: 'emulated' as const, b: NOBODY }[letter]])),
  },
};

const unknownIn = (properties: object): readonly string[] => findings({ ...properties }, table).unknown;

describe('a property that is not in the table is found', () => {
  it.each<[string, object, string[]]>([
    ['at the top', { Colour: 1, Name: 'x' }, ['Colour']],
    ['in an object', { Target: { Arn: 'x', Colour: 1 } }, ['Target.Colour']],
    [
      'in an object of a list',
      { Items: [{ Key: { Name: 'x' } }, { Key: { Nam: 1 }, K: 2 }] },
      ['Items[1].Key.Nam', 'Items[1].K'],
    ],
    ['where a list belongs no list', { Items: { Key: { Name: 'x' } } }, ['Items.Key']],
    [
      'in either branch of a condition',
      { Target: { 'Fn::If': ['c', { Ar: 1 }, { Retr: 2 }] } },
      ['Target.Ar', 'Target.Retr'],
    ],
    ['as a setting in a text', { Text: 'abc' }, ['Text c']],
  ])('%s', (_, properties, unknown) => {
    expect(unknownIn(properties)).toEqual(unknown);
  });

  it.each<[string, object]>([
    ['below one that its provider reads itself', { Document: { Any: [{ Thing: 1 }] } }],
    ['below one that has no effect', { Tags: [{ Any: 1 }], Target: { Retry: { Any: 1 } } }],
    ['in what another function will give', { Target: { 'Fn::GetAtt': ['A', 'B'] } }],
  ])('but not %s', (_, properties) => {
    expect(unknownIn(properties)).toEqual([]);
  });
});

it('what has no effect is listed by its path, with the reason', () => {
  const { noEffect } = findings({ Tags: [], Target: { Retry: {} }, Text: 'ab' }, table);
  expect(noEffect).toEqual(
    ['Tags', 'Target.Retry', 'Text b'].map((path) => ({ path, reason: 'nobody looks at it' })),
  );
});

it('a table may take any property', () => {
  const any = findings({ Whatever: { At: 'all' } }, { properties: { '*': 'emulated' } });
  expect(any).toMatchObject({ unknown: [], emulated: [{ path: 'Whatever', value: { At: 'all' } }] });
});
