import type { Endpoint, SigningSecret } from '../../shared/contracts/partners/endpoints.ts';
import type { Partner } from '../../shared/contracts/partners/partners.ts';
import type { Instant } from '../../shared/kernel/time.ts';

/** A secret signs until its time is over; the newest has none. */
export interface KeptSecret extends SigningSecret {
  readonly until?: Instant;
}

export interface EndpointState
  extends Pick<
    Endpoint,
    'url' | 'description' | 'perSecond' | 'mailTo' | 'disabled' | 'addedAt' | 'enabledAt'
  > {
  readonly eventTypes: readonly string[];
  /** A removed one is remembered, so that its item says so. */
  readonly status: Endpoint['status'] | 'REMOVED';
  /** The newest first. */
  readonly secrets: readonly KeptSecret[];
}

export interface PartnerState {
  readonly partnerId: string;
  /** Undefined for one that was never added. */
  readonly partner?: Omit<Partner, 'partnerId'>;
  readonly endpoints: Readonly<Record<string, EndpointState>>;
}

export const noPartner = (partnerId: string): PartnerState => ({ partnerId, endpoints: {} });

/** The endpoints that are there. */
export function presentEndpoints({ endpoints }: PartnerState): readonly (readonly [string, EndpointState])[] {
  return Object.entries(endpoints).filter(([, { status }]) => status !== 'REMOVED');
}
