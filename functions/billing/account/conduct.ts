import type { ClaimState, PartState } from './state.ts';

/**
 * What billing does about a claim: reserve while the rental goes on; then take exactly what is due, by account credit, from
 * what is reserved, and the rest at once; and give back what is too much. Everything that was commanded counts as if it
 * were done, so nothing is commanded twice; what fails counts no more, and something else takes its place.
 */
export type Step =
  | { readonly do: 'authorize'; readonly amount: number }
  | { readonly do: 'charge'; readonly amount: number }
  | { readonly do: 'capture'; readonly part: PartState; readonly amount: number }
  | { readonly do: 'void'; readonly part: PartState }
  | { readonly do: 'refund'; readonly part: PartState; readonly amount: number }
  /** Negative: account credit gets back what it has paid. */
  | { readonly do: 'use-credit'; readonly amount: number };

/** The next step; undefined when there is nothing to do, or an answer has to come first. `credit`: what the account has. */
export function nextStep(claim: ClaimState, credit: number): Step | undefined {
  const { due } = claim;
  if (due === undefined) return reserve(claim);
  const missing = due.amount - covered(claim);
  if (missing > 0) return take(claim, missing, credit);
  return missing < 0 ? giveBack(claim, -missing) : release(claim);
}

const isAuthorization = ({ purpose }: PartState): boolean => purpose === 'AUTHORIZATION';
const isReserving = ({ state }: PartState): boolean =>
  state === 'REQUESTED' || state === 'NEEDS_AUTHENTICATION' || state === 'AUTHORIZED' || state === 'VOIDING';

/** What is not reserved yet, by one authorization at a time. After a decline another one needs another method. */
function reserve(claim: ClaimState): Step | undefined {
  const { authorization = 0, parts } = claim;
  const isOpen = parts.some((part) => isReserving(part) && part.state !== 'AUTHORIZED');
  if (isOpen || parts.at(-1)?.state === 'DECLINED') return undefined;
  const missing = authorization - reserved(claim);
  return missing > 0 ? { do: 'authorize', amount: missing } : undefined;
}

/** What could be captured now. */
export const reserved = ({ parts }: ClaimState): number =>
  parts.reduce((sum, { state, amount }) => sum + (state === 'AUTHORIZED' ? amount : 0), 0);

/** Whether the rental goes on, and may cost more than what is reserved: another authorization was declined. */
export function isShort({ raised, due, parts }: ClaimState): boolean {
  return raised === true && due === undefined && parts.at(-1)?.state === 'DECLINED';
}

/** What is paid, or will be as far as it is known now. A charge that was declined is still being tried for. */
export function covered({ credit, parts }: ClaimState): number {
  return parts.reduce((sum, part) => sum + worth(part), credit);
}

function worth(part: PartState): number {
  switch (part.state) {
    case 'CAPTURING':
    case 'CAPTURED':
      return net(part);
    case 'REQUESTED':
    case 'NEEDS_AUTHENTICATION':
    case 'DECLINED':
      return isAuthorization(part) ? 0 : part.amount;
    case 'AUTHORIZED':
    case 'VOIDING':
    case 'VOIDED':
      return 0;
  }
}

/** Taken, and not given back. */
export const net = ({ captured, refunds }: PartState): number =>
  refunds.reduce((sum, refund) => sum - (refund.state === 'FAILED' ? 0 : refund.amount), captured);

function take({ parts }: ClaimState, missing: number, credit: number): Step | undefined {
  if (credit > 0) return { do: 'use-credit', amount: Math.min(missing, credit) };
  // The oldest first: it runs out first. The last one that is needed is captured in part, the others are voided.
  const oldest = parts.find(({ state }) => state === 'AUTHORIZED');
  if (oldest !== undefined) {
    return { do: 'capture', part: oldest, amount: Math.min(missing, oldest.amount) };
  }
  const waiting = parts.find((part) => isAuthorization(part) && isReserving(part));
  if (waiting === undefined) {
    // A charge that is being given up may still be taken.
    return parts.some(({ state }) => state === 'VOIDING') ? undefined : { do: 'charge', amount: missing };
  }
  // The rental is over: nobody waits for an authentication any more. Of the others the answer decides.
  return waiting.state === 'NEEDS_AUTHENTICATION' ? { do: 'void', part: waiting } : undefined;
}

function giveBack(claim: ClaimState, tooMuch: number): Step | undefined {
  const { parts, credit } = claim;
  // What has not been taken yet is not taken. What is still due then is charged again.
  const open = parts.find((part) => !isAuthorization(part) && worth(part) > 0 && part.state !== 'CAPTURED');
  if (open !== undefined) return { do: 'void', part: open };
  if (parts.some(({ state }) => state === 'CAPTURING' || state === 'VOIDING')) return undefined;
  const taken = parts.findLast((part) => part.state === 'CAPTURED' && isRefundable(part));
  if (taken !== undefined) return { do: 'refund', part: taken, amount: Math.min(tooMuch, net(taken)) };
  if (credit > 0) return { do: 'use-credit', amount: -Math.min(tooMuch, credit) };
  return release(claim);
}

/** After a refund that failed an operator has to see to it; of what is disputed the bank decides, and then it is tried again. */
function isRefundable(part: PartState): boolean {
  const hasFailed = part.refunds.some(({ state, beforeWon }) => state === 'FAILED' && beforeWon !== true);
  return net(part) > 0 && part.disputed !== true && !hasFailed;
}

/** Nothing more will be due. */
function release({ parts }: ClaimState): Step | undefined {
  const left = parts.find((part) => isAuthorization(part) && isReserving(part) && part.state !== 'VOIDING');
  return left === undefined ? undefined : { do: 'void', part: left };
}

/** Whether nothing is open: the claim may be forgotten. */
export function isSettled(claim: ClaimState): boolean {
  const { due, parts } = claim;
  const over = parts.every(
    ({ state, purpose, refunds }) =>
      (state === 'CAPTURED' || state === 'VOIDED' || (state === 'DECLINED' && purpose === 'AUTHORIZATION')) &&
      refunds.every((refund) => refund.state !== 'REQUESTED'),
  );
  return due !== undefined && over && due.amount <= covered(claim);
}
