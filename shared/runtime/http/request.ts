import type { Static, TSchema } from 'typebox';
import type { Principal, RouteContract } from '../../contracts/define.ts';
import { routeSchemaName, violations } from '../../contracts/validate.ts';
import type { Instant } from '../../kernel/time.ts';
import type { Actor } from '../operations/operation-id.ts';
import { ProblemError } from '../problem.ts';
import type { HttpEvent } from './event.ts';

type Parsed<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

/** A valid request: parameters, query and body follow the route's contract. */
export interface Request<Route extends RouteContract = RouteContract> {
  /** `NOBODY` on routes that need no token. */
  readonly principal: Actor;
  readonly params: Parsed<Route['params']>;
  readonly query: Parsed<Route['query']>;
  readonly body: Parsed<Route['body']>;
  /** As it came, unread: what a signature is of. */
  readonly rawBody: string;
  readonly headers: HttpEvent['headers'];
  readonly path: string;
  readonly traceparent: string;
  readonly now: Instant;
}

const KINDS: readonly Principal[] = ['operator', 'partner', 'rider'];
/** The principal of a route that needs no token. */
const NOBODY: Actor = { kind: 'partner', id: '' };

/** The principal of the token, which API Gateway or the authorizer has checked. Throws UNAUTHENTICATED, FORBIDDEN. */
export function actorOf(event: HttpEvent, route: Pick<RouteContract, 'principals'>): Actor {
  if (route.principals.length === 0) return NOBODY;
  const known = event.requestContext.authorizer?.lambda;
  if (known !== undefined) {
    const { kind, id } = known;
    if (kind === 'nobody')
      throw new ProblemError('UNAUTHENTICATED', 'The token is not valid, or not any more.');
    if (!route.principals.includes(kind)) throw forOthers(route);
    return { kind, id };
  }
  const claims = event.requestContext.authorizer?.jwt?.claims;
  const subject = claims?.['sub'] ?? '';
  if (claims === undefined || subject === '')
    throw new ProblemError('UNAUTHENTICATED', 'The request has no token.');
  const scopes = (claims['scope'] ?? '').split(' ');
  const kind = KINDS.find(
    (one) => route.principals.includes(one) && scopes.some((scope) => scope.endsWith(`/${one}`)),
  );
  if (kind === undefined) throw forOthers(route);
  return { kind, id: subject };
}

const forOthers = ({ principals }: Pick<RouteContract, 'principals'>) =>
  new ProblemError('FORBIDDEN', `This route is for: ${principals.join(', ')}.`);

/** Validates a request with its route's contract. Throws a ProblemError that names each invalid field. */
export function parseRequest<Route extends RouteContract>(
  event: HttpEvent,
  route: Route,
  given: { readonly traceparent: string; readonly now: Instant },
): Request<Route> {
  const principal = actorOf(event, route);
  const params = check(route, 'params', route.params, event.pathParameters ?? {});
  const query = check(route, 'query', route.query, event.queryStringParameters ?? {});
  const body = route.body === undefined ? undefined : check(route, 'body', route.body, bodyOf(event));
  return {
    principal,
    params: params as Parsed<Route['params']>,
    query: query as Parsed<Route['query']>,
    body: body as Parsed<Route['body']>,
    rawBody: rawBodyOf(event),
    headers: event.headers,
    path: event.rawPath,
    ...given,
  };
}

function check(
  route: RouteContract,
  part: 'params' | 'query' | 'body',
  schema: TSchema | undefined,
  value: unknown,
): unknown {
  if (schema === undefined) return undefined;
  const wrong = violations(routeSchemaName(route.id, part), schema, value);
  if (wrong.length === 0) return value;
  const [first] = wrong;
  const place = { params: 'path', query: 'query', body: 'body' }[part];
  throw new ProblemError(
    'BAD_REQUEST',
    `The ${place} is not valid: ${first?.path === '' ? 'it' : first?.path} ${first?.message}.`,
    wrong.map(({ path, message }) => ({ path: `/${place}${path}`, message })),
  );
}

const rawBodyOf = ({ body = '', isBase64Encoded }: HttpEvent): string =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;

/** The body's JSON. Throws BAD_JSON. */
function bodyOf(event: HttpEvent): unknown {
  const { body, headers } = event;
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/(json|[^;]+\+json)\s*(;|$)/i.test(type)) {
    throw new ProblemError('BAD_JSON', `The Content-Type is ${type}; send application/json.`);
  }
  if (body === undefined || body === '')
    throw new ProblemError('BAD_JSON', 'The body is empty; this route needs one.');
  try {
    return JSON.parse(rawBodyOf(event));
  } catch (cause) {
    throw new ProblemError('BAD_JSON', 'The body cannot be read as JSON.', [], { cause });
  }
}
