import type { BalanceDifference } from '../contracts/billing/reconciliation.ts';
import type { Movement as BalanceChange } from '../contracts/payments/provider.ts';
import type { BookedMovement } from './journal.ts';

/**
 * A day of the provider's balance against the ledger's clearing account, and the other way round, by our business keys.
 * A movement may be booked on another day than the provider's: it is known a moment later, or after days of UNKNOWN.
 */

export interface Reconcilable {
  /** Of the ledger's clearing account. */
  readonly provider: string;
  /** All changes of the balance on the day. */
  readonly there: readonly BalanceChange[];
  /** Those of other days, as far as they were looked at. */
  readonly otherDays: readonly BalanceChange[];
  /** All movements of the ledger on the day. */
  readonly here: readonly BookedMovement[];
  /** Those that `keysToFind` names, and that exist. */
  readonly found: readonly BookedMovement[];
}

interface SignedMoney {
  readonly amount: number;
  readonly currency: string;
}

export interface Reconciled {
  readonly there: number;
  readonly here: number;
  readonly fees: readonly SignedMoney[];
  readonly payouts: readonly SignedMoney[];
  readonly differences: readonly BalanceDifference[];
}

/** The business key under which the ledger has it; undefined for what has none. */
export function keyOf({ kind, paymentId, refundId, disputeId }: BalanceChange): string | undefined {
  switch (kind) {
    case 'CHARGE':
      return paymentId === undefined ? undefined : `capture/${paymentId}`;
    case 'REFUND':
      return refundId === undefined ? undefined : `refund/${refundId}`;
    case 'REFUND_FAILURE':
      return refundId === undefined ? undefined : `refund-failure/${refundId}`;
    case 'DISPUTE':
      return disputeId === undefined ? undefined : `dispute/${disputeId}/open`;
    case 'DISPUTE_REVERSAL':
      return disputeId === undefined ? undefined : `dispute/${disputeId}/won`;
    case 'FEE':
    case 'PAYOUT':
    case 'OTHER':
      return undefined;
  }
}

/** Movements of the ledger that are to be read, since the day does not have them. */
export function keysToFind({ there, here }: Pick<Reconcilable, 'there' | 'here'>): readonly string[] {
  const onDay = new Set(here.map(({ movementId }) => movementId));
  return there.flatMap((change) => keyOf(change) ?? []).filter((key) => !onDay.has(key));
}

/** What the ledger has on the day, and none of the changes. */
export function unmatched(
  { here, provider }: Pick<Reconcilable, 'here' | 'provider'>,
  changes: readonly BalanceChange[],
): readonly BookedMovement[] {
  const keys = new Set(changes.flatMap((change) => keyOf(change) ?? []));
  return here.filter(
    (movement) => clearingOf(movement, provider) !== undefined && !keys.has(movement.movementId),
  );
}

/** What the movement does to the clearing account; undefined when it does not concern it. */
function clearingOf({ postings, currency }: BookedMovement, provider: string): SignedMoney | undefined {
  const own = postings.filter(({ account }) => account === `clearing/${provider}`);
  if (own.length === 0) return undefined;
  return { amount: own.reduce((sum, { amount }) => sum + amount, 0), currency };
}

export function reconciledDay(day: Reconcilable): Reconciled {
  const { there, otherDays, here, found, provider } = day;
  const booked = new Map([...here, ...found].map((movement) => [movement.movementId, movement]));
  const differences = [
    ...there.filter(isOfLedger).flatMap((change) => differenceOf(change, booked, provider)),
    ...unmatched(day, [...there, ...otherDays]).map(
      (movement): BalanceDifference => ({
        kind: 'MISSING_THERE',
        about: movement.movementId,
        here: clearingOf(movement, provider) ?? { amount: 0, currency: movement.currency },
        detail: `Booked at ${movement.time}, and the provider has no such change of the balance.`,
      }),
    ),
  ];
  return {
    there: there.length,
    here: here.filter((movement) => clearingOf(movement, provider) !== undefined).length,
    fees: sums([
      ...there.map(({ fee, money: { currency } }) => ({ amount: fee, currency })),
      ...there.filter(({ kind }) => kind === 'FEE').map(({ money }) => ({ ...money, amount: -money.amount })),
    ]),
    payouts: sums(
      there.filter(({ kind }) => kind === 'PAYOUT').map(({ money }) => ({ ...money, amount: -money.amount })),
    ),
    differences: withoutPairs(differences),
  };
}

/** Fees and payouts are not in the ledger. */
const isOfLedger = ({ kind }: BalanceChange): boolean => kind !== 'FEE' && kind !== 'PAYOUT';

function differenceOf(
  change: BalanceChange,
  booked: ReadonlyMap<string, BookedMovement>,
  provider: string,
): readonly BalanceDifference[] {
  const { movement, money, reference, time, kind, type } = change;
  const key = keyOf(change);
  const known = key === undefined ? undefined : booked.get(key);
  const here = known === undefined ? undefined : clearingOf(known, provider);
  const of = { there: { ...money }, ...(reference === undefined ? {} : { reference }) };
  if (here === undefined) {
    const named =
      key === undefined ? `without an id of ours (${type}): made at the provider by hand?` : `(${movement})`;
    return [{ kind: 'MISSING_HERE', about: key ?? movement, ...of, detail: `${kind} of ${time} ${named}` }];
  }
  if (here.amount === money.amount && here.currency === money.currency) return [];
  return [
    { kind: 'OTHER_AMOUNT', about: key ?? movement, here, ...of, detail: `${kind} of ${time} (${movement})` },
  ];
}

/** A refund that failed before it was ever booked: the provider took it and gave it back, the ledger did neither. */
function withoutPairs(differences: readonly BalanceDifference[]): readonly BalanceDifference[] {
  const missing = new Map(
    differences.flatMap((one) => (one.kind === 'MISSING_HERE' ? [[one.about, one] as const] : [])),
  );
  const isPair = ({ about, there }: BalanceDifference): boolean => {
    const [kind, id] = about.split('/');
    const other =
      kind === 'refund'
        ? missing.get(`refund-failure/${id}`)
        : kind === 'refund-failure'
          ? missing.get(`refund/${id}`)
          : undefined;
    return (
      other?.there !== undefined &&
      there !== undefined &&
      other.there.currency === there.currency &&
      other.there.amount + there.amount === 0
    );
  };
  return differences.filter((one) => one.kind !== 'MISSING_HERE' || !isPair(one));
}

function sums(moneys: readonly SignedMoney[]): readonly SignedMoney[] {
  const byCurrency = new Map<string, number>();
  for (const { amount, currency } of moneys)
    byCurrency.set(currency, (byCurrency.get(currency) ?? 0) + amount);
  return [...byCurrency]
    .filter(([, amount]) => amount !== 0)
    .map(([currency, amount]) => ({ amount, currency }));
}
