import { describe, expect, it } from 'vitest';
import { synthesized } from '../synthesized.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const short = (resource: string): string =>
  resource.replace(/^<(?:data:)?.*?(Stripe\w+?|Later\w*?Queue)(?:Ref|Arn|[0-9A-F]{8}).*$/, '$1');

describe.each(['development', 'production'] as const)('Stripe in %s', (stage) => {
  const { ofType, needs } = synthesized(stage);
  const hasStandIn = stage === 'development';

  const functionNamed = (name: string) =>
    ofType('AWS::Lambda::Function').find(({ properties }) => properties['FunctionName'] === name)?.properties;
  /** What a function may do, besides writing its log. */
  function permissionsOf(name: string): string[] {
    const role = ofType('AWS::IAM::Role').find(
      ({ properties }) => properties['RoleName'] === `roadstream-${name}-<AWS::Region>`,
    );
    const policies = role?.properties['Policies'] as
      | { PolicyDocument: { Statement: Statement[] } }[]
      | undefined;
    return (policies ?? [])
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action, Resource }) =>
        [Action]
          .flat()
          .flatMap((action) => [Resource].flat().map((resource) => `${action} ${short(resource)}`)),
      )
      .filter((permission) => !permission.startsWith('logs:'))
      .toSorted();
  }

  it('the provider may read its two secrets, and nothing else', () => {
    expect(permissionsOf('provider-stripe')).toEqual([
      'secretsmanager:GetSecretValue StripeApiKey',
      'secretsmanager:GetSecretValue StripeCallbackSecret',
    ]);
  });

  it('its environment names secrets, and has none', () => {
    const { Environment } = functionNamed('provider-stripe') ?? {};
    expect((Environment as { Variables: object }).Variables).toEqual({
      ROADSTREAM_STRIPE_URL: hasStandIn
        ? expect.stringMatching(/^<StandInApi.*ApiEndpoint>$/)
        : 'https://api.stripe.com',
      ROADSTREAM_STRIPE_API_KEY_SECRET: expect.stringMatching(/^<data:.*StripeApiKey/),
      ROADSTREAM_STRIPE_CALLBACK_SECRET: expect.stringMatching(/^<data:.*StripeCallbackSecret/),
      ROADSTREAM_STRIPE_RETURN_URL: expect.stringMatching(/^https:\/\/<site:.+>\/rider\/$/),
    });
  });

  it('secrets are made once, with their stack, and stay where data is kept', () => {
    const secrets = ofType('AWS::SecretsManager::Secret').filter(({ logicalId }) =>
      logicalId.startsWith('Stripe'),
    );
    expect(
      secrets.map(({ stack, properties, deletionPolicy }) => [stack, properties['Name'], deletionPolicy]),
    ).toEqual([
      ['data', 'roadstream/stripe/api-key', hasStandIn ? 'Delete' : 'Retain'],
      ['data', 'roadstream/stripe/callback-secret', hasStandIn ? 'Delete' : 'Retain'],
    ]);
    for (const { properties } of secrets) expect(properties['SecretString']).toBeUndefined();
  });

  it('the stand-in is there where the stage says so, and reaches only what is its own', () => {
    expect(functionNamed('sandbox-stripe') !== undefined).toBe(hasStandIn);
    if (!hasStandIn) {
      expect(JSON.stringify(ofType('AWS::DynamoDB::Table'))).not.toContain('StandIn');
      return;
    }
    const own = ['dynamodb:GetItem StripeStandInTable', 'dynamodb:PutItem StripeStandInTable'];
    expect(permissionsOf('sandbox-stripe')).toEqual([
      ...own,
      'dynamodb:Query StripeStandInTable',
      'secretsmanager:GetSecretValue StripeApiKey',
      'sqs:SendMessage LaterQueue',
    ]);
    expect(permissionsOf('sandbox-stripe-callbacks')).toEqual([
      ...own,
      'secretsmanager:GetSecretValue StripeCallbackSecret',
      'sqs:DeleteMessage LaterQueue',
      'sqs:GetQueueAttributes LaterQueue',
      'sqs:ReceiveMessage LaterQueue',
      'sqs:SendMessage LaterQueue',
    ]);
  });

  it('is in a stack that no room needs', () => {
    expect(needs['rooms']).not.toContain('providers');
    expect(needs['data']).not.toContain('providers');
  });
});
