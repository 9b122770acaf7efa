import {
  entitlementTimeout,
  grantEntitlement,
  withdrawEntitlement,
} from '../../shared/contracts/vehicles/entitlements.ts';
import { issueGrant, recordGrant, revokeGrants } from '../../shared/contracts/vehicles/grants.ts';
import {
  acceptLog,
  commandTimeout,
  confirmPosition,
  recordCertificate,
  register,
  sendCommand,
} from '../../shared/contracts/vehicles/vehicles.ts';
import type { MessageOf } from '../../shared/runtime/domain.ts';
import type { CarEventMessage } from '../../shared/runtime/operations/messages.ts';

/** What somebody wants: decided too late, it does not happen. */
export const requests = [register, sendCommand, issueGrant, grantEntitlement, acceptLog] as const;
export type Request = MessageOf<(typeof requests)[number]>;

/** What a timer, a port or another room says: it counts, however late it is decided. */
export const reports = [
  recordCertificate,
  commandTimeout,
  confirmPosition,
  recordGrant,
  revokeGrants,
  withdrawEntitlement,
  entitlementTimeout,
] as const;

export type VehicleMessage = Request | MessageOf<(typeof reports)[number]> | CarEventMessage;
