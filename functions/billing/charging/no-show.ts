import { NO_SHOW } from '../../../shared/contracts/billing/fees.ts';
import { derivedId } from '../../../shared/kernel/ids.ts';

/** A reservation that expires has one fee at most. */
export const noShowId = (rentalId: string): string => derivedId('fee', rentalId, NO_SHOW);
