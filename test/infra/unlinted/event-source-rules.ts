import { filterCriteria } from '../../../local/cloud/lambda/event-sources/filter-criteria.ts';
import type { TemplateResource } from '../synthesized.ts';
import { at, complaint, listAt, ofType, type Rule, set, type Templates } from './rule.ts';

const MAPPING = 'AWS::Lambda::EventSourceMapping';
const QUEUE = 'AWS::SQS::Queue';
const FUNCTION = 'AWS::Lambda::Function';

const hasRedrive = ({ properties }: TemplateResource): boolean => properties['RedrivePolicy'] !== undefined;
const isOfKafka = ({ properties }: TemplateResource): boolean => properties['Topics'] !== undefined;
const isOfQueue = (mapping: TemplateResource): boolean => !isOfKafka(mapping);
const ofKafka = (templates: Templates): TemplateResource[] => ofType(templates, MAPPING).filter(isOfKafka);

const setKafka = (path: string, value: unknown) => set(MAPPING, path, value, isOfKafka);
const setQueue = (path: string, value: unknown) => set(MAPPING, path, value, isOfQueue);

const topicOf = ({ properties }: TemplateResource): string => String(listAt(properties, 'Topics')[0]);
const named = (templates: Templates, topic: string): TemplateResource | undefined =>
  ofType(templates, 'AWS::MSK::Topic').find(({ properties }) => properties['TopicName'] === topic);

/** `<logical id.Arn>` → its resource. */
const behind = (templates: Templates, type: string, arn: unknown): TemplateResource | undefined =>
  ofType(templates, type).find(({ logicalId }) => arn === `<${logicalId}.Arn>`);

/** What works with provisioned pollers only: Lambda refuses it otherwise, when the mapping is made. */
const PROVISIONED_ONLY = [
  'BisectBatchOnFunctionError',
  'FunctionResponseTypes',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
];

const retried: Rule = {
  says: 'retries of topics are bounded, within what Lambda takes, and only with provisioned pollers',
  problems: (templates) =>
    ofKafka(templates).flatMap(({ logicalId, properties }) => {
      const attempts = Number(properties['MaximumRetryAttempts']);
      const age = Number(properties['MaximumRecordAgeInSeconds']);
      const needing = PROVISIONED_ONLY.filter((name) => properties[name] !== undefined);
      const toTopic = String(at(properties, 'DestinationConfig.OnFailure.Destination')).startsWith(
        'kafka://',
      );
      const isProvisioned = properties['ProvisionedPollerConfig'] !== undefined;
      return [
        ...(isProvisioned || (needing.length === 0 && !toTopic) ? [] : [`${logicalId} has no pollers`]),
        ...(attempts >= 1 && attempts <= 10_000 ? [] : [`${logicalId} tries ${attempts} times`]),
        ...(age >= 60 && age <= 604_800 ? [] : [`${logicalId} tries for ${age} s`]),
      ];
    }),
  mistakes: {
    'retries without pollers': setKafka('ProvisionedPollerConfig', undefined),
    'endless attempts': setKafka('MaximumRetryAttempts', -1),
    'no bound of attempts': setKafka('MaximumRetryAttempts', undefined),
    'an age too short': setKafka('MaximumRecordAgeInSeconds', 30),
    'an age too long': setKafka('MaximumRecordAgeInSeconds', 700_000),
  },
};

/** As a room does that does not charge for what was before it. */
const startsAtATime = (properties: Readonly<Record<string, unknown>>): boolean =>
  properties['StartingPosition'] === 'AT_TIMESTAMP' &&
  Number.isInteger(properties['StartingPositionTimestamp']);

const polled: Rule = {
  says: 'topics that there are, are read from their beginning or from a time that is said, in groups of their own, by no more pollers than partitions',
  problems: (templates) => {
    const groups = ofKafka(templates).map(({ properties }) =>
      at(properties, 'AmazonManagedKafkaEventSourceConfig.ConsumerGroupId'),
    );
    return [
      ...groups.filter((group, index) => group === undefined || groups.indexOf(group) !== index).map(String),
      ...ofKafka(templates).flatMap((mapping) => {
        const { logicalId, properties } = mapping;
        const partitions = Number(named(templates, topicOf(mapping))?.properties['PartitionCount'] ?? 0);
        const minimum = Number(at(properties, 'ProvisionedPollerConfig.MinimumPollers'));
        const maximum = Number(at(properties, 'ProvisionedPollerConfig.MaximumPollers'));
        const batch = Number(properties['BatchSize']);
        const window = Number(properties['MaximumBatchingWindowInSeconds']);
        return [
          ...(listAt(properties, 'Topics').length === 1 && partitions > 0 ? [] : [`${logicalId}: no topic`]),
          ...(minimum >= 1 && minimum <= maximum && maximum <= partitions
            ? []
            : [`${logicalId}: ${minimum} to ${maximum} pollers for ${partitions} partitions`]),
          ...(properties['StartingPosition'] === 'TRIM_HORIZON' || startsAtATime(properties)
            ? []
            : [`${logicalId} misses what came before`]),
          ...(batch >= 1 && batch <= 10_000 && window >= 0 && window <= 300
            ? []
            : [`${logicalId}: its batches`]),
        ];
      }),
    ];
  },
  mistakes: {
    'a topic misspelt': setKafka('Topics', ['cars.telemetrie']),
    'two topics': setKafka('Topics', ['cars.telemetry', 'cars.events']),
    'more pollers than partitions': setKafka('ProvisionedPollerConfig.MaximumPollers', 49),
    'no poller': setKafka('ProvisionedPollerConfig.MinimumPollers', 0),
    'only what comes from now on': setKafka('StartingPosition', 'LATEST'),
    'from a time that is not said': (templates) =>
      setKafka(
        'StartingPositionTimestamp',
        undefined,
      )(setKafka('StartingPosition', 'AT_TIMESTAMP')(templates)),
    'a batch too large': setKafka('BatchSize', 20_000),
    'a group that Lambda draws': setKafka('AmazonManagedKafkaEventSourceConfig', undefined),
    'a group for two': (templates) => {
      const [one] = ofKafka(templates);
      const group = at(one?.properties, 'AmazonManagedKafkaEventSourceConfig.ConsumerGroupId');
      const path = 'AmazonManagedKafkaEventSourceConfig.ConsumerGroupId';
      const isOther = (other: TemplateResource): boolean =>
        isOfKafka(other) && other.logicalId !== one?.logicalId;
      return set(MAPPING, path, group, isOther)(templates);
    },
  },
};

