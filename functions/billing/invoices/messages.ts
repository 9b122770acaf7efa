import { charged, credited } from '../../../shared/contracts/billing/charges.ts';
import { issueDocument, recordDocument } from '../../../shared/contracts/billing/documents.ts';
import { featureActivated, featureRefunded } from '../../../shared/contracts/billing/features.ts';
import { feePosted, feeWithdrawn } from '../../../shared/contracts/billing/fees.ts';
import { billingAddressSet } from '../../../shared/contracts/riders/billing-address.ts';
import { erased } from '../../../shared/contracts/riders/erasure.ts';
import { groupsSet } from '../../../shared/contracts/riders/groups.ts';
import { profileChanged, signedUp } from '../../../shared/contracts/riders/riders.ts';
import type { MessageOf } from '../../../shared/runtime/domain.ts';

/** What documents are decided by: the room's own events of charges and fees, its commands, and who the customers are. */

export const chargeEvents = [
  charged,
  credited,
  feePosted,
  feeWithdrawn,
  featureActivated,
  featureRefunded,
] as const;
export const documentMessages = [issueDocument, recordDocument] as const;
export const customerMessages = [signedUp, profileChanged, billingAddressSet, groupsSet, erased] as const;

export type DocumentsMessage = MessageOf<
  (typeof chargeEvents)[number] | (typeof documentMessages)[number] | (typeof customerMessages)[number]
>;
