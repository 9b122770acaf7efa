import type { Static, TSchema } from 'typebox';
import type { RouteContract } from '../contracts/define.ts';
import { instant } from '../kernel/time.ts';
import { AnswerTime } from './http/answer-time.ts';
import { type HttpEvent, type HttpResult, jsonResult } from './http/event.ts';
import { MethodNotAllowed } from './http/other-requests.ts';
import { actorOf, parseRequest, type Request } from './http/request.ts';
import { logger } from './observability.ts';
import { ProblemError, problemOf } from './problem.ts';
import { quotaHeaders } from './quotas/quotas.ts';
import { type RequestQuota, stageQuota } from './quotas/request-quota.ts';
import type { RoomDeclaration } from './room.ts';
import type { InvocationContext } from './room-function.ts';
import { childTraceparent } from './trace-context.ts';

/** Answers a route. `read` makes one here, `change` in `change.ts`. */
export interface RouteHandler {
  readonly route: RouteContract;
  answer(request: Request, time: AnswerTime): Promise<HttpResult>;
}

type BodyOf<Route extends RouteContract> = Route['success']['body'] extends TSchema
  ? Static<Route['success']['body']>
  : unknown;

/** A route without changes: the handler returns the body, or throws a ProblemError. */
export function read<Route extends RouteContract>(
  route: Route,
  handle: (request: Request<Route>) => Promise<BodyOf<Route>>,
): RouteHandler {
  return {
    route,
    answer: async (request) => jsonResult(route.success.status, await handle(request)),
  };
}

/** A route whose answer is text of the media type that its contract names. */
export function readText<Route extends RouteContract>(
  route: Route,
  handle: (
    request: Request<Route>,
  ) => Promise<{ readonly text: string; readonly headers?: Readonly<Record<string, string>> }>,
): RouteHandler {
  const { status, mediaType = 'text/plain' } = route.success;
  return {
    route,
    answer: async (request) => {
      const { text, headers = {} } = await handle(request);
      return {
        statusCode: status,
        headers: { 'content-type': `${mediaType}; charset=utf-8`, 'cache-control': 'no-store', ...headers },
        body: text,
      };
    },
  };
}

/** What a function's routes are served with. */
export interface Serving {
  readonly quota?: RequestQuota;
  /** Why no route takes a request: of the function that answers what no route takes. */
  readonly otherRequest?: (event: HttpEvent) => ProblemError;
}

const noSuchRoute = ({ routeKey: key }: HttpEvent): ProblemError =>
  new ProblemError('NOT_FOUND', `There is no ${key}.`);

/**
 * The handler of a room's routes. It takes an API Gateway HTTP API event and returns the response. Never throws, and
 * answers before the function's time is over. Each request of a known caller counts, also one that is refused.
 */
export function httpApi(
  room: RoomDeclaration,
  functionName: string,
  handlers: readonly RouteHandler[],
  { quota = stageQuota, otherRequest = noSuchRoute }: Serving = {},
): (event: HttpEvent, context: InvocationContext) => Promise<HttpResult> {
  const declared = room.functions.find(({ name }) => name === functionName)?.routes ?? [];
  const byKey = new Map(handlers.map((handler) => [routeKey(handler.route), handler]));
  for (const route of declared) {
    if (!byKey.has(routeKey(route)))
      throw new Error(`${room.name} declares ${route.id} and does not handle it`);
  }
  return async (event, context) => {
    const time = new AnswerTime(context);
    const step = event.requestContext.requestId;
    const traceparent = childTraceparent(event.headers['traceparent'], step);
    const handler = byKey.get(event.routeKey) ?? otherRequest(event);
    const result = await answerTo(event, time, handler, traceparent, quota);
    return { ...result, headers: { ...result.headers, traceparent } };
  };
}

const routeKey = ({ method, path }: RouteContract): string => `${method} ${path}`;

async function answerTo(
  event: HttpEvent,
  time: AnswerTime,
  handler: RouteHandler | ProblemError,
  traceparent: string,
  quota: RequestQuota,
): Promise<HttpResult> {
  let headers: Readonly<Record<string, string>> = {};
  const work = async (): Promise<HttpResult> => {
    if (handler instanceof ProblemError) throw handler;
    headers = await counted(event, handler.route, quota);
    const request = parseRequest(event, handler.route, { traceparent, now: instant(Date.now()) });
    return handler.answer(request, time);
  };
  let answer: HttpResult;
  try {
    answer = await time.race(work());
  } catch (error) {
    answer = problemResult(error, event, traceparent);
    if (error instanceof QuotaError || error instanceof MethodNotAllowed) headers = error.headers;
  }
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** The caller has made all the requests of this window. */
class QuotaError extends ProblemError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(seconds: number, headers: Readonly<Record<string, string>>) {
    super('TOO_MANY_REQUESTS', `You have made too many requests. Try again in ${seconds} s.`);
    this.headers = { ...headers, 'retry-after': String(seconds) };
  }
}

/**
 * Counts the request of a caller, and says in headers what is left. A route that needs no token has no caller: API Gateway
 * limits it. Throws a QuotaError, UNAUTHENTICATED or FORBIDDEN.
 */
async function counted(
  event: HttpEvent,
  route: RouteContract,
  quota: RequestQuota,
): Promise<Record<string, string>> {
  if (route.principals.length === 0) return {};
  const standing = await quota(actorOf(event, route), Date.now());
  if (standing === undefined) return {};
  const headers = quotaHeaders(standing);
  if (!standing.allowed) throw new QuotaError(standing.resetSeconds, headers);
  return headers;
}

function problemResult(
  error: unknown,
  { rawPath, routeKey: route }: HttpEvent,
  traceparent: string,
): HttpResult {
  const known = error instanceof ProblemError ? error : undefined;
  if (known === undefined) logger.error('A request failed', { route, traceparent, error: error as Error });
  const problem = problemOf(
    known?.code ?? 'INTERNAL',
    known?.message ?? 'An unexpected error occurred. It has been logged with this trace id.',
    { instance: rawPath, violations: known?.violations ?? [] },
  );
  const retryAfter: Record<string, string> = problem.status === 503 ? { 'retry-after': '2' } : {};
  return jsonResult(problem.status, problem, retryAfter, 'application/problem+json');
}
