import { Stack, Validations } from 'aws-cdk-lib';
import type { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';

/**
 * Every wildcard that a role of ours may have in its resources, and why it is needed. A wildcard that is not listed
 * fails the synthesis (AwsSolutions-IAM5).
 */
const justified: readonly { readonly resource: RegExp; readonly actions: RegExp; readonly reason: string }[] =
  [
    {
      resource: /:log-group:\/aws\/lambda\/[a-z-]+:\*$/,
      actions: /^logs:/,
      reason: 'The streams of the function’s own log group, whose names Lambda chooses',
    },
    {
      resource: /^\*$/,
      actions: /^ec2:/,
      reason: 'AWS makes the network interfaces; these actions take no resource that is known in advance',
    },
    {
      resource: /:topic\/cars\/\*\/[a-z]+$/,
      actions: /^iot:Publish$/,
      reason: 'One MQTT topic of any car of the fleet',
    },
    {
      resource: /\/(GET|POST|DELETE)\/@connections\/\*$/,
      actions: /^execute-api:ManageConnections$/,
      reason: 'All open connections: API Gateway chooses their ids',
    },
    {
      resource: /^\*$/,
      actions: /^logs:/,
      reason: 'API Gateway accepts no role for its access logs with fewer permissions than AWS’s own policy',
    },
    {
      resource: /:s3:::roadstream-photos-[^/]+\/[a-z-]+\/\*$/,
      actions: /^s3:(PutObject|GetObject)$/,
      reason: 'The photos of one room, whose names begin with the room’s name',
    },
    {
      resource: /:s3:::roadstream-site-[^/]+\/\*$/,
      actions: /^s3:PutObject$/,
      reason: 'The files of the web apps, whose names have a hash',
    },
    {
      resource: /:(thing|cert)\/\*$/,
      actions: /^iot:/,
      reason: 'The car to be provisioned: its VIN and its certificate are not known in advance',
    },
    {
      resource: /^\*$/,
      actions: /^iot:(AttachThingPrincipal|CreateCertificateFromCsr)$/,
      reason: 'IoT has no resource for these actions',
    },
    {
      resource: /:log-group:AWSIotLogsV2:\*$/,
      actions: /^logs:/,
      reason: 'IoT Core writes all its logs to this one group, under stream names that it chooses',
    },
  ];

/** Acknowledges the wildcards of a role's statements, each with its reason; others remain findings. */
export function acknowledgeWildcards(role: Role, statements: readonly PolicyStatement[]): void {
  for (const { resources, actions } of statements) {
    for (const resource of resources.filter((name) => name.includes('*'))) {
      const entry = justified.find(
        (candidate) =>
          candidate.resource.test(resource) && actions.every((action) => candidate.actions.test(action)),
      );
      if (entry === undefined) continue;
      const id = `AwsSolutions-IAM5[Resource::${readable(role, resource)}]`;
      Validations.of(role).acknowledge({ id, reason: entry.reason });
    }
  }
}

/** A resource as the check writes it: values that only CloudFormation knows are in angle brackets. */
function readable(role: Role, resource: string): string {
  return textOf(Stack.of(role).resolve(resource));
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { Ref: ref, 'Fn::Join': join } = value as { Ref?: string; 'Fn::Join'?: readonly [string, unknown[]] };
  if (ref !== undefined) return `<${ref}>`;
  return join === undefined ? JSON.stringify(value) : join[1].map(textOf).join(join[0]);
}
