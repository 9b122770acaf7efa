import type { claimOpened, paymentDisputed } from '../../../shared/contracts/billing/account.ts';
import type { Data } from '../../../shared/contracts/define.ts';
import { isSettled } from './conduct.ts';
import type { AccountEvent, AccountState, ClaimState, PartState } from './state.ts';

/** The account after an event of it. */
export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  switch (event.type) {
    case 'billing.claim-opened.v1':
      return { ...state, claims: [...remembered(state.claims), opened(event.data)] };
    case 'billing.due-changed.v1': {
      const { revision, amount, currency } = event.data;
      return withClaim(state, event.data, (claim) => ({ ...claim, currency, due: { revision, amount } }));
    }
    case 'billing.authorization-raised.v1': {
      const { authorization } = event.data;
      return withClaim(state, event.data, (claim) => ({ ...claim, authorization, raised: true }));
    }
    case 'billing.authorization-short.v1':
    case 'billing.claim-standing.v1':
      // The parts of the claim say it.
      return state;
    case 'billing.payment-commanded.v1': {
      const { paymentId, purpose, money } = event.data;
      const part: PartState = {
        paymentId,
        purpose,
        amount: money.amount,
        state: 'REQUESTED',
        captured: 0,
        refunds: [],
      };
      return withClaim(state, event.data, (claim) => ({ ...claim, parts: [...claim.parts, part] }));
    }
    case 'billing.capture-commanded.v1': {
      const { amount } = event.data.money;
      return withPart(state, event.data, (part) => ({ ...part, state: 'CAPTURING', captured: amount }));
    }
    case 'billing.void-commanded.v1':
      return withPart(state, event.data, (part) => ({ ...part, state: 'VOIDING' }));
    case 'billing.refund-commanded.v1': {
      const { refundId, money } = event.data;
      const refund = { refundId, amount: money.amount, state: 'REQUESTED' } as const;
      return withPart(state, event.data, (part) => ({ ...part, refunds: [...part.refunds, refund] }));
    }
    case 'billing.payment-heard.v1': {
      const { state: now, refundId } = event.data;
      return withPart(state, event.data, (part) =>
        refundId === undefined
          ? { ...part, state: now, captured: now === 'CAPTURED' ? part.captured : 0 }
          : withRefund(part, refundId, 'FAILED'),
      );
    }
    case 'billing.payment-received.v1': {
      const { amount } = event.data.money;
      return withPart(state, event.data, (part) => ({ ...part, state: 'CAPTURED', captured: amount }));
    }
    case 'billing.payment-returned.v1': {
      const { refundId, failed } = event.data;
      const now = failed === true ? 'FAILED' : 'REFUNDED';
      return withPart(state, event.data, (part) => withRefund(part, refundId, now));
    }
    case 'billing.payment-disputed.v1':
      return withPart(state, event.data, (part) => disputed(part, event.data));
    case 'billing.credit-moved.v1': {
      const { currency, amount } = event.data;
      const after = withClaim(state, event.data, (claim) => ({
        ...claim,
        credit: claim.credit + amount,
        creditMoves: claim.creditMoves + 1,
      }));
      return withCredit(after, currency, -amount);
    }
    case 'billing.promotion-redeemed.v1': {
      const { promotionId, money } = event.data;
      const promotions = [...(state.promotions ?? []), promotionId];
      return withCredit({ ...state, promotions }, money.currency, money.amount);
    }
    case 'billing.credit-granted.v1': {
      const { amount, currency } = event.data.money;
      return withCredit(state, currency, amount);
    }
  }
}

/** Settled claims that the state keeps, for what comes late. */
const KEPT_SETTLED = 8;

function remembered(claims: readonly ClaimState[]): readonly ClaimState[] {
  const settled = claims.filter(isSettled);
  const forgotten = new Set(settled.slice(0, Math.max(0, settled.length - KEPT_SETTLED)));
  return claims.filter((claim) => !forgotten.has(claim));
}

function opened({ claim, ...data }: Data<typeof claimOpened>): ClaimState {
  const { accountId: _, time: __, ...names } = data;
  return claim ?? { ...names, credit: 0, creditMoves: 0, parts: [] };
}

function withClaim(
  state: AccountState,
  { subject }: { readonly subject: string },
  change: (claim: ClaimState) => ClaimState,
): AccountState {
  return {
    ...state,
    claims: state.claims.map((claim) => (claim.subject === subject ? change(claim) : claim)),
  };
}

function withPart(
  state: AccountState,
  { subject, paymentId }: { readonly subject: string; readonly paymentId: string },
  change: (part: PartState) => PartState,
): AccountState {
  return withClaim(state, { subject }, (claim) => ({
    ...claim,
    parts: claim.parts.map((part) => (part.paymentId === paymentId ? change(part) : part)),
  }));
}

function withRefund(part: PartState, refundId: string, state: 'REFUNDED' | 'FAILED'): PartState {
  return {
    ...part,
    refunds: part.refunds.map((one) => (one.refundId === refundId ? { ...one, state } : one)),
  };
}

/** The bank refuses refunds of what is disputed; of some that it refused we hear only when the dispute is won. */
const afterWon = (refund: PartState['refunds'][number]): PartState['refunds'][number] =>
  refund.state === 'REFUNDED' ? refund : { ...refund, beforeWon: true };

/** What was won can be given back again; what was lost is with the payer already. */
function disputed(part: PartState, { state, disputeId }: Data<typeof paymentDisputed>): PartState {
  const { disputed: _, disputeOpen: __, ...rest } = part;
  if (state === 'OPEN') return { ...rest, disputed: true, disputeOpen: true };
  const disputesDecided = [...(part.disputesDecided ?? []), disputeId];
  if (state === 'WON') return { ...rest, disputesDecided, refunds: part.refunds.map(afterWon) };
  return { ...rest, disputesDecided, disputed: true };
}

const withCredit = (state: AccountState, currency: string, more: number): AccountState => ({
  ...state,
  credit: { ...state.credit, [currency]: (state.credit[currency] ?? 0) + more },
});
