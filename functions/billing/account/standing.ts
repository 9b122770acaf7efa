import { claimStanding, type OpenClaim } from '../../../shared/contracts/billing/claim-standing.ts';
import type { Consequences, Context } from '../../../shared/runtime/domain.ts';
import { isSettled } from './conduct.ts';
import { namesOf } from './conducting.ts';
import { type AccountEvent, type AccountState, type ClaimState, claimOf } from './state.ts';

/** Who waits for an account to be settled, such as the riders room before it erases somebody, hears how it stands. */

function openOf(claim: ClaimState): OpenClaim | undefined {
  const { due, parts } = claim;
  if (parts.some(({ disputeOpen }) => disputeOpen === true)) return 'DISPUTE';
  if (due === undefined) return 'NOT_CHARGED';
  if (parts.some(({ purpose, state }) => purpose === 'CHARGE' && state === 'DECLINED')) return 'DEBT';
  if (parts.some(({ refunds }) => refunds.some(({ state }) => state === 'REQUESTED'))) return 'REFUND';
  return isSettled(claim) ? undefined : 'PAYMENT';
}

/** Each claim whose standing is another now. One that was due and is settled at once is said, too: somebody waits for it. */
export function standings(
  before: AccountState,
  after: AccountState,
  events: readonly AccountEvent[],
  context: Context,
): Consequences<AccountEvent> {
  const due = new Set(
    events.flatMap(({ type, data }) => (type === 'billing.due-changed.v1' ? [data.subject] : [])),
  );
  const changed = after.claims.filter((claim) => {
    const was = claimOf(before, claim.subject);
    const open = openOf(claim);
    return (was === undefined ? undefined : openOf(was)) !== open || due.has(claim.subject);
  });
  return {
    events: changed.map((claim) => {
      const open = openOf(claim);
      return claimStanding({ ...namesOf(after, claim, context), ...(open === undefined ? {} : { open }) });
    }),
  };
}
