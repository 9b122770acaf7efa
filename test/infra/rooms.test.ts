import { describe, expect, it } from 'vitest';
import { rooms } from '../../functions/rooms.ts';
import { stages } from '../../infra/stages.ts';
import { deadLetters, lambdaDeadLetters } from '../../shared/contracts/platform/platform.ts';
import type { FunctionDeclaration } from '../../shared/runtime/room.ts';
import { synthesized, type TemplateResource } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: unknown;
}

const ROOM_STACKS = new Set(['rooms', 'commerce']);
const isOfRooms = (stack: string): boolean => ROOM_STACKS.has(stack);

describe.each(['development', 'production'] as const)('in %s', (stageName) => {
  const { ofType, needs } = synthesized(stageName);
  const stage = stages[stageName];

  const functions = rooms.flatMap((room) =>
    room.functions.map((declaration) => [`${room.name}-${declaration.name}`, declaration, room] as const),
  );

  function lambdaNamed(name: string): TemplateResource {
    const found = ofType('AWS::Lambda::Function').find(
      ({ properties }) => properties['FunctionName'] === name,
    );
    if (found === undefined) throw new Error(`there is no function ${name}`);
    return found;
  }

  function statementsOf(name: string): Statement[] {
    const role = ofType('AWS::IAM::Role').find(
      ({ properties }) => properties['RoleName'] === `roadstream-${name}-<AWS::Region>`,
    );
    const policies = role?.properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[];
    return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  }

  /** The last parts of the resources on which a function's role may do something. */
  function resourcesFor(name: string, action: string): string[] {
    return statementsOf(name)
      .filter((statement) => [statement.Action].flat().includes(action))
      .flatMap((statement) => [statement.Resource].flat())
      .toSorted();
  }
  const lastPart = (arn: string): string => arn.split('/').at(-1) ?? '';
  const isInKafka = ({ may }: FunctionDeclaration): boolean =>
    (may.produce?.length ?? 0) > 0 || may.redrive === true;

  describe.each(functions)('the function %s', (name, declaration, room) => {
    const { properties } = lambdaNamed(name);
    const variables = (properties['Environment'] as { Variables: Record<string, string> }).Variables;

    it('runs as it is declared', () => {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: stage.memoryMb[name] ?? declaration.memoryMb,
        Timeout: declaration.timeoutSeconds,
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(properties['ReservedConcurrentExecutions']).toBe(declaration.reservedConcurrency);
    });

    it('is in the network exactly when it talks to Kafka', () => {
      expect(properties['VpcConfig'] !== undefined).toBe(isInKafka(declaration));
    });

    it('has only the environment that its declaration needs', () => {
      const { may, routes = [] } = declaration;
      const hasCallers = routes.some(({ principals }) => principals.length > 0);
      const expected = {
        ROADSTREAM_QUOTAS_TABLE: hasCallers,
        ROADSTREAM_REQUESTS_PER_MINUTE: hasCallers,
        ROADSTREAM_STAGE: true,
        ROADSTREAM_ROOM: true,
        ROADSTREAM_TABLE: may.table !== undefined,
        ROADSTREAM_BROKERS: isInKafka(declaration),
        ROADSTREAM_TIMERS_QUEUE_URL: may.setTimers === true,
        ROADSTREAM_PORT_QUEUE_URLS: may.askPorts !== undefined,
        ROADSTREAM_KEY_CHAIN: may.signCommands === true,
        ROADSTREAM_CODES_KMS_KEY_ID: may.signCodes === true,
        ROADSTREAM_RIDER_KEYS_TABLE: may.riderKeys !== undefined,
        ROADSTREAM_RIDER_KEYS_KMS_KEY_ID: may.riderKeys === 'make' || may.riderKeys === 'read',
        ROADSTREAM_PROVIDER_FUNCTION: may.askProvider !== undefined,
        ROADSTREAM_OPERATION_TABLES: may.readOperations === true,
        ROADSTREAM_PHOTOS_BUCKET: may.photos !== undefined,
        ROADSTREAM_SOCKET_URL: may.nameSocket === true,
        AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: may.postToSockets !== undefined,
        ROADSTREAM_ADJUSTMENT_LIMITS: declaration.settings?.includes('adjustmentLimits') === true,
        ROADSTREAM_APP_URL: may.nameApp === true,
        ROADSTREAM_SELLER: declaration.settings?.includes('seller') === true,
        ROADSTREAM_PARTNERS_SECRET: may.partnerSecrets === true,
        ROADSTREAM_WEBHOOK_RECEIVERS: may.reachReceivers === true,
        ROADSTREAM_USER_POOL_ID: may.partnerClients !== undefined,
        ROADSTREAM_TOKEN_URL: may.partnerClients === 'read',
        ROADSTREAM_TOKEN_ISSUER: may.checkTokens === true,
        ROADSTREAM_TOKEN_KEYS_URL: may.checkTokens === true,
        ROADSTREAM_PEOPLE_CLIENTS: may.checkTokens === true,
        ROADSTREAM_THING_TYPE: may.provisionCars === true,
        ROADSTREAM_CAR_POLICY: may.provisionCars === true,
      };
      expect(Object.keys(variables).toSorted()).toEqual(
        Object.entries(expected)
          .filter(([, isSet]) => isSet)
          .map(([variable]) => variable)
          .toSorted(),
      );
      expect(variables['ROADSTREAM_ROOM']).toBe(room.name);
      // The address of the deployed site, whatever it is; locally the site's own port.
      if (may.nameApp === true)
        expect(variables['ROADSTREAM_APP_URL']).toMatch(/^https:\/\/<site:.+>\/rider\/$/);
    });

    it('may write the topics that it declares, and Lambda’s dead letters if it is a consumer', () => {
      const consumed = functions.flatMap(([, { consumes = [] }]) => consumes.map(({ topic }) => topic));
      const own = (
        declaration.may.redrive
          ? [...consumed, deadLetters, lambdaDeadLetters]
          : (declaration.may.produce ?? [])
      ).map((topic) => topic.name);
      const expected = new Set([...own, ...(declaration.consumes ? ['dead-letters.lambda'] : [])]);
      const written = resourcesFor(name, 'kafka-cluster:WriteData');
      expect(new Set(written.map(lastPart))).toEqual(expected);
      for (const arn of written)
        expect(arn).toMatch(/^<kafka:.*KafkaCluster.*\|0>:topic\/<kafka:.*KafkaCluster.*\|1>\//);
    });

    it('has no permission on a topic twice', () => {
      for (const action of ['DescribeTopic', 'ReadData', 'WriteData']) {
        const topics = resourcesFor(name, `kafka-cluster:${action}`);
        expect(topics).toEqual([...new Set(topics)]);
      }
    });

    it('may read the topics that it declares, in groups of its own', () => {
      const consumed = (declaration.consumes ?? []).map(({ topic }) => topic.name);
      const read = declaration.may.redrive ? ['dead-letters', 'dead-letters.lambda'] : consumed;
      const groups = declaration.may.redrive ? [name] : consumed.map((topic) => `${name}-${topic}`);
      expect(resourcesFor(name, 'kafka-cluster:ReadData').map(lastPart)).toEqual(read.toSorted());
      expect(resourcesFor(name, 'kafka-cluster:AlterGroup').map(lastPart)).toEqual(groups.toSorted());
    });

    it('may read and write no other table than declared', () => {
      const writes = resourcesFor(name, 'dynamodb:PutItem').filter((arn) => !arn.includes('RiderKeys'));
      const uses = new Set(declaration.may.table);
      const writing = [
        ...(['decide', 'keep', 'append', 'give-tickets', 'connect'] as const),
        ...(['fan-out', 'send', 'replay', 'note'] as const),
      ];
      expect(writes).toHaveLength(writing.some((use) => uses.has(use)) ? 1 : 0);
      for (const arn of writes) expect(arn.toLowerCase()).toContain(`${room.name}table`);
      const indexes = new Set(resourcesFor(name, 'dynamodb:Query').map(lastPart));
      expect(indexes.has('agenda')).toBe(declaration.scheduler === true);
      expect(indexes.has('lookup')).toBe(uses.has('search'));
    });

    it('has permissions by pattern only where one is needed', () => {
      const statements = statementsOf(name);
      const actions = statements.flatMap(({ Action }) => [Action].flat());
      const onAnything = statements
        .filter(({ Resource }) => [Resource].flat().includes('*'))
        .flatMap(({ Action }) => [Action].flat());
      expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
      expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
      expect(
        onAnything.filter(
          (action) => !/^(ec2:.*|iot:AttachThingPrincipal|iot:CreateCertificateFromCsr)$/.test(action),
        ),
      ).toEqual([]);
    });
  });

  describe('single permissions', () => {
    it('only the realtime room’s functions use connections, of its API’s stage', () => {
      const users = functions.map(
        ([name]) => [name, resourcesFor(name, 'execute-api:ManageConnections')] as const,
      );
      const used = Object.fromEntries(users.filter(([, resources]) => resources.length > 0));
      expect(Object.keys(used)).toEqual(['realtime-positions', 'realtime-push', 'realtime-sweep']);
      const ends = Object.values(used).map((resources) =>
        resources.map((resource) => resource.replace(/^.*:<Sockets[^>]*>/, '')),
      );
      expect(ends).toEqual([
        ['/live/POST/@connections/*'],
        ['/live/DELETE/@connections/*', '/live/POST/@connections/*'],
        ['/live/GET/@connections/*'],
      ]);
    });

    it('only the vehicles’ consumer signs for cars, and the offers’ routes sign codes, with one algorithm', () => {
      const signers = functions
        .filter(([name]) => resourcesFor(name, 'kms:Sign').length > 0)
        .map(([name]) => name);
      expect(signers).toEqual(['vehicles-consumer', 'offers-http']);
      const codes = statementsOf('offers-http').find(({ Action }) => Action === 'kms:Sign');
      expect(codes).toMatchObject({
        Resource: expect.stringMatching(/^<data:.*CodesSigningKey/),
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      });
      const statement = statementsOf('vehicles-consumer').find(({ Action }) => Action === 'kms:Sign');
      expect(statement).toMatchObject({
        Resource: expect.stringMatching(/^<data:.*CommandSigningKey/),
        Condition: { StringEquals: { 'kms:SigningAlgorithm': 'ECDSA_SHA_256' } },
      });
    });

    it('the same function puts the public keys into the lists for cars', () => {
      const published = resourcesFor('vehicles-consumer', 'kms:GetPublicKey');
      expect(published).toEqual([
        expect.stringMatching(/^<data:.*CommandSigningKey2Arn/),
        expect.stringMatching(/^<data:.*CommandSigningKeyArn/),
      ]);
    });

    it('operations are read only by their key', () => {
      const statement = statementsOf('platform-http').find(({ Action }) => Action === 'dynamodb:GetItem');
      expect([statement?.Resource].flat()).toHaveLength(rooms.filter(({ table }) => table).length);
      expect(statement?.Condition).toEqual({
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['op#*'] },
      });
    });

    it('cars get messages on three topics', () => {
      const arn = (topic: string) =>
        `arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:topic/cars/*/${topic}`;
      expect(resourcesFor('vehicles-consumer', 'iot:Publish')).toEqual([
        arn('commands'),
        arn('receipts'),
        arn('trust'),
      ]);
      expect(resourcesFor('rentals-consumer', 'iot:Publish')).toEqual([]);
    });

    it('riders’ keys are opened by the functions that call providers or read riders’ texts, and destroyed by one that cannot open them', () => {
      const withKeys = (action: string): string[] =>
        functions
          .filter(([name]) => resourcesFor(name, action).some((arn) => arn.includes('RiderKeys')))
          .map(([name]) => name);
      expect(withKeys('kms:Decrypt')).toEqual([
        'riders-http',
        'riders-licence',
        'riders-payment',
        'rentals-damage',
        'billing-http',
        'billing-invoices',
        'mail-send',
        'payments-http',
        'payments-provider',
      ]);
      expect(withKeys('kms:GenerateDataKey')).toEqual(['riders-http']);
      expect(withKeys('dynamodb:PutItem')).toEqual(['riders-http', 'riders-erasure']);
      expect(withKeys('dynamodb:DeleteItem')).toEqual([]);
    });

    it('photos and documents are reached by few functions, only below their room’s name', () => {
      const bucket = 'arn:<AWS::Partition>:s3:::roadstream-photos-<AWS::AccountId>-<AWS::Region>';
      const reached = functions.flatMap(([name]) =>
        statementsOf(name)
          .filter(({ Action }) => [Action].flat().some((action) => action.startsWith('s3:')))
          .map(({ Action, Resource, Condition }) => [name, Action, Resource, Condition]),
      );
      expect(reached).toEqual([
        ['rentals-damage', ['s3:GetObject', 's3:PutObject'], `${bucket}/rentals/*`, undefined],
        ['rentals-damage', 's3:ListBucket', bucket, { StringLike: { 's3:prefix': 'rentals/*' } }],
        ['billing-http', 's3:GetObject', `${bucket}/billing/*`, undefined],
        ['billing-http', 's3:ListBucket', bucket, { StringLike: { 's3:prefix': 'billing/*' } }],
        ['billing-invoices', ['s3:GetObject', 's3:PutObject'], `${bucket}/billing/*`, undefined],
        ['billing-invoices', 's3:ListBucket', bucket, { StringLike: { 's3:prefix': 'billing/*' } }],
      ]);
    });

    it('each provider is called only by the functions of its ports and of its callbacks, and may be any function of the account', () => {
      const asked = functions.flatMap(([name]) =>
        resourcesFor(name, 'lambda:InvokeFunction').map((arn) => [name, arn.split(':').at(-1)]),
      );
      expect(asked).toEqual([
        ['riders-licence', stage.providers.licence],
        ['riders-payment', stage.providers.payment],
        ['billing-evidence', stage.providers.payment],
        ['billing-reconciliation', stage.providers.payment],
        ['mail-send', stage.providers.mail],
        ['payments-provider', stage.providers.payment],
        ['payments-callbacks', stage.providers.payment],
        // Operators list and redrive dead letters by its routes.
        ['platform-http', 'platform-redrive'],
      ]);
      const sandbox = ofType('AWS::Lambda::Function').filter(({ stack }) => stack === 'providers');
      expect(sandbox.map(({ properties }) => properties['FunctionName'])).toEqual(
        stageName === 'production'
          ? ['provider-mail', 'provider-stripe']
          : [
              'sandbox-licence',
              'provider-mail',
              'sandbox-stripe',
              'sandbox-stripe-callbacks',
              'provider-stripe',
            ],
      );
    });

    it('partners’ app clients are made by one function, and their secrets are read by another', () => {
      const users = (action: string) =>
        functions
          .filter(([name]) => resourcesFor(name, `cognito-idp:${action}`).length > 0)
          .map(([name]) => name);
      expect(users('CreateUserPoolClient')).toEqual(['partners-clients']);
      expect(users('DescribeUserPoolClient')).toEqual(['partners-http']);
    });

    it('the function that talks to strangers is in no network of ours, and reads one secret', () => {
      expect(lambdaNamed('partners-sender').properties['VpcConfig']).toBeUndefined();
      const readers = functions
        .filter(([name]) => resourcesFor(name, 'secretsmanager:GetSecretValue').length > 0)
        .map(([name]) => name);
      expect(readers).toEqual(['partners-sender', 'partners-http']);
      expect(stage.webhooks.receivers).toBe('public');
    });

    it('riders’ keys are wrapped under the rider’s name', () => {
      const statement = statementsOf('riders-http').find(({ Action }) =>
        [Action].flat().includes('kms:GenerateDataKey'),
      );
      expect(statement).toMatchObject({
        Resource: expect.stringMatching(/^<data:.*RiderKeysKey/),
        Condition: {
          'ForAllValues:StringEquals': { 'kms:EncryptionContextKeys': ['rider'] },
          Null: { 'kms:EncryptionContextKeys': 'false' },
        },
      });
    });
  });

  const mappings = ofType('AWS::Lambda::EventSourceMapping');
  const fromKafka = mappings.filter(({ properties }) => properties['Topics'] !== undefined);
  const fromQueues = mappings.filter(
    ({ stack, properties }) => isOfRooms(stack) && properties['Topics'] === undefined,
  );

  describe('event sources in Kafka', () => {
    const declared = functions.flatMap(([name, declaration]) =>
      (declaration.consumes ?? []).map(
        (consumption) => [`${name}-${consumption.topic.name}`, consumption, name] as const,
      ),
    );

    it('are the declared ones', () => {
      expect(fromKafka).toHaveLength(declared.length);
    });

    it.each(declared)(
      '%s reads from where it declares, retries within bounds, and sends records that it gives up to a topic',
      (group, consumption, name) => {
        const mapping = fromKafka.find(
          ({ properties }) =>
            (properties['AmazonManagedKafkaEventSourceConfig'] as { ConsumerGroupId: string })
              .ConsumerGroupId === group,
        );
        const { volume } = consumption.topic;
        expect(mapping?.properties).toMatchObject({
          EventSourceArn: expect.stringMatching(/^<kafka:.*KafkaCluster/),
          FunctionName: `<${lambdaNamed(name).logicalId}.Arn>`,
          Topics: [consumption.topic.name],
          ...(consumption.skipsHistory === true
            ? {
                StartingPosition: 'AT_TIMESTAMP',
                StartingPositionTimestamp: Date.parse(stage.consumers.historyEnds) / 1000,
              }
            : { StartingPosition: 'TRIM_HORIZON' }),
          BatchSize: consumption.batchSize ?? 100,
          MaximumBatchingWindowInSeconds: 0,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: stage.consumers.retries[volume].attempts,
          MaximumRecordAgeInSeconds: stage.consumers.retries[volume].maximumAgeSeconds,
          DestinationConfig: { OnFailure: { Destination: 'kafka://dead-letters.lambda' } },
          ProvisionedPollerConfig: {
            MinimumPollers: stage.consumers.pollers[volume].minimum,
            MaximumPollers: stage.consumers.pollers[volume].maximum,
          },
        });
      },
    );

    it('have provisioned pollers wherever they bound retries, as AWS requires', () => {
      const bounded = ['BisectBatchOnFunctionError', 'MaximumRetryAttempts', 'MaximumRecordAgeInSeconds'];
      const refused = mappings.filter(
        ({ properties }) =>
          bounded.some((name) => properties[name] !== undefined) &&
          properties['ProvisionedPollerConfig'] === undefined,
      );
      expect(refused).toEqual([]);
    });

    it('are never their own destination', () => {
      for (const { properties } of fromKafka)
        expect(properties['Topics']).not.toContain('dead-letters.lambda');
    });
  });

  describe('queues', () => {
    const queues = ofType('AWS::SQS::Queue').filter(({ stack }) => isOfRooms(stack));
    const taken = fromQueues.map(
      ({ properties }) => String(properties['EventSourceArn']).slice(1).split('.')[0],
    );

    it('exist for each port, and for timers where a room sets some', () => {
      expect(taken.map((id) => String(id).replace(/Queue[0-9A-F]{8}$/, '')).toSorted()).toEqual([
        'billingQueuesDocumentPort',
        'billingQueuesEvidencePort',
        'billingQueuesReconciliationPort',
        'billingQueuesTimers',
        'loyaltyQueuesTimers',
        'mailQueuesMailPort',
        'offersQueuesTimers',
        'partnersQueuesClientsPort',
        'partnersQueuesTimers',
        'partnersQueuesWakesPort',
        'paymentsQueuesProviderPort',
        'paymentsQueuesTimers',
        'realtimeQueuesPushesPort',
        'rentalsQueuesTimers',
        'ridersQueuesErasurePort',
        'ridersQueuesLicencePort',
        'ridersQueuesPaymentPort',
        'ridersQueuesTimers',
        'telemetryQueuesDeferredPort',
        'vehiclesQueuesProvisioningPort',
        'vehiclesQueuesTimers',
      ]);
    });

    it('are ordered where the port is, and their dead-letter queues, too', () => {
      const inOrder = queues.filter(({ properties }) => properties['FifoQueue'] === true);
      expect(inOrder.map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
        'realtimeQueuesPushesPortDeadLettersQueue',
        'realtimeQueuesPushesPortQueue',
      ]);
    });

    it('hide a message for six timeouts plus the window, and give up after five receives', () => {
      for (const { logicalId, properties } of queues.filter((queue) => taken.includes(queue.logicalId))) {
        const mapping = fromQueues.find(
          ({ properties }) => properties['EventSourceArn'] === `<${logicalId}.Arn>`,
        );
        const server = ofType('AWS::Lambda::Function').find(
          (lambda) => `<${lambda.logicalId}.Arn>` === mapping?.properties['FunctionName'],
        );
        expect(mapping?.properties['FunctionResponseTypes']).toEqual(['ReportBatchItemFailures']);
        const window = Number(mapping?.properties['MaximumBatchingWindowInSeconds'] ?? 0);
        expect(properties['VisibilityTimeout']).toBe(6 * Number(server?.properties['Timeout']) + window);
        expect(properties['RedrivePolicy']).toMatchObject({
          maxReceiveCount: 5,
          deadLetterTargetArn: expect.stringMatching(/^<.*DeadLetters.*\.Arn>$/),
        });
      }
    });

    it('refuse plain HTTP, and are encrypted', () => {
      expect(ofType('AWS::SQS::QueuePolicy').filter(({ stack }) => isOfRooms(stack))).toHaveLength(
        queues.length,
      );
      for (const { properties } of queues) expect(properties['SqsManagedSseEnabled']).toBe(true);
    });
  });

  describe('the scheduler', () => {
    const schedulers = functions.filter(([, declaration]) => declaration.scheduler === true);
    const daily = functions.filter(([, declaration]) => declaration.everyDay === true);

    it('runs every minute, and what is for every day once a day, and not twice', () => {
      const schedules = ofType('AWS::Scheduler::Schedule');
      const expressions = schedules.map(({ properties }) => String(properties['ScheduleExpression']));
      expect(expressions.toSorted()).toEqual([
        ...daily.map(() => 'cron(15 2 * * ? *)'),
        ...schedulers.map(() => 'rate(1 minute)'),
      ]);
      for (const { properties } of schedules) {
        expect(properties).toMatchObject({
          FlexibleTimeWindow: { Mode: 'OFF' },
          State: 'ENABLED',
          Target: { RetryPolicy: { MaximumRetryAttempts: 0 } },
        });
      }
    });

    it('and the redrive leave their failures in a queue', () => {
      const asynchronous = [...[...schedulers, ...daily].map(([name]) => name), 'platform-redrive'];
      const configured = ofType('AWS::Lambda::EventInvokeConfig').map(
        ({ properties }) => properties['FunctionName'],
      );
      expect(configured.map(String).toSorted()).toEqual(
        asynchronous.map((name) => `<${lambdaNamed(name).logicalId}>`).toSorted(),
      );
      for (const name of asynchronous) {
        expect(resourcesFor(name, 'sqs:SendMessage')).toContainEqual(
          expect.stringMatching(/^<InvocationDeadLetters/),
        );
      }
    });
  });

  it('the rooms depend on stacks that hold data, never the other way round', () => {
    expect(needs['rooms']?.toSorted()).toEqual(['data', 'foundation', 'kafka']);
    // Mails lead to the riders' app.
    expect(needs['commerce']?.toSorted()).toEqual(['data', 'foundation', 'kafka', 'site']);
    expect(needs['api']?.toSorted()).toEqual(['commerce', 'data', 'foundation', 'rooms', 'site']);
  });
});
