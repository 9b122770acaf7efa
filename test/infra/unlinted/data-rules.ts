import { isRecord } from '../../../local/cloud/core/plain-value.ts';
import type { TemplateResource } from '../synthesized.ts';
import { at, ofType, type Rule, set, type Templates } from './rule.ts';

const TABLE = 'AWS::DynamoDB::Table';
const POOL = 'AWS::Cognito::UserPool';
const BUCKET = 'AWS::S3::Bucket';

export const HOLDS_DATA = new Set([
  POOL,
  TABLE,
  'AWS::KMS::Key',
  'AWS::MSK::Cluster',
  'AWS::MSK::Topic',
  BUCKET,
  'AWS::SecretsManager::Secret',
]);
/** Under any other id it would be made anew, without what is in it. */
const LASTING = [
  'CommandSigningKey',
  'CommandSigningKey2',
  'GbfsTable',
  'BillingTable',
  'LoyaltyTable',
  'MailTable',
  'PaymentsTable',
  'OffersTable',
  'CodesSigningKey',
  'KafkaCluster',
  'KafkaKey',
  'PhotosBucket',
  'QuotasTable',
  'PartnersRoot',
  'PartnersTable',
  'RealtimeTable',
  'RentalsTable',
  'RiderKeysKey',
  'RiderKeysTable',
  'RidersTable',
  'ScramSecret',
  'ScramSecretKey',
  'SiteBucket',
  'StoriesTable',
  'StripeApiKey',
  'StripeCallbackSecret',
  'TelemetryTable',
  'TopicCarsEvents',
  'TopicCarsTelemetry',
  'TopicDeadLetters',
  'TopicDeadLettersLambda',
  'TopicLoyaltyCommands',
  'TopicLoyaltyEvents',
  'TopicMailCommands',
  'TopicMailEvents',
  'TopicOffersCommands',
  'TopicOffersEvents',
  'TopicGbfsCommands',
  'TopicGbfsEvents',
  'TopicBillingCommands',
  'TopicBillingEvents',
  'TopicPaymentsCommands',
  'TopicPaymentsEvents',
  'TopicPartnersCommands',
  'TopicPartnersEvents',
  'TopicRentalsCommands',
  'TopicRentalsEvents',
  'TopicRidersCommands',
  'TopicRidersEvents',
  'TopicTelemetryEvents',
  'TopicVehiclesCommands',
  'TopicVehiclesEvents',
  'Users',
  'VehiclesTable',
];
/** Of a stage whose tables are under a key of ours. */
const LASTING_KEPT = 'TablesKey';
/** In development only: what the stand-in of Stripe remembers. */
const LASTING_UNKEPT = 'StripeStandInTable';

/** Whose backups would bring back what was erased, or that are about the minute that just passes. */
const WITHOUT_BACKUPS: ReadonlySet<string> = new Set(['RiderKeysTable', 'QuotasTable']);

type Policy = 'deletionPolicy' | 'updateReplacePolicy';
const policy =
  (which: Policy, value: string | undefined) =>
  (templates: Templates): Templates => {
    const index = templates.findIndex(({ type }) => type === TABLE);
    return templates.map((resource, other) => (other === index ? { ...resource, [which]: value } : resource));
  };

const renamed =
  (from: string, to: string) =>
  (templates: Templates): Templates =>
    templates.map((resource) => (resource.logicalId === from ? { ...resource, logicalId: to } : resource));

const ENCRYPTION = 'BucketEncryption.ServerSideEncryptionConfiguration.0.ServerSideEncryptionByDefault';
const BLOCKED = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const closed: Rule = {
  says: 'buckets are encrypted, closed to the public, and open over TLS only',
  problems: (templates) =>
    ofType(templates, BUCKET).flatMap(({ logicalId, properties }) => {
      const policy = ofType(templates, 'AWS::S3::BucketPolicy').find(
        (candidate) => candidate.properties['Bucket'] === `<${logicalId}>`,
      );
      const document = policy?.properties['PolicyDocument'];
      return [
        ...(at(properties, `${ENCRYPTION}.SSEAlgorithm`) === undefined ? [`${logicalId}: encryption`] : []),
        ...BLOCKED.filter((name) => at(properties, `PublicAccessBlockConfiguration.${name}`) !== true).map(
          (name) => `${logicalId}: ${name}`,
        ),
        ...(at(document, 'Statement.0.Effect') === 'Deny' && isSecured(document)
          ? []
          : [`${logicalId}: TLS`]),
      ];
    }),
  mistakes: {
    'a bucket without encryption': set(BUCKET, 'BucketEncryption', undefined),
    'a bucket that a policy may open': set(BUCKET, 'PublicAccessBlockConfiguration.BlockPublicPolicy', false),
    'a bucket without a policy': (templates) =>
      templates.filter(({ type }) => type !== 'AWS::S3::BucketPolicy'),
    'a policy that denies nothing': set(
      'AWS::S3::BucketPolicy',
      'PolicyDocument.Statement.0.Effect',
      'Allow',
    ),
  },
};

