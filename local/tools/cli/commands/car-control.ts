import type { Control } from '../../../simulator/control.ts';
import type { CarAnswer } from '../../platform/cars-api.ts';
import { type CommonOptions, print, target } from '../target.ts';

/** Controls a simulated car, or leaves it unchanged, and prints its state after that. */
export function carControl(action: Control): (vin: string, options: CommonOptions) => Promise<void> {
  return async (vin, options) => {
    const { platform } = target(options);
    const { body: car } = await platform.local<CarAnswer>('POST', '/_local/cars', { vin, action });
    const { latitude, longitude } = car.position;
    print(options, car, [
      `VIN       ${car.vin}`,
      `network   ${networkOf(car, action)}`,
      `doors     ${car.locked ? 'locked' : 'unlocked'}${car.doorsClosed ? '' : ', one is open'}`,
      `start     ${car.startEnabled ? 'enabled' : 'not enabled'}${car.engineOn ? ', the engine runs' : ''}`,
      ...car.features.map(({ feature, until }) => `feature   ${feature} until ${until}`),
      `stands    ${latitude}, ${longitude}${car.speedKmh > 0 ? `, drives ${car.speedKmh.toFixed(0)} km/h` : ''}`,
      `odometer  ${car.odometerKm.toFixed(1)} km, charge ${car.chargePercent.toFixed(0)} %`,
      `events    ${car.pending} wait for the platform`,
      `phones    reach it at 127.0.0.1:${car.phonePort}`,
    ]);
  };
}

/** Connecting and disconnecting take the car a moment. */
function networkOf({ connected }: CarAnswer, action: Control): string {
  if (action === 'offline') return 'not connected';
  if (connected) return 'connected';
  return action === 'online' ? 'connecting' : 'not connected';
}
