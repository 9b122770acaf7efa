import type { Instant } from '../../shared/kernel/time.ts';

/** A bought feature of this car. */
export interface EntitlementRecord {
  readonly id: string;
  readonly rentalId: string;
  readonly riderId: string;
  readonly feature: string;
  /** Of the text that was sent last: an entitlement, or its withdrawal. */
  readonly version: number;
  /** On the car's clock. */
  readonly expires: Instant;
  readonly begins: Instant;
  readonly ends: Instant;
  /** By the platform's clock. */
  readonly sentAt: Instant;
  /** The car's log when it confirmed it: with another one it has lost its store, and this with it. */
  readonly log?: number;
  /** OVER: refused or ended. It is kept for a while, because messages come twice. */
  readonly state: 'SENT' | 'ACTIVE' | 'WITHDRAWING' | 'OVER';
}
