import type { Claim, Refusal } from '../domain.ts';

/** What a transaction does to one claim: several claims of a decision under the same key become one change. */
export type ClaimChange =
  /** Held by `holder` afterwards; before, it must be one of `allowed` (undefined: held by nobody). */
  | {
      readonly key: string;
      readonly kind: 'hold';
      readonly holder: string;
      readonly allowed: readonly (string | undefined)[];
      readonly refusal: Refusal;
    }
  /** Held by nobody afterwards, if it was `holder` who held it. */
  | { readonly key: string; readonly kind: 'free'; readonly holder: string }
  /** Stays as it is, and must be held by somebody. */
  | { readonly key: string; readonly kind: 'check'; readonly refusal: Refusal };

/** Takes the claims of a decision together. A refusal when they contradict each other. */
export function claimChanges(
  claims: readonly Claim[],
): readonly ClaimChange[] | { readonly refusal: Refusal } {
  const changes = new Map<string, ClaimChange>();
  for (const claim of claims) {
    const key = 'take' in claim ? claim.take : 'release' in claim ? claim.release : claim.require;
    const next = combine(key, changes.get(key), claim);
    if ('refusal' in next && !('key' in next)) return next;
    changes.set(key, next);
  }
  return [...changes.values()];
}

function combine(
  key: string,
  before: ClaimChange | undefined,
  claim: Claim,
): ClaimChange | { refusal: Refusal } {
  if ('take' in claim) return take(key, before, claim);
  if ('release' in claim) return release(key, before, claim.holder);
  if (before === undefined) return { key, kind: 'check', refusal: claim.refusal };
  return before.kind === 'free' ? { refusal: claim.refusal } : before;
}

function take(
  key: string,
  before: ClaimChange | undefined,
  { holder, refusal }: Extract<Claim, { take: string }>,
): ClaimChange | { refusal: Refusal } {
  if (before === undefined) return { key, kind: 'hold', holder, allowed: [undefined, holder], refusal };
  if (before.kind === 'check') return { key, kind: 'hold', holder, allowed: [holder], refusal };
  if (before.kind === 'free') {
    return { key, kind: 'hold', holder, allowed: [undefined, before.holder, holder], refusal };
  }
  return before.holder === holder ? before : { refusal };
}

/** A claim that this decision took and gives back is free afterwards; one that is only checked stays so. */
function release(key: string, before: ClaimChange | undefined, holder: string): ClaimChange {
  if (before === undefined || before.kind === 'check') return { key, kind: 'free', holder };
  return before.holder === holder ? { key, kind: 'free', holder } : before;
}
