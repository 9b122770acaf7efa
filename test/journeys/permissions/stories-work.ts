import { reserved } from '../../../shared/contracts/rentals/rentals.ts';
import { vehiclesEvents } from '../../../shared/contracts/vehicles/vehicles.ts';
import { randomId } from '../../../shared/kernel/random-id.ts';
import type { Means } from './means.ts';
import { type Exercise, type Exercises, garbage, type Triggers } from './triggers.ts';

/** What the functions of the stories room do. */
export function storiesWork(means: Means, { deployed, request, tooOld }: Triggers): Exercises {
  const noted: Exercise = async () => {
    const vin = means.newVin();
    const rental = { ...reserved.example, vin, rentalId: randomId('rnt'), time: means.now };
    await means.hand('stories-consumer', means.event(reserved, vin, rental));
    await means.hand('stories-consumer', garbage(vehiclesEvents.name));
  };
  const told: Exercise = async () =>
    void (await request('operator', 'o', 'GET', `/v1/rentals/${randomId('rnt')}/story`));
  return {
    'stories-consumer': [noted, tooOld('stories-consumer'), deployed],
    'stories-http': [told],
  };
}
