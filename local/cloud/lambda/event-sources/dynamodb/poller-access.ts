import type { AccessRequest } from '../../../core/identities.ts';

const ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** What Lambda's pollers do with the function's role (Lambda developer guide, DynamoDB permissions). */
export function toReadStream(streamArn: string): AccessRequest[] {
  return ACTIONS.map((name) => ({ action: `dynamodb:${name}`, resource: streamArn }));
}
