import type { Posting } from '../contracts/billing/ledger.ts';
import type { BookedMovement } from './journal.ts';

/**
 * Whether the books add up: each movement to zero, each account to what its movements say, and each rental that is over to
 * exactly one charge that counts. Pure, so that the same check runs on the table, on the topic, and every day.
 */

export type DifferenceCode =
  /** The postings of a movement do not add up to zero, or are not whole. */
  | 'MOVEMENT_NOT_ZERO'
  /** There are two movements of one business key. */
  | 'MOVEMENT_TWICE'
  /** All accounts of a currency do not add up to zero. */
  | 'ACCOUNTS_NOT_ZERO'
  /** A credit is not exactly the opposite of its charge, or there is no such charge. */
  | 'CREDIT_NOT_OPPOSITE'
  /** The rental is over, and has no charge that counts. */
  | 'RENTAL_NOT_CHARGED'
  /** More than one of its charges counts. */
  | 'RENTAL_CHARGED_TWICE'
  /** The charge that counts is not the one that riders and operators see, or does not book what it says. */
  | 'CHARGE_NOT_BOOKED'
  | 'ONLY_IN_TABLE'
  | 'ONLY_IN_TOPIC'
  /** Table and topic have the same key with different contents. */
  | 'DIFFERENT';

export interface Difference {
  readonly code: DifferenceCode;
  /** The movement, account or rental. */
  readonly about: string;
  readonly detail: string;
}

/** What each kind of credit takes back: it has the same key under another kind. */
const creditedBy: Readonly<Record<string, string>> = {
  credit: 'charge',
  'fee-credit': 'fee',
  'feature-credit': 'feature',
};

/** The charge that counts for a rental. */
export interface StandingCharge {
  readonly rentalId: string;
  readonly revision: number;
  /** What the rider owes by it, minor units. */
  readonly due: number;
}

/** The ledger as one source has it. */
export interface Book {
  readonly movements: readonly BookedMovement[];
  readonly standing: readonly StandingCharge[];
  /** Rentals that could not be charged, and wait for an operator. */
  readonly notRated: ReadonlySet<string>;
}

