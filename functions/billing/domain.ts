import { domainOf } from '../../shared/runtime/aggregates.ts';
import { accountDomain } from './account/account-domain.ts';
import { rentalCharges } from './charging/charges-domain.ts';
import { feeListDomain, feesDomain } from './fees/fees-domain.ts';
import { documentsDomain } from './invoices/documents-domain.ts';
import { pointsDomain } from './points/liability.ts';
import { managedTariffs, tariffChoices } from './tariffs/tariffs-domain.ts';

/** All that the room decides. Its functions decide a part of it each. */
export const domain = domainOf(
  managedTariffs,
  tariffChoices,
  rentalCharges,
  feesDomain,
  feeListDomain,
  pointsDomain,
  accountDomain,
  documentsDomain,
);
