import { describe, expect, test } from 'vitest';
import { evaluate, evaluateResourcePolicy } from '../../../../../local/cloud/iam/policy/evaluate.ts';
import { parsePolicy } from '../../../../../local/cloud/iam/policy/parse-policy.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/rentals';

function verdict(
  statement: object | object[],
  action: string,
  resource: string,
  context?: Record<string, string[]>,
) {
  return evaluate(parsePolicy({ Version: '2012-10-17', Statement: statement }), {
    action,
    resource,
    ...(context === undefined ? {} : { context }),
  });
}

describe('actions and resources', () => {
  test.each([
    ['dynamodb:GetItem', 'dynamodb:GetItem', 'allowed'],
    ['dynamodb:getitem', 'dynamodb:GetItem', 'allowed'],
    ['dynamodb:Get*', 'dynamodb:GetItem', 'allowed'],
    ['dynamodb:?etItem', 'dynamodb:GetItem', 'allowed'],
    ['*', 'dynamodb:GetItem', 'allowed'],
    ['dynamodb:Put*', 'dynamodb:GetItem', 'nothing'],
    ['dynamodb:GetItem', 'dynamodb:GetItems', 'nothing'],
  ])('a statement for %s says %s is %3$s', (pattern, action, expected) => {
    expect(verdict({ Effect: 'Allow', Action: pattern, Resource: TABLE }, action, TABLE)).toBe(expected);
  });

  test.each([
    [TABLE, TABLE, 'allowed'],
    [`${TABLE}/index/*`, `${TABLE}/index/by-rider`, 'allowed'],
    [`${TABLE}/index/*`, TABLE, 'nothing'],
    ['arn:aws:dynamodb:*:*:table/rent?ls', TABLE, 'allowed'],
    ['arn:aws:dynamodb:*:*:table/Rentals', TABLE, 'nothing'],
    ['arn:aws:dynamodb:eu-west-1:111111111111:table/rental', TABLE, 'nothing'],
  ])('a statement on %s says of %s: %s', (pattern, resource, expected) => {
    expect(
      verdict({ Effect: 'Allow', Action: 'dynamodb:*', Resource: pattern }, 'dynamodb:Query', resource),
    ).toBe(expected);
  });

  test('NotAction and NotResource turn the lists round', () => {
    const all = { Effect: 'Allow', NotAction: 'dynamodb:Delete*', NotResource: `${TABLE}/index/*` };
    expect(verdict(all, 'dynamodb:GetItem', TABLE)).toBe('allowed');
    expect(verdict(all, 'dynamodb:DeleteItem', TABLE)).toBe('nothing');
    expect(verdict(all, 'dynamodb:GetItem', `${TABLE}/index/a`)).toBe('nothing');
  });

  test('an explicit deny wins over an allow, whatever their order', () => {
    const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
    const deny = { Effect: 'Deny', Action: 'kms:Sign', Resource: '*' };
    expect(verdict([allow, deny], 'kms:Sign', 'arn:key')).toBe('denied');
    expect(verdict([deny, allow], 'kms:Sign', 'arn:key')).toBe('denied');
    expect(verdict([deny, allow], 'kms:Verify', 'arn:key')).toBe('allowed');
  });

  test('a variable is filled from the context, and its wildcards are ordinary characters', () => {
    const own = {
      Effect: 'Allow',
      Action: 'iot:Publish',
      Resource: 'arn:topic/cars/${iot:Connection.Thing.ThingName}/*',
    };
    const thing = (name: string) => ({ 'iot:Connection.Thing.ThingName': [name] });
    expect(verdict(own, 'iot:Publish', 'arn:topic/cars/VIN1/events', thing('VIN1'))).toBe('allowed');
    expect(verdict(own, 'iot:Publish', 'arn:topic/cars/VIN2/events', thing('VIN1'))).toBe('nothing');
    expect(verdict(own, 'iot:Publish', 'arn:topic/cars/VIN2/events', thing('*'))).toBe('nothing');
    expect(verdict(own, 'iot:Publish', 'arn:topic/cars//events')).toBe('nothing');
  });
});

