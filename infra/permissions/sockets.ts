import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionDeclaration } from '../../shared/runtime/room.ts';

type Methods = NonNullable<FunctionDeclaration['may']['postToSockets']>;

/** To use any open connection of the API. The ids of connections are not known in advance. */
export function postToSockets(
  api: { apiId: string; stageName: string },
  methods: Methods,
): PolicyStatement[] {
  if (methods.length === 0) return [];
  const stage = `arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${api.apiId}/${api.stageName}`;
  return [
    new PolicyStatement({
      actions: ['execute-api:ManageConnections'],
      resources: methods.map((method) => `${stage}/${method}/@connections/*`),
    }),
  ];
}
