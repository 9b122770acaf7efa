import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * One client an execution environment: its connections outlive an invocation. A call that takes longer than its limit
 * has failed for its caller, and may have worked all the same.
 */
export const dynamodb = new DynamoDBClient({
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000, throwOnRequestTimeout: true },
});
