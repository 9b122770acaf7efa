import {
  captureCommanded,
  claimOpened,
  creditMoved,
  paymentCommanded,
  refundCommanded,
  voidCommanded,
} from '../../../shared/contracts/billing/account.ts';
import {
  authorize,
  capture,
  charge,
  refund,
  voidPayment,
} from '../../../shared/contracts/payments/commands.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';
import type { Context, Decision, Output } from '../../../shared/runtime/domain.ts';
import { claims } from '../read-models.ts';
import { nextStep, type Step } from './conduct.ts';
import { evolveAccount } from './evolve-account.ts';
import { creditMovement } from './movements.ts';
import { type AccountEvent, type AccountState, type ClaimState, claimOf } from './state.ts';

/** Turns steps into events and commands, until there is nothing to do or an answer has to come first. */

export type AccountDecision = Decision<AccountEvent, AccountState>;

interface Done {
  readonly event: AccountEvent;
  readonly output?: Output;
}

/** More steps than any claim takes at once. */
const MOST_STEPS = 50;

export function conducted(
  state: AccountState,
  subject: string,
  heard: readonly AccountEvent[],
  context: Context,
): AccountDecision {
  const events = [...heard];
  const outputs: Output[] = [];
  let now = heard.reduce(evolveAccount, state);
  for (let steps = 0; ; steps++) {
    const claim = claimOf(now, subject);
    const step = claim === undefined ? undefined : nextStep(claim, now.credit[claim.currency] ?? 0);
    if (claim === undefined || step === undefined) break;
    if (steps === MOST_STEPS) throw new Error(`${subject} of ${state.accountId} never comes to rest`);
    const { event, output } = doneBy(now, claim, step, context);
    events.push(event);
    if (output !== undefined) outputs.push(output);
    now = evolveAccount(now, event);
  }
  return { kind: 'accept', events, outputs };
}

/** A claim that the state has forgotten comes back as its item has it. */
export function remembered(
  state: AccountState,
  subject: string,
  context: Context,
): { readonly claim: ClaimState; readonly events: readonly AccountEvent[] } | undefined {
  const known = claimOf(state, subject);
  if (known !== undefined) return { claim: known, events: [] };
  const stored = context.read(claims, { accountId: state.accountId, subject });
  if (stored === undefined) return undefined;
  const { currency } = stored;
  const reopened = claimOpened({ ...namesOf(state, stored, context), currency, claim: stored });
  return { claim: stored, events: [reopened] };
}

export function namesOf({ accountId }: AccountState, claim: ClaimState, { now }: Context) {
  const { subject, riderId, rentalId, vin } = claim;
  return {
    accountId,
    riderId,
    subject,
    ...(rentalId === undefined ? {} : { rentalId }),
    ...(vin === undefined ? {} : { vin }),
    time: now,
  };
}

function doneBy(state: AccountState, claim: ClaimState, step: Step, context: Context): Done {
  const { accountId } = state;
  const { subject, currency, parts, creditMoves } = claim;
  const { time, ...names } = namesOf(state, claim, context);
  const { riderId } = names;
  const money = (amount: number) => ({ amount, currency });
  switch (step.do) {
    case 'authorize':
    case 'charge': {
      const paymentId = derivedId('pmt', accountId, subject, parts.length + 1);
      const purpose = step.do === 'authorize' ? 'AUTHORIZATION' : 'CHARGE';
      const wanted = { ...names, paymentId, purpose, money: money(step.amount) } as const;
      const command = step.do === 'authorize' ? authorize : charge;
      return {
        event: paymentCommanded({ ...wanted, time }),
        output: command({ ...wanted, description: descriptionOf(claim) }),
      };
    }
    case 'capture': {
      const { paymentId } = step.part;
      return {
        event: captureCommanded({ ...names, paymentId, money: money(step.amount), time }),
        output: capture({ riderId, paymentId, money: money(step.amount) }),
      };
    }
    case 'void': {
      const { paymentId, amount } = step.part;
      return {
        event: voidCommanded({ ...names, paymentId, money: money(amount), time }),
        output: voidPayment({ riderId, paymentId }),
      };
    }
    case 'refund': {
      const { paymentId, refunds } = step.part;
      const refundId = derivedId('rfd', paymentId, refunds.length + 1);
      return {
        event: refundCommanded({ ...names, paymentId, refundId, money: money(step.amount), time }),
        output: refund({ riderId, paymentId, refundId, money: money(step.amount) }),
      };
    }
    case 'use-credit': {
      const { amount } = step;
      const movement = creditMovement(subject, creditMoves + 1, { accountId, currency, amount });
      return { event: creditMoved({ ...names, currency, amount, movement, time }) };
    }
  }
}

/** What the payer may read on the statement of the card. */
const descriptionOf = ({ rentalId, subject }: ClaimState): string => {
  if (subject.startsWith('ent_')) return `Feature ${subject}`;
  return rentalId === undefined ? `Fee ${subject}` : `Rental ${rentalId}`;
};
