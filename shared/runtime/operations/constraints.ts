import type { Constraint, Refusal } from '../domain.ts';

/** What a transaction does to one constraint: several constraints of a decision under the same key become one change. */
export type ConstraintChange =
  /** Held by `holder` afterwards; before, it must be one of `allowed` (undefined: held by nobody). */
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

/** Takes the constraints of a decision together. A refusal when they contradict each other. */
export function constraintChanges(
  constraints: readonly Constraint[],
): readonly ConstraintChange[] | { readonly refusal: Refusal } {
  const changes = new Map<string, ConstraintChange>();
  for (const constraint of constraints) {
    const key =
      'take' in constraint
        ? constraint.take
        : 'release' in constraint
          ? constraint.release
          : constraint.require;
    const next = combine(key, changes.get(key), constraint);
    if ('refusal' in next && !('key' in next)) return next;
    changes.set(key, next);
  }
  return [...changes.values()];
}

function combine(
  key: string,
  before: ConstraintChange | undefined,
  constraint: Constraint,
): ConstraintChange | { refusal: Refusal } {
  if ('take' in constraint) return take(key, before, constraint);
  if ('release' in constraint) return release(key, before, constraint.holder);
  if (before === undefined) return { key, kind: 'check', refusal: constraint.refusal };
  return before.kind === 'free' ? { refusal: constraint.refusal } : before;
}

function take(
  key: string,
  before: ConstraintChange | undefined,
  { holder, refusal }: Extract<Constraint, { take: string }>,
): ConstraintChange | { refusal: Refusal } {
  if (before === undefined) return { key, kind: 'hold', holder, allowed: [undefined, holder], refusal };
  if (before.kind === 'check') return { key, kind: 'hold', holder, allowed: [holder], refusal };
  if (before.kind === 'free') {
    return { key, kind: 'hold', holder, allowed: [undefined, before.holder, holder], refusal };
  }
  return before.holder === holder ? before : { refusal };
}

/** A constraint that this decision took and gives back is free afterwards; one that is only checked stays so. */
function release(key: string, before: ConstraintChange | undefined, holder: string): ConstraintChange {
  if (before === undefined || before.kind === 'check') return { key, kind: 'free', holder };
  return before.holder === holder ? { key, kind: 'free', holder } : before;
}