const givenUp: Rule = {
  says: 'what topics’ functions give up goes to another topic that there is',
  problems: (templates) =>
    ofKafka(templates).flatMap((mapping) => {
      const destination = String(at(mapping.properties, 'DestinationConfig.OnFailure.Destination'));
      const topic = destination.replace(/^kafka:\/\//, '');
      return topic !== destination && named(templates, topic) !== undefined && topic !== topicOf(mapping)
        ? []
        : [`${mapping.logicalId} gives up to ${destination}`];
    }),
  mistakes: {
    nothing: setKafka('DestinationConfig', undefined),
    'a topic that is not there': setKafka('DestinationConfig.OnFailure.Destination', 'kafka://lost'),
    'the topic that it came from': (templates) => {
      const [mapping] = ofKafka(templates);
      const topic = mapping === undefined ? '' : topicOf(mapping);
      return setKafka('DestinationConfig.OnFailure.Destination', `kafka://${topic}`)(templates);
    },
  },
};

const filtered: Rule = {
  says: 'filters are by what Lambda knows of a record, and their patterns are read',
  problems: (templates) =>
    ofType(templates, MAPPING).flatMap((mapping) =>
      complaint(() =>
        filterCriteria(mapping.properties['FilterCriteria'], isOfKafka(mapping) ? 'value' : 'body', 'pass'),
      ),
    ),
  mistakes: {
    'a pattern that is no JSON': setKafka('FilterCriteria', { Filters: [{ Pattern: '{value' }] }),
    'a pattern of a queue for a topic': setKafka('FilterCriteria', {
      Filters: [{ Pattern: '{"body":{"a":[1]}}' }],
    }),
    'an operator that is not there': setKafka('FilterCriteria', {
      Filters: [{ Pattern: '{"value":{"a":[{"like":"x"}]}}' }],
    }),
    'a pattern of a topic for a queue': setQueue('FilterCriteria', {
      Filters: [{ Pattern: '{"value":{"a":[1]}}' }],
    }),
  },
};

/** Source: AWS Lambda developer guide, “Creating and configuring an Amazon SQS event source mapping”. */
const TIMEOUTS_HIDDEN = 6;
const FEWEST_RECEIVES = 5;

const hidden: Rule = {
  says: 'a queue hides a message for six timeouts of its function, tries five times, and keeps dead letters as long',
  problems: (templates) =>
    ofType(templates, MAPPING)
      .filter(isOfQueue)
      .flatMap(({ logicalId, properties }) => {
        const queue = behind(templates, QUEUE, properties['EventSourceArn']);
        const reader = behind(templates, FUNCTION, properties['FunctionName']);
        const redrive = queue?.properties['RedrivePolicy'];
        const dead = behind(templates, QUEUE, at(redrive, 'deadLetterTargetArn'));
        const window = Number(properties['MaximumBatchingWindowInSeconds'] ?? 0);
        const enough = TIMEOUTS_HIDDEN * Number(reader?.properties['Timeout']) + window;
        return [
          ...(Number(queue?.properties['VisibilityTimeout']) >= enough
            ? []
            : [`${logicalId}: hidden too shortly`]),
          ...(Number(at(redrive, 'maxReceiveCount')) >= FEWEST_RECEIVES
            ? []
            : [`${logicalId}: gives up early`]),
          ...(Number(dead?.properties['MessageRetentionPeriod']) >=
          Number(queue?.properties['MessageRetentionPeriod'])
            ? []
            : [`${logicalId}: dead letters vanish before the living`]),
          ...(Number(properties['BatchSize']) <= 10 || window >= 1
            ? []
            : [`${logicalId}: a batch needs a window`]),
          ...(listAt(properties, 'FunctionResponseTypes').includes('ReportBatchItemFailures')
            ? []
            : [`${logicalId}: one failure brings the whole batch again`]),
        ];
      }),
  mistakes: {
    'a message seen again while it is worked on': set(QUEUE, 'VisibilityTimeout', 30, (queue) =>
      hasRedrive(queue),
    ),
    'a function that takes longer': set(FUNCTION, 'Timeout', 120, ({ properties }) =>
      String(properties['FunctionName']).endsWith('rentals-scheduler'),
    ),
    'one try': set(QUEUE, 'RedrivePolicy.maxReceiveCount', 1, hasRedrive),
    'no dead letters': set(QUEUE, 'RedrivePolicy', undefined, hasRedrive),
    'a large batch without a window': set(
      MAPPING,
      'BatchSize',
      100,
      (mapping) => isOfQueue(mapping) && mapping.properties['MaximumBatchingWindowInSeconds'] === undefined,
    ),
    'whole batches again': setQueue('FunctionResponseTypes', undefined),
  },
};

export const eventSourceRules: readonly Rule[] = [retried, polled, givenUp, filtered, hidden];
