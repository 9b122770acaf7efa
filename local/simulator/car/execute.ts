import type { CarAction } from '../../../shared/contracts/car/car.ts';
import { expectDriver, sendDriverAway, showAtOnce } from '../motion/driver.ts';
import type { Car, Surroundings } from './car.ts';

/** How long horn and lights go on, milliseconds. */
const SIGNAL_MILLISECONDS = 5_000;

/**
 * Does what was found allowed, at once.
 * @param enablesStart whether an unlock enables the start too: for a booking, not for an operator
 */
export function execute(
  car: Car,
  action: CarAction,
  enablesStart: boolean,
  now: number,
  surroundings: Surroundings,
): Car {
  switch (action) {
    case 'unlock': {
      const startEnabled = enablesStart || car.startEnabled;
      return showAtOnce(letIn({ ...car, locked: false, startEnabled }, now, surroundings), now);
    }
    case 'lock':
      return showAtOnce(sendDriverAway({ ...car, locked: true, startEnabled: false }), now);
    case 'start-enable':
      return showAtOnce(letIn({ ...car, startEnabled: true }, now, surroundings), now);
    case 'stop-enable':
      return showAtOnce(sendDriverAway({ ...car, startEnabled: false }), now);
    case 'find':
      return { ...car, signalsUntil: now + SIGNAL_MILLISECONDS };
    case 'open-trunk':
      return { ...car, trunkOpen: true };
    case 'report':
      return car;
  }
}

/** Whoever opens a car that can be started soon drives off. */
function letIn(car: Car, now: number, surroundings: Surroundings): Car {
  return car.locked || !car.startEnabled ? car : expectDriver(car, now, surroundings);
}
