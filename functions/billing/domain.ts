import { domainOf } from '../../shared/runtime/aggregates.ts';
import type { Domain } from '../../shared/runtime/domain.ts';
import { accountDomain } from './account/account-domain.ts';
import { rentalCharges } from './charging/charges-domain.ts';
import { filingDomain } from './evidence/filing.ts';
import { featureListDomain } from './features/features-domain.ts';
import { feeListDomain, feesDomain } from './fees/fees-domain.ts';
import { documentsDomain } from './invoices/documents-domain.ts';
import { reconciliationDomain } from './ledger/reconciling.ts';
import { pointsDomain } from './points/liability.ts';
import { promotionsDomain } from './promotions/promotions-domain.ts';
import { managedTariffs, tariffChoices } from './tariffs/tariffs-domain.ts';

/** All that the room decides. Its functions decide a part of it each. */
export const domain = domainOf(
  managedTariffs,
  tariffChoices,
  rentalCharges,
  feesDomain,
  feeListDomain,
  featureListDomain,
  pointsDomain,
  reconciliationDomain,
  filingDomain,
  accountDomain,
  promotionsDomain,
  documentsDomain,
);

/** Whatever happens in the room. */
export type BillingEvent = typeof domain extends Domain<infer _State, infer _In, infer Event> ? Event : never;
