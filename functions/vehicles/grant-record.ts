import type { GrantAction } from '../../shared/contracts/car/car.ts';
import type { Instant } from '../../shared/kernel/time.ts';

/** A grant for this car that may still count. */
export interface GrantRecord {
  readonly id: string;
  readonly booking: string;
  /** Thumbprint of the phone's key. */
  readonly phone: string;
  readonly actions: readonly GrantAction[];
  /** On the car's clock. */
  readonly notBefore: Instant;
  readonly expires: Instant;
  /** PREPARED until it is signed. */
  readonly state: 'PREPARED' | 'ISSUED' | 'REVOKED';
}

/** The list that the car has, or gets at its next contact. */
export interface RevocationList {
  readonly version: number;
  readonly grants: readonly { readonly id: string; readonly expires: Instant }[];
}
