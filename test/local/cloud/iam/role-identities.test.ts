import { describe, expect, test } from 'vitest';
import { RoleIdentities } from '../../../../local/cloud/iam/role-identities.ts';

const ARN = 'arn:aws:iam::111111111111:role/rentals';
const request = {
  action: 'dynamodb:PutItem',
  resource: 'arn:aws:dynamodb:eu-west-1:111111111111:table/rentals',
};

describe('roles', () => {
  test('have an access key that is the same at every start, and another for another role', () => {
    const first = new RoleIdentities().addRole('rentals', ARN);
    const identities = new RoleIdentities();
    const again = identities.addRole('rentals', ARN);
    const other = identities.addRole('billing', `${ARN}-billing`);
    expect(again.accessKeyId).toBe(first.accessKeyId);
    expect(other.accessKeyId).not.toBe(first.accessKeyId);
    expect(identities.byAccessKey(first.accessKeyId)?.roleName).toBe('rentals');
    expect(identities.byRoleArn(ARN)?.roleName).toBe('rentals');
  });

  test('a denial names the statement that is missing', () => {
    const identities = new RoleIdentities();
    const rentals = identities.addRole('rentals', ARN);
    identities.addStatements('rentals', [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*' }]);
    expect(identities.check(rentals, request)).toEqual({
      allowed: false,
      explicit: false,
      why: expect.stringContaining(
        '{"Effect":"Allow","Action":"dynamodb:PutItem","Resource":"arn:aws:dynamodb:eu-west-1:111111111111:table/rentals"}',
      ) as string,
    });
  });

  test('a denial by a Deny says so', () => {
    const identities = new RoleIdentities();
    const rentals = identities.addRole('rentals', ARN);
    identities.addStatements('rentals', [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: 'dynamodb:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'true' } },
      },
    ]);
    expect(identities.check(rentals, request)).toMatchObject({ allowed: false, explicit: true });
  });

  test('a condition on a key that no local service fills is refused, not taken as met', () => {
    const identities = new RoleIdentities();
    identities.addRole('rentals', ARN);
    const condition = { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': 'a' } };
    expect(() =>
      identities.addStatements('rentals', [
        { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition: condition },
      ]),
    ).toThrow('dynamodb:Attributes');
  });
});
