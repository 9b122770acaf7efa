import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { moved } from '../charging/charge.ts';
import { accounts, allShortRentals, claims, shortRentals } from '../read-models.ts';
import { isShort, reserved } from './conduct.ts';
import { accountBody } from './hearing.ts';
import type { AccountEvent, AccountState, ClaimState } from './state.ts';

/** What is read of an account, and the movements of its money, each once for ever. */

export function accountItems(state: AccountState): readonly ReadModelItem[] {
  const { accountId } = state;
  return [
    accounts({ accountId }, accountBody(state)),
    ...state.claims.map((claim) => claims({ accountId, subject: claim.subject }, claim)),
    ...state.claims.filter(({ raised }) => raised === true).map(shortItem),
  ];
}

/** In the list while less is reserved than the rental may cost. */
function shortItem(claim: ClaimState): ReadModelItem {
  const { subject, riderId, rentalId, vin, currency, authorization = 0 } = claim;
  if (!isShort(claim)) return shortRentals({ subject }, {});
  const of = {
    subject,
    riderId,
    ...(rentalId === undefined ? {} : { rentalId }),
    ...(vin === undefined ? {} : { vin }),
    reserved: { amount: reserved(claim), currency },
    toReserve: { amount: authorization, currency },
  };
  return shortRentals({ subject }, { of }, allShortRentals({}, subject));
}

export function accountEntries({ data }: AccountEvent): readonly ReadModelItem[] {
  return 'movement' in data ? [moved(data.movement, data.time)] : [];
}
