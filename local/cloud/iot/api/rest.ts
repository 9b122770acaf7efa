import { AwsError, type AwsRequest, type AwsResponse } from '../../core/aws-endpoint.ts';
import { isRecord } from '../../core/plain-value.ts';

/** An operation of a REST API: what it is called by, and what it does with the decoded parts of the path. */
export interface Operation {
  readonly method: string;
  /** With `{}` for each part: the last one may span slashes. */
  readonly path: string;
  readonly run: (request: AwsRequest, ...parts: string[]) => Promise<unknown>;
}

/** Answers requests by their method and path; what is not listed is an UnknownOperationException. */
export function restHandler(operations: readonly Operation[]): (request: AwsRequest) => Promise<AwsResponse> {
  const routes = operations.map((operation) => ({ operation, expression: expressionOf(operation.path) }));
  return async (request) => {
    for (const { operation, expression } of routes) {
      const match = operation.method === request.method ? expression.exec(request.path) : null;
      if (match === null) continue;
      const result = await operation.run(request, ...match.slice(1).map(decodeURIComponent));
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(result ?? {}),
      };
    }
    throw new AwsError(
      'UnknownOperationException',
      `the local cloud does not play ${request.method} ${request.path}`,
    );
  };
}

/** The request's body as a JSON object; empty when there is none. */
export function jsonBody(request: AwsRequest): Readonly<Record<string, unknown>> {
  if (request.body.length === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new AwsError('InvalidRequestException', 'the body is not JSON');
  }
  if (!isRecord(body)) throw new AwsError('InvalidRequestException', 'the body is no JSON object');
  return body;
}

/** A text of the body that must be there. */
export function requiredText(request: AwsRequest, name: string): string {
  const value = jsonBody(request)[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new AwsError('InvalidRequestException', `${name} is missing`);
}

function expressionOf(path: string): RegExp {
  const parts = path.split('{}');
  const last = parts.length - 1;
  const source = parts.map(
    (part, index) =>
      part + (index === last ? '' : index === last - 1 && part.endsWith('/topics/') ? '(.+)' : '([^/]+)'),
  );
  return new RegExp(`^${source.join('')}$`);
}
