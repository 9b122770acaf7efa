import '../../../shared/contracts/compile.ts';
import { Object as Obj, String as Str, type TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { routes } from '../../../shared/contracts/catalogue.ts';
import { Vin } from '../../../shared/contracts/fields.ts';
import { patternsWithWords, patternWords } from '../../../shared/contracts/pattern-words.ts';
import { violations } from '../../../shared/contracts/validate.ts';
import { idPattern } from '../../../shared/kernel/ids.ts';

function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'pattern' && typeof inner === 'string' ? [inner] : patternsIn(inner),
  );
}
const ofRequests = [
  ...new Set(routes.flatMap(({ params, query, body }) => [params, query, body].flatMap(patternsIn))),
];

describe('what a text of a request must be', () => {
  it.each(ofRequests)('is said in words: %s', (pattern) => {
    expect(patternWords(pattern)).toMatch(/^[a-z]/);
    expect(patternWords(pattern)).not.toMatch(/[\^$\\]|\{\d/);
  });

  it('is said of no pattern that no request has', () => {
    expect(patternsWithWords.filter((pattern) => !ofRequests.includes(pattern))).toEqual([]);
  });

  // Most words give an example: it is what they say.
  it.each(
    ofRequests.flatMap((pattern) => {
      const [, example] = /such as (\S+?),?( or .*)?$/.exec(patternWords(pattern) ?? '') ?? [];
      return example === undefined ? [] : [[pattern, example] as const];
    }),
  )('%s is followed by the example %s', (pattern, example) => {
    expect(example).toMatch(new RegExp(pattern, 'u'));
  });
});

it('a violation says it, and no regular expression', () => {
  const schema: TSchema = Obj({ vin: Vin, rentalId: Str({ pattern: idPattern('rnt') }) });
  expect(violations('one', schema, { vin: 'x', rentalId: 'y' })).toEqual([
    {
      path: '/vin',
      message: 'must be a vehicle identification number: 17 capital letters without I, O and Q, and digits',
    },
    { path: '/rentalId', message: 'must be an id, such as rnt_00000000000000000000000001' },
  ]);
});
