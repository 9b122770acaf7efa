import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** One client an execution environment: its connections outlive an invocation. */
export const dynamodb = new DynamoDBClient({});