export interface BookCheck {
  readonly movements: number;
  readonly postings: number;
  readonly accounts: number;
  readonly charges: number;
  readonly credits: number;
  /** Rentals that are over; how many of them have one charge that counts, and how many wait for an operator. */
  readonly rentals: number;
  readonly rentalsCharged: number;
  readonly rentalsNotRated: number;
  /** Minor units, by `<account> <currency>`. */
  readonly balances: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

/** `over` are the rentals that must have a charge. */
export function checkBook({ movements, standing, notRated }: Book, over: ReadonlySet<string>): BookCheck {
  const differences: Difference[] = [];
  const differ = (code: DifferenceCode, about: string, detail: string): void =>
    void differences.push({ code, about, detail });

  const byId = new Map<string, BookedMovement>();
  const balances = new Map<string, number>();
  let postings = 0;
  for (const movement of movements) {
    const { movementId, currency } = movement;
    if (byId.has(movementId)) differ('MOVEMENT_TWICE', movementId, 'It is there more than once.');
    byId.set(movementId, movement);
    const sum = movement.postings.reduce((all, { amount }) => all + amount, 0);
    if (sum !== 0 || !movement.postings.every(({ amount }) => Number.isSafeInteger(amount))) {
      differ('MOVEMENT_NOT_ZERO', movementId, `It adds up to ${sum} minor units of ${currency}.`);
    }
    for (const { account, amount } of movement.postings) {
      const name = `${account} ${currency}`;
      balances.set(name, (balances.get(name) ?? 0) + amount);
      postings += 1;
    }
  }
  for (const [currency, sum] of sumsByCurrency(balances)) {
    if (sum !== 0) differ('ACCOUNTS_NOT_ZERO', currency, `All accounts add up to ${sum} minor units.`);
  }

  const counting = new Map<string, number[]>();
  let [charges, credits] = [0, 0];
  for (const { movementId, postings: booked } of byId.values()) {
    const [kind, rentalId = '', revision = ''] = movementId.split('/');
    if (kind === 'charge') {
      charges += 1;
      if (!byId.has(`credit/${rentalId}/${revision}`)) {
        counting.set(rentalId, [...(counting.get(rentalId) ?? []), Number(revision)]);
      }
    }
    const credited = kind === undefined ? undefined : creditedBy[kind];
    if (credited !== undefined) {
      credits += 1;
      const charge = byId.get(movementId.replace(`${kind}/`, `${credited}/`));
      if (charge === undefined || !areOpposite(charge.postings, booked)) {
        differ(
          'CREDIT_NOT_OPPOSITE',
          movementId,
          charge === undefined
            ? 'Its charge is not there.'
            : 'It gives back something else than its charge took.',
        );
      }
    }
  }

  let [rentalsCharged, rentalsNotRated] = [0, 0];
  for (const rentalId of new Set([...over, ...counting.keys()])) {
    const revisions = (counting.get(rentalId) ?? []).toSorted((a, b) => a - b);
    if (revisions.length > 1) {
      differ('RENTAL_CHARGED_TWICE', rentalId, `Revisions ${revisions.join(' and ')} count.`);
    }
    if (!over.has(rentalId)) continue;
    if (notRated.has(rentalId)) rentalsNotRated += 1;
    else if (revisions.length === 1) rentalsCharged += 1;
    else if (revisions.length === 0) differ('RENTAL_NOT_CHARGED', rentalId, 'No charge of it counts.');
  }
  for (const { rentalId, revision, due } of standing) {
    const movement = byId.get(`charge/${rentalId}/${revision}`);
    const counts = counting.get(rentalId) ?? [];
    if (movement === undefined || !counts.includes(revision)) {
      differ(
        'CHARGE_NOT_BOOKED',
        rentalId,
        `Revision ${revision} is shown, and ${counts.join() || 'none'} counts.`,
      );
    } else if (owedBy(movement) !== due) {
      differ(
        'CHARGE_NOT_BOOKED',
        rentalId,
        `${due} minor units are due, and ${owedBy(movement)} are booked.`,
      );
    }
  }
  return {
    movements: byId.size,
    postings,
    accounts: balances.size,
    charges,
    credits,
    rentals: over.size,
    rentalsCharged,
    rentalsNotRated,
    balances,
    differences,
  };
}

/** What two sources say of the same ledger, where they differ. */
export function compareBooks(table: Book, topic: Book): readonly Difference[] {
  const inTopic = new Map(topic.movements.map((movement) => [movement.movementId, movement]));
  const inTable = new Set(table.movements.map(({ movementId }) => movementId));
  const differences: Difference[] = [];
  for (const movement of table.movements) {
    const { movementId } = movement;
    const other = inTopic.get(movementId);
    if (other === undefined) {
      differences.push({ code: 'ONLY_IN_TABLE', about: movementId, detail: 'The topic does not have it.' });
    } else if (contentOf(movement) !== contentOf(other)) {
      differences.push({
        code: 'DIFFERENT',
        about: movementId,
        detail: 'Table and topic have other postings.',
      });
    }
  }
  for (const movementId of inTopic.keys()) {
    if (inTable.has(movementId)) continue;
    differences.push({ code: 'ONLY_IN_TOPIC', about: movementId, detail: 'The table does not have it.' });
  }
  return differences;
}

/** Everything of a movement that counts, as a text: the order of its postings does not. */
export function contentOf({ currency, postings, time }: BookedMovement): string {
  return JSON.stringify([
    currency,
    time,
    postings.map(({ account, amount }) => `${account} ${amount}`).toSorted(),
  ]);
}

function sumsByCurrency(balances: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [name, amount] of balances) {
    const currency = name.slice(-3);
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return sums;
}

function areOpposite(some: readonly Posting[], others: readonly Posting[]): boolean {
  const texts = (postings: readonly Posting[], sign: 1 | -1) =>
    postings
      .map(({ account, amount }) => `${account} ${sign * amount}`)
      .toSorted()
      .join();
  return texts(some, 1) === texts(others, -1);
}

const owedBy = ({ postings }: BookedMovement): number =>
  postings.reduce((sum, { account, amount }) => (account.startsWith('receivable/') ? sum + amount : sum), 0);
