import {
  cancel,
  rentalsCommands,
  rentalsEvents,
  reserve,
  secureCar,
  unlock,
} from '../../../shared/contracts/rentals.ts';
import { blocked, signedUp } from '../../../shared/contracts/riders.ts';
import { licenceVerified } from '../../../shared/contracts/riders-licence.ts';
import { paymentMethodSet } from '../../../shared/contracts/riders-payment.ts';
import { carParked } from '../../../shared/contracts/telemetry.ts';
import { registered, vehiclesCommands } from '../../../shared/contracts/vehicles.ts';
import { checkParking } from '../../../shared/contracts/zones.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Means } from './means.ts';
import {
  type Exercise,
  type Exercises,
  garbage,
  POSITION,
  SEALED,
  type Triggers,
  toTopic,
} from './triggers.ts';

/** What the functions of the rentals room do. */
export function rentalsWork(
  means: Means,
  { deployed, fails, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const { cloud } = means;
  const known = means.newId('known');
  const rentalTimer = (atMs: number) =>
    timer(secureCar, { vin: means.newVin(), rentalId: 'rnt_00000000000000000000000001' }, atMs);
  const rented: Exercise = async () => {
    const vin = means.newVin();
    const riderId = means.newId('renter');
    const name = 'rentals-consumer';
    const time = means.now;
    await means.hand(
      name,
      means.event(signedUp, riderId, { riderId, profile: SEALED, time }),
      means.event(licenceVerified, riderId, { ...licenceVerified.example, riderId }),
      means.event(paymentMethodSet, riderId, { ...paymentMethodSet.example, riderId }),
      means.event(registered, vin, { vin, model: 'E', time }),
    );
    await means.hand(name, means.event(carParked, vin, { vin, time, position: POSITION, chargePercent: 80 }));
    const reserved = async (): Promise<string> => {
      const asked = means.command(reserve, { vin, riderId });
      await means.hand(name, asked);
      const outcome = (await means.store(name).operation(asked.id))?.outcome;
      const { rentalId } = (outcome?.kind === 'accepted' ? outcome.result : {}) as { rentalId?: string };
      if (rentalId === undefined) throw new Error(`no rental came about: ${JSON.stringify(outcome)}`);
      return rentalId;
    };
    await means.hand(name, means.command(cancel, { vin, riderId, rentalId: await reserved() }));
    await means.hand(name, means.command(unlock, { vin, riderId, rentalId: await reserved() }));
    // The zones answer to the room itself.
    await means.hand(name, means.command(checkParking, { ...checkParking.example, vin }));
    await means.hand(name, garbage(rentalsCommands.name));
  };
  const rentalAfterAnother: Exercise = async () => {
    const riderId = means.newId('renter');
    await means.leaveBehind('rentals-consumer', `rider/${riderId}`, [toTopic(rentalsEvents.name)]);
    const time = means.now;
    await means.hand('rentals-consumer', means.event(signedUp, riderId, { riderId, profile: SEALED, time }));
    await means.hand(
      'rentals-consumer',
      means.event(blocked, riderId, { riderId, reason: 'r', operator: 'o', time }),
    );
  };
  return {
    'rentals-consumer': [rented, tooOld('rentals-consumer'), rentalAfterAnother, deployed],
    'rentals-http': [
      async () => {
        await request('rider', known, 'GET', '/v1/cars?near=42.53,1.56');
        await request('rider', known, 'GET', '/v1/rentals/rnt_00000000000000000000000001');
        await request('rider', known, 'POST', '/v1/rentals', { vin: means.newVin() });
      },
      deployed,
    ],
    'rentals-agenda': [
      async () => {
        const aggregate = `car/${means.newVin()}`;
        const due = {
          aggregate,
          timer: 'secure',
          at: instant(cloud.clock.now() - 1000),
          body: JSON.stringify(rentalTimer(0)),
        };
        await swept(
          'rentals-agenda',
          aggregate,
          [toTopic(rentalsEvents.name), toTopic(vehiclesCommands.name)],
          [due],
        );
        await means.handMessage('rentals-agenda', rentalTimer(-1000));
      },
      queued('rentals-agenda', () => rentalTimer(-1000)),
      fails('rentals-agenda'),
      deployed,
    ],
  };
}
