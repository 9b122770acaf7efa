import { type AwsEndpoint, AwsError, type AwsRequest, type AwsResponse } from '../core/aws-endpoint.ts';
import type { FunctionDefinition } from './function-definition.ts';
import { FunctionError, type FunctionErrorCode } from './function-error.ts';
import { qualifierOf } from './function-name.ts';
import type { InvocationResult } from './live-function.ts';

export interface InvokeOptions {
  /**
   * Who invokes. A service (`apigateway.amazonaws.com`, `iot.amazonaws.com`, …) needs an `AWS::Lambda::Permission` of
   * the function. Whoever acts with a role (`role`) was checked against it; an `event-source` acts for the function.
   */
  readonly source: `${string}.amazonaws.com` | 'role' | 'event-source' | 'cloudformation' | 'operator';
  /** ARN of the route, rule or schedule on whose behalf a service invokes. */
  readonly sourceArn?: string;
  /** Answers at once; retries and destinations as the function's EventInvokeConfig says. */
  readonly async?: boolean;
}

interface LambdaService {
  definition(nameOrArn: string): FunctionDefinition;
  invoke(nameOrArn: string, event: unknown, options: InvokeOptions): Promise<InvocationResult>;
}

const AWS_ERRORS: Readonly<Record<FunctionErrorCode, readonly [type: string, status: number]>> = {
  FUNCTION_NOT_FOUND: ['ResourceNotFoundException', 404],
  FUNCTION_THROTTLED: ['TooManyRequestsException', 429],
  FUNCTION_NOT_PERMITTED: ['AccessDeniedException', 403],
  PAYLOAD_TOO_LARGE: ['RequestTooLargeException', 413],
};

function awsError(error: unknown): unknown {
  if (!(error instanceof FunctionError)) return error;
  const [type, status] = AWS_ERRORS[error.code];
  return new AwsError(type, error.message, status);
}

function parseEvent(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${why}`);
  }
}

async function invoke(
  service: LambdaService,
  endpoint: AwsEndpoint,
  request: AwsRequest,
): Promise<AwsResponse> {
  const path = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations$/.exec(request.path);
  const name = decodeURIComponent(path?.groups?.['name'] ?? '');
  if (request.method !== 'POST' || name === '') {
    throw new AwsError(
      'UnknownOperationException',
      `lambda: ${request.method} ${request.path} is not emulated`,
      404,
    );
  }
  const given = request.query.get('Qualifier');
  const qualified = given === null ? name : `${name}:${given}`;
  const { arn } = service.definition(qualified);
  const qualifier = qualifierOf(qualified);
  // A policy that allows the function alone allows none of its versions and aliases.
  const invoked = qualifier === undefined ? arn : `${arn}:${qualifier}`;
  endpoint.authorize(request, 'lambda:InvokeFunction', invoked);
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return { status: 204 };
  const event = parseEvent(request.body);
  const result = await service.invoke(name, event, { source: 'role', async: type === 'Event' });
  if (type === 'Event') return { status: 202 };
  const tail = request.headers['x-amz-log-type'] === 'Tail';
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
      ...(tail ? { 'x-amz-log-result': Buffer.from(result.logs).toString('base64') } : {}),
    },
    body: JSON.stringify(result.payload),
  };
}

/** The `lambda` service of `AWS_ENDPOINT_URL`: Invoke, of which RequestResponse, Event and DryRun. */
export function serveLambdaApi(cloud: { readonly endpoint: AwsEndpoint }, service: LambdaService): void {
  cloud.endpoint.register('lambda', async (request) => {
    try {
      return await invoke(service, cloud.endpoint, request);
    } catch (error) {
      throw awsError(error);
    }
  });
}
