import type { Data } from '../../../shared/contracts/define.ts';
import type { damageReported } from '../../../shared/contracts/rentals/damage.ts';

/** A report as it is kept: its photos are only announced, its description is sealed. */
export type KeptReport = Omit<Data<typeof damageReported>, 'vin' | 'riderId'>;
