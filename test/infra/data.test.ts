import { describe, expect, it } from 'vitest';
import { synthesized } from './synthesized.ts';
import { HOLDS_DATA } from './unlinted/data-rules.ts';

const roomTables = [
  'TelemetryTable',
  'VehiclesTable',
  'RidersTable',
  'RentalsTable',
  'GbfsTable',
  'BillingTable',
  'LoyaltyTable',
  'MailTable',
  'OffersTable',
  'StoriesTable',
];

describe.each(['development', 'production'] as const)('data in %s', (stage) => {
  const { ofType, only, resources, needs } = synthesized(stage);
  const keeps = stage === 'production';

  it('is in stacks that depend at most on the foundation and the address of the site', () => {
    const holders = new Set(
      resources
        // The site's files are put again by each deployment.
        .filter(({ type, logicalId }) => HOLDS_DATA.has(type) && logicalId !== 'SiteBucket')
        .map(({ stack }) => stack),
    );
    expect([...holders].toSorted()).toEqual(['data', 'kafka']);
    expect(needs['kafka']).toEqual(['foundation']);
    expect(needs['data']).toEqual(['site']);
    expect(needs['site']).toEqual([]);
  });

  it.each(roomTables)('%s has its indexes, its expiry and point-in-time recovery', (logicalId) => {
    const { properties } = only('AWS::DynamoDB::Table', logicalId);
    expect(properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'lookup',
          KeySchema: [
            { AttributeName: 'ixp', KeyType: 'HASH' },
            { AttributeName: 'ixs', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
        {
          IndexName: 'agenda',
          KeySchema: [
            { AttributeName: 'agp', KeyType: 'HASH' },
            { AttributeName: 'ags', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: keeps,
    });
    expect(properties['SSESpecification']).toEqual(
      keeps ? { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: '<TablesKey.Arn>' } : { SSEEnabled: false },
    );
  });

  it('keeps riders’ keys in a table without backups', () => {
    expect(only('AWS::DynamoDB::Table', 'RiderKeysTable').properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
      DeletionProtectionEnabled: keeps,
    });
  });

  it.each(['CommandSigningKey', 'CommandSigningKey2'])(
    'signs commands with %s, a P-256 key that one function may use',
    (logicalId) => {
      const { properties } = only('AWS::KMS::Key', logicalId);
      expect(properties).toMatchObject({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
      expect(usersOf(properties)).toEqual({
        'kms:Sign': [
          'arn:<AWS::Partition>:iam::<AWS::AccountId>:role/roadstream-vehicles-consumer-<AWS::Region>',
        ],
      });
    },
  );

  it('keeps photos for 180 days and invoices for ten years, in one bucket that no CDK resource empties', () => {
    expect(only('AWS::S3::Bucket', 'PhotosBucket').properties).toMatchObject({
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', Prefix: 'rentals/', ExpirationInDays: 180 },
          { Status: 'Enabled', Prefix: 'billing/', ExpirationInDays: 3660 },
        ],
      },
    });
    expect(resources.filter(({ type }) => type.startsWith('Custom::S3'))).toEqual([]);
  });

  it('wraps riders’ keys with a key that only functions with personal data may use', () => {
    const { properties } = only('AWS::KMS::Key', 'RiderKeysKey');
    expect(properties).toMatchObject({ EnableKeyRotation: true });
    expect(usersOf(properties)).toEqual({
      'kms:Decrypt,kms:GenerateDataKey': [
        'riders-http',
        'riders-licence',
        'riders-payment',
        'rentals-damage',
        'billing-http',
        'billing-invoices',
        'mail-send',
        'payments-http',
        'payments-provider',
      ].map((name) => `arn:<AWS::Partition>:iam::<AWS::AccountId>:role/roadstream-${name}-<AWS::Region>`),
    });
  });

  it('gives riders and operators a client each, with its own scope; partners get theirs from a function', () => {
    const clients = ofType('AWS::Cognito::UserPoolClient').map(({ properties }) => [
      properties['AllowedOAuthFlows'],
      (properties['AllowedOAuthScopes'] as string[])
        .filter((scope) => scope !== 'openid')
        .map((scope) => scope.split('/')[1]),
      properties['GenerateSecret'],
    ]);
    expect(clients).toEqual([
      [['code'], ['rider'], false],
      [['code'], ['operator'], false],
    ]);
    expect(only('AWS::Cognito::UserPoolResourceServer').properties).toMatchObject({
      Identifier: 'roadstream',
    });
  });

  it('calls a function for the scopes of a user’s token', () => {
    expect(only('AWS::Cognito::UserPool').properties).toMatchObject({
      LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0' } },
    });
  });
});

interface Statement {
  readonly Action: string | readonly string[];
  readonly Condition?: { readonly ArnEquals?: Readonly<Record<string, string | readonly string[]>> };
}

/** Actions that use a key → roles that the key's own policy allows them. Fails when somebody else may. */
function usersOf(properties: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  const { Statement } = properties['KeyPolicy'] as { Statement: readonly Statement[] };
  const use = /^kms:(Sign|Decrypt|Encrypt|GenerateDataKey|ReEncrypt|\*)/;
  return Object.fromEntries(
    Statement.filter(({ Action }) => [Action].flat().some((action) => use.test(action))).map((statement) => [
      [statement.Action].flat().join(),
      [statement.Condition?.ArnEquals?.['aws:PrincipalArn'] ?? 'anybody'].flat(),
    ]),
  );
}