describe('conditions', () => {
  const allowIf = (Condition: object) => ({ Effect: 'Allow', Action: 'x:Do', Resource: '*', Condition });
  const holds = (condition: object, context: Record<string, string[]>) =>
    verdict(allowIf(condition), 'x:Do', 'r', context) === 'allowed';

  test.each<[object, Record<string, string[]>, boolean]>([
    [{ StringEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': ['y'] }, true],
    [{ StringEquals: { 'a:k': 'x*' } }, { 'a:k': ['xy'] }, false],
    [{ StringEquals: { 'A:K': 'x' } }, { 'a:k': ['x'] }, true],
    [{ StringEquals: { 'a:k': 'x' } }, {}, false],
    [{ StringEqualsIfExists: { 'a:k': 'x' } }, {}, true],
    [{ StringNotEquals: { 'a:k': ['x', 'y'] } }, { 'a:k': ['y'] }, false],
    [{ StringNotEquals: { 'a:k': 'x' } }, {}, true],
    [{ StringEqualsIgnoreCase: { 'a:k': 'X' } }, { 'a:k': ['x'] }, true],
    [{ StringLike: { 'a:k': 'op#*' } }, { 'a:k': ['op#1'] }, true],
    [{ StringNotLike: { 'a:k': 'op#*' } }, { 'a:k': ['op#1'] }, false],
    [{ ArnLike: { 'a:k': 'arn:aws:iot:*:1:rule/*' } }, { 'a:k': ['arn:aws:iot:eu-west-1:1:rule/a'] }, true],
    [{ ArnLike: { 'a:k': 'arn:*:rule/a' } }, { 'a:k': ['arn:aws:iot:eu-west-1:1:rule/a'] }, false],
    [{ Bool: { 'a:k': false } }, { 'a:k': ['false'] }, true],
    [{ Null: { 'a:k': true } }, {}, true],
    [{ Null: { 'a:k': 'false' } }, {}, false],
    [{ Null: { 'a:k': 'false' } }, { 'a:k': [] }, false],
    [{ NumericLessThan: { 'a:k': '10' } }, { 'a:k': ['9'] }, true],
    [{ DateGreaterThan: { 'a:k': '2026-01-01T00:00:00Z' } }, { 'a:k': ['2026-02-01T00:00:00Z'] }, true],
    [{ StringEquals: { 'a:k': '${a:other}' } }, { 'a:k': ['v'], 'a:other': ['v'] }, true],
    [{ StringEquals: { 'a:k': '${a:other}*' } }, { 'a:k': ['vw'], 'a:other': ['v'] }, false],
  ])('%j with %j: %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  test('ForAllValues wants every value of the request; none at all is enough', () => {
    const condition = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['op#*', 'claim#*'] } };
    expect(holds(condition, { 'dynamodb:LeadingKeys': ['op#1', 'claim#2'] })).toBe(true);
    expect(holds(condition, { 'dynamodb:LeadingKeys': ['op#1', 'car#2'] })).toBe(false);
    expect(holds(condition, {})).toBe(true);
  });

  test('ForAnyValue wants one value of the request; none at all is not enough', () => {
    const condition = { 'ForAnyValue:StringEquals': { 'a:k': 'x' } };
    expect(holds(condition, { 'a:k': ['y', 'x'] })).toBe(true);
    expect(holds(condition, { 'a:k': ['y'] })).toBe(false);
    expect(holds(condition, {})).toBe(false);
  });

  test('all operators and all keys of a condition must hold', () => {
    const condition = { StringEquals: { 'a:k': 'x', 'a:l': 'y' }, Bool: { 'a:b': 'true' } };
    const context = { 'a:k': ['x'], 'a:l': ['y'], 'a:b': ['true'] };
    expect(holds(condition, context)).toBe(true);
    expect(holds(condition, { ...context, 'a:l': ['z'] })).toBe(false);
    expect(holds(condition, { ...context, 'a:b': ['false'] })).toBe(false);
  });

  test('an operator that is not evaluated refuses the policy', () => {
    expect(() => parsePolicy(allowIf({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }))).toThrow('IpAddress');
  });
});

describe("a resource's policy", () => {
  const account = '111111111111';
  const caller = { arn: `arn:aws:iam::${account}:role/rentals`, account };
  const request = { action: 'kms:Sign', resource: 'arn:key' };
  const nothing = { verdict: 'nothing', by: [] };
  const statement = (Principal: unknown, Effect = 'Allow') => ({
    Effect,
    Action: 'kms:*',
    Resource: '*',
    Principal,
  });

  test('names the caller, or leaves it to the account', () => {
    const named = parsePolicy(statement({ AWS: caller.arn }));
    expect(evaluateResourcePolicy(named, caller, request)).toEqual({
      caller: { verdict: 'allowed', by: [{ statement: named[0], action: 'kms:*', resource: '*' }] },
      account: nothing,
    });
    const root = parsePolicy(statement({ AWS: `arn:aws:iam::${account}:root` }));
    expect(evaluateResourcePolicy(root, caller, request)).toEqual({
      caller: nothing,
      account: { verdict: 'allowed', by: [{ statement: root[0], action: 'kms:*', resource: '*' }] },
    });
  });

  test('that is for others says nothing', () => {
    const others = parsePolicy([
      statement({ Service: 'sns.amazonaws.com' }),
      statement({ AWS: 'arn:aws:iam::2:root' }),
    ]);
    expect(evaluateResourcePolicy(others, caller, request)).toEqual({
      caller: nothing,
      account: nothing,
    });
  });

  test('denies everybody', () => {
    const denying = parsePolicy(statement('*', 'Deny'));
    expect(evaluateResourcePolicy(denying, caller, request).caller).toEqual({ verdict: 'denied', by: [] });
  });
});
