import { billingEvents } from '../../../shared/contracts/billing/billing.ts';
import { tariffPublished, tariffRetired } from '../../../shared/contracts/billing/tariff-management.ts';
import {
  cancel,
  rentalsCommands,
  rentalsEvents,
  secureCar,
  unlock,
} from '../../../shared/contracts/rentals/rentals.ts';
import { blocked, signedUp } from '../../../shared/contracts/riders/riders.ts';
import { vehiclesCommands } from '../../../shared/contracts/vehicles/vehicles.ts';
import { instant } from '../../../shared/kernel/time.ts';
import type { Means } from './means.ts';
import { freeCarFor, reserved } from './reserved-rental.ts';
import { type Exercise, type Exercises, garbage, SEALED, type Triggers, toTopic } from './triggers.ts';

/** What the functions of the rentals room do. */
export function rentalsWork(
  means: Means,
  { deployed, fails, givenUp, queued, request, swept, timer, tooOld }: Triggers,
): Exercises {
  const { cloud } = means;
  const known = means.newId('known');
  const rentalTimer = (atMs: number) =>
    timer(secureCar, { vin: means.newVin(), rentalId: 'rnt_00000000000000000000000001' }, atMs);
  const rented: Exercise = async () => {
    const riderId = means.newId('renter');
    const vin = await freeCarFor(means, riderId);
    const name = 'rentals-consumer';
    await means.hand(
      name,
      means.command(cancel, { vin, riderId, rentalId: await reserved(means, vin, riderId) }),
    );
    await means.hand(
      name,
      means.command(unlock, { vin, riderId, rentalId: await reserved(means, vin, riderId) }),
    );
    await means.hand(name, garbage(rentalsCommands.name));
  };
  const rentalAfterAnother: Exercise = async () => {
    const riderId = means.newId('renter');
    await means.leaveBehind('rentals-consumer', `rider/${riderId}`, [
      toTopic(rentalsEvents.name),
      toTopic(rentalsCommands.name),
    ]);
    const time = means.now;
    await means.hand('rentals-consumer', means.event(signedUp, riderId, { riderId, profile: SEALED, time }));
    await means.hand(
      'rentals-consumer',
      means.event(blocked, riderId, { riderId, reason: 'r', operator: 'o', time }),
    );
  };
  return {
    'rentals-consumer': [rented, tooOld('rentals-consumer'), rentalAfterAnother, deployed],
    'rentals-tariffs': [
      async () => {
        const { example } = tariffPublished;
        const tariffId = means.newId('tariff');
        const tariff = { ...example.tariff, tariffId };
        const published = means.event(tariffPublished, tariffId, { ...example, tariffId, tariff });
        await means.hand('rentals-tariffs', published, garbage(billingEvents.name));
      },
      async () => {
        await means.leaveBehind('rentals-tariffs', 'tariffs/roadstream', [toTopic(rentalsEvents.name)]);
        const { example } = tariffRetired;
        await means.hand('rentals-tariffs', means.event(tariffRetired, example.tariffId, example));
      },
      givenUp('rentals-tariffs', billingEvents),
      tooOld('rentals-tariffs'),
      deployed,
    ],
    'rentals-http': [
      async () => {
        await request('rider', known, 'GET', '/v1/cars?near=42.53,1.56');
        await request('rider', known, 'GET', '/v1/rentals/rnt_00000000000000000000000001');
        await request('rider', known, 'POST', '/v1/rentals', { vin: means.newVin() });
      },
      deployed,
    ],
    'rentals-scheduler': [
      async () => {
        const aggregate = `car/${means.newVin()}`;
        const due = {
          aggregate,
          timer: 'secure',
          at: instant(cloud.clock.now() - 1000),
          body: JSON.stringify(rentalTimer(0)),
        };
        await swept(
          'rentals-scheduler',
          aggregate,
          [toTopic(rentalsEvents.name), toTopic(vehiclesCommands.name)],
          [due],
        );
        await means.handMessage('rentals-scheduler', rentalTimer(-1000));
      },
      queued('rentals-scheduler', () => rentalTimer(-1000)),
      fails('rentals-scheduler'),
      deployed,
    ],
  };
}
