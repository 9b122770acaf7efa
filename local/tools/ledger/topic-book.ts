import {
  type Book,
  contentOf,
  type Difference,
  type StandingCharge,
} from '../../../shared/ledger/check-book.ts';
import type { BookedMovement } from '../../../shared/ledger/journal.ts';
import type { DecodedRecord } from '../../cloud/console/decoded-record.ts';

/** The ledger by nothing but the events of the billing room, and the rentals that are over by those of the rentals room. */

interface CloudEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Undefined for a record that is no event. */
export function eventIn({ value }: DecodedRecord): CloudEvent | undefined {
  if (value.kind !== 'json' || typeof value.json !== 'object' || value.json === null) return undefined;
  const { type, data } = value.json as Record<string, unknown>;
  if (typeof type !== 'string' || typeof data !== 'object' || data === null) return undefined;
  return { type, data: data as Record<string, unknown> };
}

/** Each event may be there more than once: the topic is written at least once. The same key with other contents is a fault. */
export class TopicBook {
  readonly #movements = new Map<string, BookedMovement>();
  readonly #standing = new Map<string, StandingCharge>();
  readonly #notRated = new Set<string>();
  readonly #twice: Difference[] = [];

  add({ type, data }: CloudEvent): void {
    const { movement, time, rentalId } = data as {
      movement?: Omit<BookedMovement, 'time'>;
      time: string;
      rentalId: string;
    };
    if (movement !== undefined) this.#book({ ...movement, time });
    if (type === 'billing.charge-not-rated.v1') this.#notRated.add(rentalId);
    if (type === 'billing.charged.v1') {
      const { revision, charge } = data as { revision: number; charge: { due: number } };
      this.#notRated.delete(rentalId);
      if (revision >= (this.#standing.get(rentalId)?.revision ?? 0)) {
        this.#standing.set(rentalId, { rentalId, revision, due: charge.due });
      }
    }
  }

  #book(movement: BookedMovement): void {
    const { movementId } = movement;
    const known = this.#movements.get(movementId);
    if (known !== undefined && contentOf(known) !== contentOf(movement)) {
      const detail = 'Two events have this key, with different postings.';
      this.#twice.push({ code: 'MOVEMENT_TWICE', about: movementId, detail });
    }
    this.#movements.set(movementId, movement);
  }

  get book(): Book {
    return {
      movements: [...this.#movements.values()],
      standing: [...this.#standing.values()],
      notRated: this.#notRated,
    };
  }

  get differences(): readonly Difference[] {
    return this.#twice;
  }
}

const OVER: ReadonlySet<string> = new Set([
  'rentals.ended.v1',
  'rentals.cancelled.v1',
  'rentals.reservation-expired.v1',
]);

/** The rental, if the event says that one is over. */
export function rentalOver({ type, data }: CloudEvent): string | undefined {
  return OVER.has(type) && typeof data['rentalId'] === 'string' ? data['rentalId'] : undefined;
}
