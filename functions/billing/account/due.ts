import type { charged } from '../../../shared/contracts/billing/charges.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';

/** What the room's own events make due. Whatever else is to be paid is added here, in a line. */

export type DueMessage = MessageOf<typeof charged>;

/** The whole that is due for its subject by this revision. A higher revision takes the place of a lower one. */
export interface Due {
  readonly subject: string;
  readonly revision: number;
  readonly currency: string;
  /** Minor units. */
  readonly amount: number;
  readonly names: { readonly riderId: string; readonly rentalId?: string; readonly vin?: string };
}

/**
 * A credit needs no word of its own: the charge that takes the place of the credited one comes with it, and the
 * difference is what moves.
 */
export function dueOf({ data }: DueMessage): Due {
  const { rentalId, riderId, vin, revision, charge } = data;
  return {
    subject: rentalId,
    revision,
    currency: charge.currency,
    amount: charge.due,
    names: { riderId, rentalId, vin },
  };
}
