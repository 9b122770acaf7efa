import { reserve } from '../../../shared/contracts/rentals/rentals.ts';
import { licenceVerified } from '../../../shared/contracts/riders/licence.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders/payment.ts';
import { signedUp } from '../../../shared/contracts/riders/riders.ts';
import { carParked } from '../../../shared/contracts/telemetry/telemetry.ts';
import { registered } from '../../../shared/contracts/vehicles/vehicles.ts';
import type { Means } from './means.ts';
import { POSITION, SEALED } from './triggers.ts';

const CONSUMER = 'rentals-consumer';

/** A new car that is free and a rider who may rent it, as the rentals room hears of them. Resolves with the VIN. */
export async function freeCarFor(means: Means, riderId: string): Promise<string> {
  const vin = means.newVin();
  const time = means.now;
  await means.hand(
    CONSUMER,
    means.event(signedUp, riderId, { riderId, profile: SEALED, time }),
    means.event(licenceVerified, riderId, { ...licenceVerified.example, riderId }),
    means.event(paymentMethodSet, riderId, { ...paymentMethodSet.example, riderId }),
    means.event(registered, vin, { vin, model: 'E', time }),
  );
  await means.hand(
    CONSUMER,
    means.event(carParked, vin, { vin, time, position: POSITION, chargePercent: 80 }),
  );
  return vin;
}

/** Resolves with the id of the rental. */
export async function reserved(means: Means, vin: string, riderId: string): Promise<string> {
  const asked = means.command(reserve, { vin, riderId });
  await means.hand(CONSUMER, asked);
  const outcome = (await means.store(CONSUMER).operation(asked.id))?.outcome;
  const { rentalId } = (outcome?.kind === 'accepted' ? outcome.result : {}) as { rentalId?: string };
  if (rentalId === undefined) throw new Error(`no rental came about: ${JSON.stringify(outcome)}`);
  return rentalId;
}
