import type { Cloud } from '../core/cloud.ts';
import { LocalAddresses } from '../core/local-addresses.ts';
import type { FunctionDefinition } from './function-definition.ts';

/** URLs in it lead to where their hosts are here. */
function localized(cloud: Pick<Cloud, 'part'>, variables: Readonly<Record<string, string>>) {
  const addresses = cloud.part(LocalAddresses);
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, addresses.localized(value)]),
  );
}

/** All of a function's environment: what its template says, what Lambda adds, and where the local AWS is. */
export function environmentOf(
  cloud: Pick<Cloud, 'region' | 'endpoint' | 'part'>,
  definition: FunctionDefinition,
  logStream: string,
): Record<string, string> {
  return {
    AWS_DEFAULT_REGION: cloud.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    AWS_REGION: cloud.region,
    LAMBDA_TASK_ROOT: definition.folder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    _HANDLER: definition.handler,
    ...localized(cloud, definition.environment),
    // Lambda lets no template set these.
    AWS_ACCESS_KEY_ID: definition.identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: definition.identity.secretAccessKey,
    AWS_SESSION_TOKEN: `session-of-${definition.identity.roleName}`,
    TZ: ':UTC',
    // The SDK's own variable, and the only thing that says where AWS is beside the hosts of a template's own APIs.
    AWS_ENDPOINT_URL: cloud.endpoint.url,
  };
}