function isSecured(document: unknown): boolean {
  const condition = at(document, 'Statement.0.Condition.Bool');
  return isRecord(condition) && condition['aws:SecureTransport'] === 'false';
}

/** What is kept of data, in a stage that keeps it, and in one that does not. */
export function dataRules(keeps: boolean): readonly Rule[] {
  const wanted = keeps ? 'Retain' : 'Delete';
  const lasting = [...LASTING, keeps ? LASTING_KEPT : LASTING_UNKEPT];
  const pinned: Rule = {
    says: 'what holds data has the logical ids that it always had',
    problems: (templates) => {
      const found = templates.filter(({ type }) => HOLDS_DATA.has(type)).map(({ logicalId }) => logicalId);
      return [
        ...lasting.filter((id) => !found.includes(id)).map((id) => `${id} is gone`),
        ...found
          .filter((id) => !lasting.includes(id))
          .map((id) => `${id} is new: put it on the list, so that it keeps its id`),
      ];
    },
    mistakes: {
      'a table that moved': renamed('RentalsTable', 'rentalsTable7B9CD5F1'),
      'a key that moved': renamed('RiderKeysKey', 'RiderKeysKey2'),
      'a topic that is gone': (templates) =>
        templates.filter(({ logicalId }) => logicalId !== 'TopicCarsEvents'),
      'a table that is not on the list': (templates) => [
        ...templates,
        ...templates
          .filter(({ logicalId }) => logicalId === 'RidersTable')
          .map((one) => ({ ...one, logicalId: 'New' })),
      ],
    },
  };
  const stays: Rule = {
    says: 'what holds data stays or goes with its stack, and when it is replaced, as the stage says',
    problems: (templates) =>
      templates
        .filter(({ type }) => HOLDS_DATA.has(type))
        .filter((resource) => resource.deletionPolicy !== wanted || resource.updateReplacePolicy !== wanted)
        .map(({ logicalId }) => logicalId),
    mistakes: {
      'another policy when the stack goes': policy('deletionPolicy', keeps ? 'Delete' : 'Retain'),
      'another policy when it is replaced': policy('updateReplacePolicy', keeps ? 'Delete' : 'Retain'),
      'no policy when it is replaced, which is to delete it': policy('updateReplacePolicy', undefined),
    },
  };
  const guarded: Rule = {
    says: 'tables and users are protected from deletion as the stage says, and tables have their backups',
    problems: (templates) => [
      ...ofType(templates, TABLE).flatMap((table) => [
        ...(table.properties['DeletionProtectionEnabled'] === keeps ? [] : [`${table.logicalId}: deletion`]),
        ...(isBackedUp(table) === !WITHOUT_BACKUPS.has(table.logicalId)
          ? []
          : [`${table.logicalId}: backups`]),
      ]),
      ...ofType(templates, POOL)
        .filter(({ properties }) => (properties['DeletionProtection'] === 'ACTIVE') !== keeps)
        .map(({ logicalId }) => `${logicalId}: deletion`),
    ],
    mistakes: {
      'a table with the other protection': set(TABLE, 'DeletionProtectionEnabled', !keeps),
      'users with the other protection': set(POOL, 'DeletionProtection', keeps ? 'INACTIVE' : 'ACTIVE'),
      'a table without backups': set(
        TABLE,
        'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
        false,
        isBackedUp,
      ),
      'backups of the keys by which data is erased': set(
        TABLE,
        'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled',
        true,
        ({ logicalId }) => WITHOUT_BACKUPS.has(logicalId),
      ),
    },
  };
  return [pinned, stays, guarded, closed];
}

function isBackedUp({ properties }: TemplateResource): boolean {
  return at(properties, 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled') === true;
}
