import type { RoutePlace } from '../../contracts/all-routes.ts';
import { ProblemError } from '../problem.ts';
import type { HttpEvent } from './event.ts';

/** The routes of the HTTP API that take what no other route takes. API Gateway prefers every other route to them. */
export const OTHER_REQUESTS = ['ANY /', 'ANY /{proxy+}'] as const;

/** The path has routes, but none of this method. */
export class MethodNotAllowed extends ProblemError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(method: string, path: string, allowed: readonly string[]) {
    const allow = allowed.join(', ');
    super('METHOD_NOT_ALLOWED', `${path} has no ${method}. It has: ${allow}.`);
    this.headers = { allow };
  }
}

/** Why no route takes the request. */
export function otherRequest(
  { rawPath, requestContext: { http } }: HttpEvent,
  routes: readonly RoutePlace[],
): ProblemError {
  const method = http?.method ?? '';
  const fitting = routes.filter((route) => fits(route, rawPath)).map((route) => route.method);
  const allowed = [...new Set<string>(fitting)].toSorted();
  return allowed.length === 0 || allowed.includes(method)
    ? new ProblemError('NOT_FOUND', `There is no ${method} ${rawPath}.`)
    : new MethodNotAllowed(method, rawPath, allowed);
}

/** As API Gateway sees it: a parameter is one segment with something in it. */
function fits({ path }: RoutePlace, given: string): boolean {
  const [wanted, segments] = [path.split('/'), given.split('/')];
  return (
    wanted.length === segments.length &&
    wanted.every((segment, n) => (segment.startsWith('{') ? segments[n] !== '' : segment === segments[n]))
  );
}
