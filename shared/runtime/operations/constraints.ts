import type { Claim, Refusal } from '../domain.ts';

/** The change of a transaction to one claim. Several claims of a decision under the same key become one change. */
export type ClaimChange =
  /** `holder` holds it afterwards. The holder before must be one of `allowed` (undefined: no holder). */
  | {
      readonly key: string;
      readonly kind: 'hold';
      readonly holder: string;
      readonly allowed: readonly (string | undefined)[];
      readonly refusal: Refusal;
    }
  /** It has no holder afterwards, if `holder` held it before. */
  | { readonly key: string; readonly kind: 'free'; readonly holder: string }
  /** It stays unchanged, and must have a holder. */
  | { readonly key: string; readonly kind: 'check'; readonly refusal: Refusal };

/** Combines the claims of a decision. Returns a refusal when they contradict each other. */
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

/** A claim that this decision takes and releases is free afterwards. One that is only checked stays so. */
function release(key: string, before: ClaimChange | undefined, holder: string): ClaimChange {
  if (before === undefined || before.kind === 'check') return { key, kind: 'free', holder };
  return before.holder === holder ? { key, kind: 'free', holder } : before;
}
