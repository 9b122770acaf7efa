import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientLimits } from '../client-limits.ts';

/** One client an execution environment: its connections outlive an invocation. */
export const dynamodb = new DynamoDBClient(clientLimits);
