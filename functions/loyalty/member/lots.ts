import type { LotShare } from '../../../shared/contracts/loyalty/points.ts';
import { type Instant, isBefore } from '../../../shared/kernel/time.ts';

/** Lots: points that expire together. A share of a lot that is given is positive, one that is taken negative. */

/** Of points that never expire. */
export const NEVER: Instant = '9999-12-31T23:59:59.999Z';

export const sumOf = (shares: readonly LotShare[]): number =>
  shares.reduce((sum, { points }) => sum + points, 0);

/** The lots after a change, those that expire first at the start, and none that is empty. */
export function withShares(lots: readonly LotShare[], change: readonly LotShare[]): readonly LotShare[] {
  const byTime = new Map<Instant, LotShare>();
  for (const share of [...lots, ...change]) {
    const known = byTime.get(share.expiresAt);
    byTime.set(
      share.expiresAt,
      known === undefined ? share : { ...known, points: known.points + share.points },
    );
  }
  return [...byTime.values()]
    .filter(({ points }) => points !== 0)
    .sort((a, b) => (a.expiresAt < b.expiresAt ? -1 : 1));
}

export const negative = (shares: readonly LotShare[]): readonly LotShare[] =>
  shares.map((share) => ({ ...share, points: -share.points }));

/** At most so many points of the lots, in their order. */
export function firstOf(lots: readonly LotShare[], points: number): readonly LotShare[] {
  let left = points;
  return lots.flatMap((lot) => {
    const taken = Math.min(left, lot.points);
    if (taken <= 0) return [];
    left -= taken;
    return [{ ...lot, points: taken }];
  });
}

/** What giving these shares does: what is owed is filled first. */
export function given(
  shares: readonly LotShare[],
  owed: number,
): { readonly lots: readonly LotShare[]; readonly owed: number } {
  const filled = Math.min(owed, sumOf(shares));
  const lots = withShares(shares, negative(firstOf(shares, filled)));
  return { lots, owed: filled === 0 ? 0 : -filled };
}

/** What taking so many points does, from the lot that expires at `from` first: what is missing is owed. */
export function taken(
  lots: readonly LotShare[],
  points: number,
  from?: Instant,
): { readonly lots: readonly LotShare[]; readonly owed: number } {
  const first = lots.filter(({ expiresAt }) => expiresAt === from);
  const others = lots.filter(({ expiresAt }) => expiresAt !== from);
  const shares = firstOf([...first, ...others], points);
  return { lots: negative(shares), owed: points - sumOf(shares) };
}

/** Shares that come back: those of a lot that has expired meanwhile go to another one. */
export function stillValid(
  shares: readonly LotShare[],
  now: Instant,
  instead: LotShare,
): readonly LotShare[] {
  return withShares(
    [],
    shares.map((share) => (isBefore(now, share.expiresAt) ? share : { ...instead, points: share.points })),
  );
}
