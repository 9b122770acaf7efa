import { Object as Obj } from 'typebox';
import { DayQuery } from '../../../shared/contracts/billing/adjusting.ts';
import { port } from '../../../shared/contracts/define.ts';
import { strict } from '../../../shared/contracts/fields.ts';

/** Asks the provider for its balance of the day, and compares. */
export const reconciliationPort = port({
  id: 'reconciliation',
  check: 'billing.reconciliation',
  request: Obj({ day: DayQuery }, strict),
});
