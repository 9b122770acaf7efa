/**
 * The tests that start an engine or a platform, or use a shared engine (`shared.ts`). No other test needs an engine, and
 * `npm run check` runs those others. `test/architecture/engines.test.ts` checks this list.
 */
export const ENGINES = [
  'test/local/both-stages.test.ts',
  'test/local/cloud/engines/dynamodb.test.ts',
  'test/local/cloud/engines/elasticmq.test.ts',
  'test/local/cloud/engines/kafka.test.ts',
  'test/local/cloud/engines/parent-death.test.ts',
  'test/local/cloud/engines/start.test.ts',
  'test/local/cloud/lambda/event-sources/kafka-retries.test.ts',
  'test/local/cloud/lambda/event-sources/kafka-source.test.ts',
  'test/local/cloud/lambda/event-sources/sqs-source.test.ts',
  'test/local/cloud/lambda/event-sources/stream-source.test.ts',
  'test/local/cloud/lambda/event-sources/topic-ends.test.ts',
  'test/local/cloud/scheduler/undelivered-schedules.test.ts',
  'test/local/cloud/iot/kafka.test.ts',
  'test/local/cloud/dynamodb/*.test.ts',
  'test/local/cloud/msk/clusters.test.ts',
  'test/local/cloud/sqs/queues.test.ts',
  'test/infra/sandbox/stripe/dynamodb-store.test.ts',
  'test/shared/runtime/dead-letters/reader.test.ts',
  'test/shared/runtime/folding/item-table.test.ts',
  'test/shared/runtime/quotas/quota-table.test.ts',
  'test/shared/runtime/rebuild/rebuild-room.test.ts',
  'test/shared/runtime/table/table-store.test.ts',
];

/** Those that also need a process of their own, for a whole platform or for functions that read one table's environment. */
export const ENGINES_ALONE = [
  'test/functions/*/handlers.test.ts',
  'test/functions/billing/books.test.ts',
  'test/functions/billing/http.test.ts',
  'test/functions/rentals/finding/own-price.test.ts',
  'test/functions/billing/compared-day.test.ts',
  'test/functions/realtime/positions.test.ts',
  'test/functions/rentals/http.test.ts',
  'test/journeys/!(printed-*).test.ts',
  'test/local/cloud/foreign/*.test.ts',
  'test/apps/*.test.ts',
];
