import { describe, expect, it } from 'vitest';
import { parsePolicy, parseResourcePolicy } from '../../../../../local/cloud/iam/policy/parse-policy.ts';

const ALLOW = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*', Principal: '*' };

describe('a policy is refused for what nobody evaluates', () => {
  it.each<[string, object, string]>([
    ['in the document', { Version: '2012-10-17', Statement: [], Colour: 1 }, 'Colour in a policy'],
    ['in a statement', { Statement: { ...ALLOW, NotPrincipal: '*' } }, 'NotPrincipal in a statement'],
    ['in a principal', { Statement: { ...ALLOW, Principal: { Robot: 'x' } } }, 'Robot in a Principal'],
    ['as an operator', { Statement: { ...ALLOW, Condition: { Like: { a: 'b' } } } }, 'Like'],
  ])('%s', (_, document, why) => {
    expect(() => parsePolicy(document)).toThrow(why);
  });

  it.each(['aws:Colour', 'Colour', 'sqs:Colour'])(
    'as the key %s in a condition of a resource’s policy',
    (key) => {
      const Condition = { StringEquals: { [key]: 'red' } };
      expect(() => parseResourcePolicy({ Statement: { ...ALLOW, Condition } })).toThrow(key);
    },
  );
});
