import type { BoughtFeature } from '../../../shared/contracts/billing/features.ts';
import type { Movement } from '../../../shared/contracts/billing/ledger.ts';

/** A feature that was bought for the car of a rental: what is read of it, and what moved. */
export interface FeatureState extends Omit<BoughtFeature, 'charge'> {
  readonly charge: BoughtFeature['charge'];
  /** Once it is owed. */
  readonly movement?: Movement;
}

/** On its way to the car, or there. */
export const isOpen = ({ state }: FeatureState): boolean =>
  state === 'ORDERED' || state === 'REQUESTED' || state === 'ACTIVE';
