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
  | { readonly key: string; readonly kind: 'check'; readonly refusal: Refusal }
  /** It counts `add` more afterwards, and that is `most` at most. What gives back always may. */
  | {
      readonly key: string;
      readonly kind: 'count';
      readonly add: number;
      readonly most: number;
      readonly refusal: Refusal;
    };

/** What a constraint has: the holder of one that is held, the number of one that counts. */
export type Held = string | number;

/** Takes the constraints of a decision together. A refusal when they contradict each other. */
export function constraintChanges(
  constraints: readonly Constraint[],
): readonly ConstraintChange[] | { readonly refusal: Refusal } {
  const changes = new Map<string, ConstraintChange>();
  for (const constraint of constraints) {
    const key = keyOf(constraint);
    const next = combine(key, changes.get(key), constraint);
    if ('refusal' in next && !('key' in next)) return next;
    changes.set(key, next);
  }
  for (const change of changes.values()) {
    // What is too much by itself never fits, and a count that does not exist yet has no condition.
    if (change.kind === 'count' && change.add > 0 && change.add > change.most)
      return { refusal: change.refusal };
  }
  return [...changes.values()];
}

function keyOf(constraint: Constraint): string {
  if ('take' in constraint) return constraint.take;
  if ('release' in constraint) return constraint.release;
  return 'count' in constraint ? constraint.count : constraint.require;
}

function combine(
  key: string,
  before: ConstraintChange | undefined,
  constraint: Constraint,
): ConstraintChange | { refusal: Refusal } {
  if ('count' in constraint) return count(key, before, constraint);
  if (before?.kind === 'count') throw new Error(`${key} counts, and cannot be held`);
  if ('take' in constraint) return take(key, before, constraint);
  if ('release' in constraint) return release(key, before, constraint.holder);
  if (before === undefined) return { key, kind: 'check', refusal: constraint.refusal };
  return before.kind === 'free' ? { refusal: constraint.refusal } : before;
}

type HoldingChange = Exclude<ConstraintChange, { kind: 'count' }>;

function count(
  key: string,
  before: ConstraintChange | undefined,
  { add, most, refusal }: Extract<Constraint, { count: string }>,
): ConstraintChange {
  if (!Number.isSafeInteger(add)) throw new Error(`${key} counts whole numbers, and not ${add}`);
  if (before === undefined) return { key, kind: 'count', add, most, refusal };
  if (before.kind !== 'count') throw new Error(`${key} is held, and cannot count`);
  return { ...before, add: before.add + add, most: Math.min(before.most, most) };
}

function take(
  key: string,
  before: HoldingChange | undefined,
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
function release(key: string, before: HoldingChange | undefined, holder: string): ConstraintChange {
  if (before === undefined || before.kind === 'check') return { key, kind: 'free', holder };
  return before.holder === holder ? { key, kind: 'free', holder } : before;
}
