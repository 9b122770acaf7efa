import { Integer, Array as List, Object as Obj, type Static, String as Str } from 'typebox';
import { strict } from '../fields.ts';

/** Double entry: what one account gives, others get. */

/**
 * `receivable/<account id>` what a customer owes; `credit/<account id>` what we owe one; `revenue/<kind>`; `tax/<tax id>`;
 * `discount/<kind>`.
 */
export const LedgerAccount = Str({ pattern: '^[a-z]+(/[A-Za-z0-9_-]{1,64})?$' });

/** A debit is positive, a credit negative. */
export const Posting = Obj(
  { account: LedgerAccount, amount: Integer({ description: 'Minor units: cents of EUR' }) },
  strict,
);
export type Posting = Static<typeof Posting>;

/** The postings of a movement add up to zero. Without postings nothing is due. */
export const Movement = Obj(
  {
    movementId: Str({ description: 'The business key of what it is for: there is one movement for it' }),
    currency: Str({ pattern: '^[A-Z]{3}$' }),
    postings: List(Posting),
  },
  strict,
);
export type Movement = Static<typeof Movement>;
