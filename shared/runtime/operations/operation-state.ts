import type { Static } from 'typebox';
import type { Operation } from '../../contracts/platform/platform.ts';
import { type Instant, instant, milliseconds } from '../../kernel/time.ts';
import { ProblemError, problemOf } from '../problem.ts';
import { type Actor, ownOperation } from './operation-id.ts';
import { COMMIT_LIMIT_MS, type OperationRecord } from './store.ts';

/** A decision that was made in time may be committed this much later, by another function's clock. */
const SETTLING_MS = COMMIT_LIMIT_MS + 1_000;

/**
 * The state of an operation, for its owner. Without a record it is PENDING until its time is over and no commit can be
 * under way any more, then EXPIRED. An operation that was reported as EXPIRED never changes. Throws NOT_FOUND for
 * another owner's operation and for an invalid address.
 */
export async function operationState(
  address: string,
  actor: Actor,
  now: Instant,
  recordIn: (room: string, id: string) => Promise<OperationRecord | undefined>,
): Promise<Static<typeof Operation>> {
  const found = ownOperation(address, actor);
  if (found === undefined) throw new ProblemError('NOT_FOUND', 'There is no such operation of yours.');
  const record = await recordIn(found.room, found.id);
  const expires = instant(found.expiresMilliseconds);
  const common = { operationId: address, expires };
  if (record === undefined) {
    if (milliseconds(now) <= found.expiresMilliseconds + SETTLING_MS) return { ...common, state: 'PENDING' };
    const problem = problemOf('EXPIRED', 'The command was not decided in time; nothing was changed.');
    return { ...common, state: 'EXPIRED', problem };
  }
  const { outcome } = record;
  if (outcome.kind === 'accepted') {
    return {
      ...common,
      state: 'SUCCEEDED',
      ...(outcome.result === undefined ? {} : { result: outcome.result }),
    };
  }
  const state = outcome.code === 'EXPIRED' ? 'EXPIRED' : 'REJECTED';
  return {
    ...common,
    state,
    problem: problemOf(outcome.code, outcome.detail, { violations: outcome.errors ?? [] }),
  };
}
