import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../client-limits.ts';

/** One client for each execution environment: its connections outlive an invocation. */
export const dynamodb = new DynamoDBClient(clientLimits);
