// Operations can have been refused with the code of any room.
import '../../shared/contracts/all-errors.ts';
import { allRoutes } from '../../shared/contracts/all-routes.ts';
import { findErrorEntry } from '../../shared/contracts/errors.ts';
import { listDeadLetters, redriveDeadLetters } from '../../shared/contracts/platform/dead-letters.ts';
import { getHealth, getOperation, getProblem } from '../../shared/contracts/platform/platform.ts';
import { askRedrive } from '../../shared/runtime/dead-letters/asking.ts';
import { positionsIn } from '../../shared/runtime/dead-letters/listing.ts';
import { otherRequest } from '../../shared/runtime/http/other-requests.ts';
import { PublicText, publicRead } from '../../shared/runtime/http/public-route.ts';
import { httpApi, type RouteHandler, read } from '../../shared/runtime/http.ts';
import { logger } from '../../shared/runtime/observability.ts';
import { operationState } from '../../shared/runtime/operations/operation-state.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { operationIn, tablesReady } from './operations.ts';
import { LETTERS_CHECK, REDRIVEN_CHECK, room } from './room.ts';

const LETTERS_PAGE = '20';

const handlers: readonly RouteHandler[] = [
  read(getOperation, ({ params, principal, now }) =>
    operationState(params.operationId, principal, now, operationIn),
  ),
  publicRead(getProblem, async ({ params }) => {
    const code = params.code.toUpperCase();
    const entry = findErrorEntry(code);
    if (entry === undefined) throw new ProblemError('NOT_FOUND', `There is no error code ${code}.`);
    return { body: new PublicText({ code, ...entry }), freshSeconds: getProblem.keptSeconds };
  }),
  read(getHealth, async () => {
    const parts = await tablesReady();
    const failed = parts.filter(({ ready }) => !ready).map(({ name }) => name);
    if (failed.length > 0) throw new ProblemError('UNAVAILABLE', `Not ready: ${failed.join(', ')}.`);
    return { ready: true, parts: [...parts] };
  }),
  read(listDeadLetters, ({ query: { limit = LETTERS_PAGE, cursor } }) =>
    askRedrive(
      { list: { limit: Number(limit), before: [...positionsIn(cursor)] } },
      { schema: listDeadLetters.success.body, check: LETTERS_CHECK },
    ),
  ),
  read(redriveDeadLetters, async ({ body: { letters, discard, reason }, principal }) => {
    const request = { ...letters, ...(discard === undefined ? {} : { discard }) };
    logger.info('An operator has dead letters redriven', { operator: principal.id, reason, request });
    return await askRedrive(request, {
      schema: redriveDeadLetters.success.body,
      check: REDRIVEN_CHECK,
    });
  }),
];

export const handler = httpApi(room, 'http', handlers, {
  otherRequest: (event) => otherRequest(event, allRoutes),
});
