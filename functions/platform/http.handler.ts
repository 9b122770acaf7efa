import { getHealth, getOperation } from '../../shared/contracts/platform/platform.ts';
import { httpApi, read } from '../../shared/runtime/http.ts';
import { operationState } from '../../shared/runtime/operations/operation-state.ts';
import { ProblemError } from '../../shared/runtime/problem.ts';
import { operationIn, tablesReady } from './operations.ts';
import { room } from './room.ts';

export const handler = httpApi(room, 'http', [
  read(getOperation, ({ params, principal, now }) =>
    operationState(params.operationId, principal, now, operationIn),
  ),
  read(getHealth, async () => {
    const parts = await tablesReady();
    const failed = parts.filter(({ ready }) => !ready).map(({ name }) => name);
    if (failed.length > 0) throw new ProblemError('UNAVAILABLE', `Not ready: ${failed.join(', ')}.`);
    return { ready: true, parts: [...parts] };
  }),
]);
