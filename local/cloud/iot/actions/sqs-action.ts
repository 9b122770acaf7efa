import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Cloud } from '../../core/cloud.ts';
import { type Action, singleAction } from '../rules/action.ts';
import { requireRole } from '../rules/role.ts';
import type { Template } from '../sql/template.ts';

/** Sends through the SQS API as the role of the action. */
export function sqsAction(
  cloud: Cloud,
  definition: { readonly queueUrl: Template; readonly roleArn: string; readonly useBase64: boolean },
): Action {
  let client: SQSClient | undefined;
  return singleAction('SqsAction', async ({ message, output }, at) => {
    const QueueUrl = at(definition.queueUrl.render(message));
    client ??= connect(cloud, definition.roleArn);
    const MessageBody = output.toString(definition.useBase64 ? 'base64' : 'utf8');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  });
}

function connect(cloud: Cloud, roleArn: string): SQSClient {
  const { identity } = requireRole(cloud, roleArn);
  // Never destroyed: error actions run until the last moment, and the endpoint closes the connections at its end.
  return new SQSClient({
    region: cloud.region,
    endpoint: cloud.endpoint.url,
    // The queue's URL names the queue; the endpoint checks what the role may.
    useQueueUrlAsEndpoint: false,
    credentials: identity,
  });
}
