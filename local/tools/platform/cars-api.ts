import { Compile } from 'typebox/compile';
import { type LocalApi, LocalApiError } from '../../cloud/core/local-api.ts';
import type { CarView } from '../../simulator/car-view.ts';
import { Control, controls } from '../../simulator/control.ts';
import { type FleetProcess, FleetProcessError } from './fleet-process.ts';

/** The state of a simulated car, and the port on this computer for phones, which replaces Bluetooth. */
export interface CarAnswer extends CarView {
  readonly phonePort: number;
}

const control = Compile(Control);

/** Serves the commands of the command line for simulated cars. */
export function serveCars(api: LocalApi, fleet: () => FleetProcess | undefined): void {
  api.register('POST', '/_local/cars', async ({ body: { vin, action = 'state' } }): Promise<CarAnswer> => {
    const cars = fleet();
    if (cars === undefined) throw new LocalApiError(404, 'NO_FLEET', 'This platform has no simulated cars.');
    if (typeof vin !== 'string' || !control.Check(action)) {
      throw new LocalApiError(
        400,
        'BAD_CONTROL',
        `Send { "vin": "…", "action": "…" } with one of ${controls.join(', ')}.`,
      );
    }
    try {
      return { ...(await cars.control(vin, action)), phonePort: await cars.phonePort(vin) };
    } catch (error) {
      if (!(error instanceof FleetProcessError)) throw error;
      throw new LocalApiError(error.code === 'FLEET_ENDED' ? 503 : 404, error.code, error.message);
    }
  });
}
