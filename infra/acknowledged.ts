import { type App, Validations } from 'aws-cdk-lib';
import type { Stage } from './stages.ts';

interface Finding {
  /** The construct's path. */
  readonly at: string;
  readonly id: string;
  readonly reason: string;
}

/** Findings of cdk-nag that we accept, besides the wildcards in roles (permissions/wildcards.ts). */
const findings: readonly Finding[] = [
  {
    at: 'kafka/IotUser/Secret',
    id: 'AwsSolutions-SMG4',
    reason:
      'The rules’ password is 64 random characters that only IoT Core reads; MSK has no rotation of its own',
  },
  {
    at: 'data/Partners/Root',
    id: 'AwsSolutions-SMG4',
    reason: 'What was sealed with it could not be opened any more, and the ids of all partners would change',
  },
  ...['ApiKey', 'CallbackSecret'].map((secret) => ({
    at: `data/Stripe/${secret}`,
    id: 'AwsSolutions-SMG4',
    reason: 'Stripe makes the value, in its dashboard, and an operator puts it here: docs/providers.md',
  })),
  {
    at: 'data/RiderKeys/Table',
    id: 'AwsSolutions-DDB3',
    reason: 'A backup would bring back keys whose destruction erases a rider’s data',
  },
  {
    at: 'data/Quotas/Table',
    id: 'AwsSolutions-DDB3',
    reason: 'It counts the requests of this minute, which nobody would restore',
  },
  {
    at: 'data/Photos/Bucket',
    id: 'AwsSolutions-S1',
    reason:
      'Photos are reached only by links that a function signs and logs; access logs would keep addresses of riders',
  },
  {
    at: 'site/Site/Files',
    id: 'AwsSolutions-S1',
    reason: 'Only the distribution reads the bucket, which has nothing but public files',
  },
  ...(
    [
      ['CFR1', 'Roadstream is used in every country'],
      ['CFR2', 'The distribution serves public files only; the API has limits of its own'],
      ['CFR3', 'An access log of public files would keep addresses of riders'],
      [
        'CFR4',
        'The domain of CloudFront itself allows no other choice; a domain of your own comes with TLS 1.2',
      ],
    ] as const
  ).map(([id, reason]) => ({ at: 'site/Site/Distribution', id: `AwsSolutions-${id}`, reason })),
  {
    at: 'data/SignIn/Users',
    id: 'AwsSolutions-COG2',
    reason: 'Riders choose whether to use a second factor; requiring it would keep them from unlocking a car',
  },
  {
    at: 'ingress/DeadLetters/Queue',
    id: 'AwsSolutions-SQS3',
    reason: 'It is itself a dead-letter queue',
  },
  ...['rooms', 'commerce'].map((stack) => ({
    at: `${stack}/InvocationDeadLetters/Queue`,
    id: 'AwsSolutions-SQS3',
    reason: 'It is itself a dead-letter queue',
  })),
  ...['DisconnectRoute', 'DefaultRoute'].map((route) => ({
    at: `api/SocketRoutes/${route}`,
    id: 'AwsSolutions-APIG4',
    reason: 'A WebSocket API calls its authorizer once, when a client connects; other routes can have none',
  })),
  {
    at: 'api/Api/GET--health',
    id: 'AwsSolutions-APIG4',
    reason: 'Monitoring reads the health of the platform without an account; the answer has no data',
  },
  {
    at: 'api/Api/GET--problems--{code}',
    id: 'AwsSolutions-APIG4',
    reason: 'What an error code means is in the documentation too; who gets errors may have no token',
  },
  ...['ANY--', 'ANY--{proxy+}'].map((route) => ({
    at: `api/Api/${route}`,
    id: 'AwsSolutions-APIG4',
    reason: 'It says that there is no such path or method, which the documentation says too',
  })),
  ...[
    'gbfs',
    'geofencing_zones',
    'system_alerts',
    'system_information',
    'system_pricing_plans',
    'vehicle_status',
    'vehicle_types',
  ].map((document) => ({
    at: `api/Api/GET--gbfs--3--${document}.json`,
    id: 'AwsSolutions-APIG4',
    reason: 'A public feed, for any app that finds cars: GBFS requires it without a login',
  })),
  {
    at: 'api/Api/POST--v1--payment-callbacks',
    id: 'AwsSolutions-APIG4',
    reason:
      'The payment provider has no account; its signature of the body is checked before anything is done',
  },
  {
    at: 'api/Api/POST--v1--webhook-endpoints--{endpointId}--messages',
    id: 'AwsSolutions-APIG4',
    reason:
      'Messages of partners are signed with the secret of the endpoint, which is checked before anything is done',
  },
  ...['tariffs', 'tariffs--{tariffId}--versions--{version}'].map((path) => ({
    at: `api/Api/GET--v1--${path}`,
    id: 'AwsSolutions-APIG4',
    reason: 'What rentals cost is public: people compare prices before they sign up',
  })),
  {
    at: 'api/Api/GET--v1--offer-keys',
    id: 'AwsSolutions-APIG4',
    reason: 'Public keys, by which the tills of partners check codes of coupons',
  },
];

const development: readonly Finding[] = [
  ...['GET--v1--{path+}', 'POST--v1--{path+}', 'GET--authenticate--{id}', 'POST--authenticate--{id}'].map(
    (route) => ({
      at: `providers/StandIn/Api/${route}`,
      id: 'AwsSolutions-APIG4',
      reason:
        'The stand-in checks the key of its callers itself, as Stripe does; a bank’s page is open to payers',
    }),
  ),
  { at: 'foundation/Vpc', id: 'AwsSolutions-VPC7', reason: 'Flow logs cost more than development is worth' },
  {
    at: 'data/SignIn/Users',
    id: 'AwsSolutions-COG8',
    reason: 'The Plus plan is for real users; development has none',
  },
];

/** Acknowledges the findings, one by one. Throws when the construct of a finding no longer exists. */
export function acknowledgeFindings(app: App, stage: Stage): void {
  for (const { at, id, reason } of [...findings, ...(stage.name === 'development' ? development : [])]) {
    const construct = app.node.findAll().find(({ node }) => node.path === at);
    if (construct === undefined) throw new Error(`infra/acknowledged.ts: there is no ${at} for ${id}`);
    Validations.of(construct).acknowledge({ id, reason });
  }
}
