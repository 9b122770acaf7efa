import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../../local/cloud/iam/policy/parse-policy.ts';
import { namePatterns } from '../../../../local/cloud/msk/name-patterns.ts';

const ARN = 'arn:aws:kafka:eu-west-1:111111111111';
const PREFIX = `${ARN}:group/roadstream/0a1b-1/`;

function patterns(statement: object) {
  const action = 'kafka-cluster:AlterGroup';
  return namePatterns(parsePolicy({ Effect: 'Allow', Action: action, ...statement }), action, PREFIX);
}

describe("the groups that a policy's pattern names", () => {
  test.each([
    [`${PREFIX}rentals-consumer`, [{ name: 'rentals-consumer', isPrefix: false }]],
    [`${PREFIX}rentals-*`, [{ name: 'rentals-', isPrefix: true }]],
    [`${PREFIX}*`, [{ name: '*', isPrefix: false }]],
    ['*', [{ name: '*', isPrefix: false }]],
    [`${ARN}:group/roadstream/*`, [{ name: '*', isPrefix: false }]],
    [`${ARN}:group/*/*/rentals`, [{ name: 'rentals', isPrefix: false }]],
    [`${ARN}:group/other/0a1b-1/rentals`, []],
    [`${ARN}:topic/roadstream/0a1b-1/rentals`, []],
  ])('%s', (Resource, expected) => {
    expect(patterns({ Resource })).toEqual(expected);
  });

  test('are refused where the broker could not follow', () => {
    expect(() => patterns({ Resource: `${PREFIX}*-consumer` })).toThrow('names and their beginnings');
    expect(() => patterns({ Effect: 'Deny', Resource: `${PREFIX}rentals` })).toThrow('neither Deny');
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    expect(() => patterns({ Resource: PREFIX, Condition })).toThrow('conditions');
  });

  test('are none where the statement is of another action', () => {
    expect(patterns({ Action: 'kafka-cluster:ReadData', Resource: '*' })).toEqual([]);
    expect(patterns({ Action: undefined, NotAction: 'kafka-cluster:Read*', Resource: '*' })).toHaveLength(1);
  });
});
