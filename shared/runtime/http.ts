import type { Static, TSchema } from 'typebox';
import type { RouteContract } from '../contracts/define.ts';
import { instant } from '../kernel/time.ts';
import { AnswerTime } from './http/answer-time.ts';
import { type HttpEvent, type HttpResult, jsonResult } from './http/event.ts';
import { parseRequest, type Request } from './http/request.ts';
import { logger } from './observability.ts';
import { ProblemError, problemOf } from './problem.ts';
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

/**
 * The handler of a room's routes. It takes an API Gateway HTTP API event and returns the response. Never throws, and
 * answers before the function's time is over.
 */
export function httpApi(
  room: RoomDeclaration,
  functionName: string,
  handlers: readonly RouteHandler[],
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
    const result = await answerTo(event, time, byKey.get(event.routeKey), traceparent);
    return { ...result, headers: { ...result.headers, traceparent } };
  };
}

const routeKey = ({ method, path }: RouteContract): string => `${method} ${path}`;

async function answerTo(
  event: HttpEvent,
  time: AnswerTime,
  handler: RouteHandler | undefined,
  traceparent: string,
): Promise<HttpResult> {
  try {
    if (handler === undefined) throw new ProblemError('NOT_FOUND', `There is no ${event.routeKey}.`);
    const request = parseRequest(event, handler.route, { traceparent, now: instant(Date.now()) });
    return await time.race(handler.answer(request, time));
  } catch (error) {
    return problemResult(error, event, traceparent);
  }
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
