import { beforeEach, describe, expect, test } from 'vitest';
import type { Identity } from '../../../../../local/cloud/core/identities.ts';
import { UsedPermissions } from '../../../../../local/cloud/iam/policy/used-permissions.ts';
import { policyOfRole, RoleIdentities } from '../../../../../local/cloud/iam/role-identities.ts';

const TABLE = 'arn:aws:dynamodb:eu-west-1:111111111111:table/rentals';
const POLICY = policyOfRole('rentals');
const get = { action: 'dynamodb:GetItem', resource: TABLE };

let used: UsedPermissions;
let identities: RoleIdentities;
let rentals: Identity;
beforeEach(() => {
  used = new UsedPermissions();
  identities = new RoleIdentities(used);
  rentals = identities.addRole('rentals', 'arn:aws:iam::111111111111:role/rentals');
});

const allow = (Action: string | string[], Resource: string | string[] = TABLE): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const give = (...statements: readonly object[]): void => identities.addStatements('rentals', statements);
/** Statement, action, and how often alone and shared. */
const counts = (): unknown[] =>
  used.of(POLICY).map(({ statement, action, alone, shared }) => [statement, action, alone, shared]);

describe('a request that is granted', () => {
  test('counts at the permission that grants it, and at no other', () => {
    give(allow(['dynamodb:GetItem', 'dynamodb:PutItem']), allow('dynamodb:Query', `${TABLE}/index/*`));
    identities.authorize(rentals, get);
    identities.authorize(rentals, get);
    expect(used.of(POLICY)).toEqual([
      { ...of(0, 'dynamodb:GetItem'), alone: 2, shared: 0, sharedWith: [] },
      { ...of(0, 'dynamodb:PutItem'), alone: 0, shared: 0, sharedWith: [] },
      { ...of(1, 'dynamodb:Query', `${TABLE}/index/*`), alone: 0, shared: 0, sharedWith: [] },
    ]);
  });

  test('counts as shared where several would have granted it, and names the others', () => {
    give(allow('dynamodb:GetItem', [TABLE, '*']), allow('dynamodb:Get*'));
    identities.authorize(rentals, get);
    expect(used.of(POLICY)).toEqual([
      {
        ...of(0, 'dynamodb:GetItem'),
        alone: 0,
        shared: 1,
        sharedWith: [of(0, 'dynamodb:GetItem', '*'), of(1, 'dynamodb:Get*')],
      },
      expect.objectContaining({ resource: '*', alone: 0, shared: 1 }),
      expect.objectContaining({ action: 'dynamodb:Get*', alone: 0, shared: 1 }),
    ]);
    identities.authorize(rentals, { ...get, resource: `${TABLE}-of-others` });
    expect(counts()).toEqual([
      [0, 'dynamodb:GetItem', 0, 1],
      [0, 'dynamodb:GetItem', 1, 1],
      [1, 'dynamodb:Get*', 0, 1],
    ]);
  });

  test('does not count twice where a statement says the same twice', () => {
    give(allow(['dynamodb:GetItem', 'dynamodb:GetItem'], [TABLE, TABLE]));
    identities.authorize(rentals, get);
    expect(counts()).toEqual([[0, 'dynamodb:GetItem', 1, 0]]);
  });

  test('counts at a statement with exceptions as at one permission', () => {
    give({ Effect: 'Allow', NotAction: ['dynamodb:PutItem', 'dynamodb:Scan'], Resource: TABLE });
    identities.authorize(rentals, get);
    expect(counts()).toEqual([[0, 'anything but dynamodb:PutItem, dynamodb:Scan', 1, 0]]);
  });
});

test('what is denied counts nowhere, and a Deny is no permission', () => {
  give(allow('dynamodb:*'), { Effect: 'Deny', Action: 'dynamodb:GetItem', Resource: TABLE });
  identities.authorize(rentals, get);
  identities.authorize(rentals, { action: 'sqs:SendMessage', resource: TABLE });
  expect(counts()).toEqual([[0, 'dynamodb:*', 0, 0]]);
});

test('a question counts nowhere: nothing is done with its answer', () => {
  give(allow('dynamodb:GetItem'));
  identities.check(rentals, get);
  expect(counts()).toEqual([[0, 'dynamodb:GetItem', 0, 0]]);
});

test('a statement keeps its counts for as long as the policy has it', async () => {
  give(allow('dynamodb:GetItem'), allow('dynamodb:PutItem'));
  identities.authorize(rentals, get);
  const [reading, writing] = identities.all()[0]?.statements ?? [];
  if (reading === undefined || writing === undefined) throw new Error('the role allows nothing');
  await identities.changePolicy('rentals', [writing, reading]);
  expect(counts()).toEqual([
    [0, 'dynamodb:PutItem', 0, 0],
    [1, 'dynamodb:GetItem', 1, 0],
  ]);
  await identities.changePolicy('rentals', [{ ...reading }]);
  expect(counts()).toEqual([[0, 'dynamodb:GetItem', 0, 0]]);
});

function of(statement: number, action: string, resource = TABLE): object {
  return { policy: POLICY, statement, action, resource };
}
