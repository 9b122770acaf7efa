import type { ReadModelItem } from '../../../shared/runtime/read-model.ts';
import { moved } from '../charging/charge.ts';
import { accounts, claims } from '../read-models.ts';
import { accountBody } from './hearing.ts';
import type { AccountEvent, AccountState } from './state.ts';

/** What is read of an account, and the movements of its money, each once for ever. */

export function accountItems(state: AccountState): readonly ReadModelItem[] {
  const { accountId } = state;
  return [
    accounts({ accountId }, accountBody(state)),
    ...state.claims.map((claim) => claims({ accountId, subject: claim.subject }, claim)),
  ];
}

export function accountEntries({ data }: AccountEvent): readonly ReadModelItem[] {
  return 'movement' in data ? [moved(data.movement, data.time)] : [];
}
