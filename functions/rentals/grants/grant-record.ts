import type { Data } from '../../../shared/contracts/define.ts';
import type { grantReceived } from '../../../shared/contracts/rentals/grants.ts';
import type { GrantRefusal } from '../../../shared/contracts/vehicles/grants.ts';
import type { Instant } from '../../../shared/kernel/time.ts';

/** A grant for one of the car's last rentals. */
export interface GrantRecord {
  readonly grantId: string;
  readonly rentalId: string;
  readonly riderId: string;
  readonly phoneKeyId: string;
  readonly until: Instant;
  readonly state: 'PENDING' | 'ISSUED' | 'DENIED' | 'REVOKED';
  /** REVOKED: the list of the car that says so, and that the car has it. */
  readonly revokedBy?: number;
  readonly settled?: true;
  readonly reason?: GrantRefusal;
  /** The signed text and what it says. */
  readonly issued?: Omit<Data<typeof grantReceived>, 'vin' | 'rentalId' | 'grantId' | 'time'>;
}

/** A phone of a rider; one that is gone never comes back. */
export interface Phone {
  readonly phoneKeyId: string;
  readonly thumbprint: string;
  readonly gone: boolean;
}

/** A car that a phone of the rider has a grant for. */
export interface Holding {
  readonly vin: string;
  readonly thumbprint: string;
  readonly until: Instant;
}
