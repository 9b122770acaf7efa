import type { FreeCar } from '@roadstream/sdk';

/**
 * What was shown of a car before it was reserved: the platform does not tell it again. It is kept for this window only,
 * for this rider only, until the trip is over or the rider signs out.
 */
export type KnownCar = Pick<FreeCar, 'vin' | 'model' | 'plate' | 'position' | 'chargePercent' | 'price'>;

const KEY = 'roadstream-car';

export function keepCar(rider: string, { vin, model, plate, position, chargePercent, price }: FreeCar): void {
  const car: KnownCar = {
    vin,
    model,
    position,
    ...(plate === undefined ? {} : { plate }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
    ...(price === undefined ? {} : { price }),
  };
  sessionStorage.setItem(KEY, JSON.stringify({ rider, car }));
}

export function keptCar(rider: string, vin: string): KnownCar | undefined {
  const text = sessionStorage.getItem(KEY);
  if (text === null) return undefined;
  const kept = JSON.parse(text) as { readonly rider: string; readonly car: KnownCar };
  return kept.rider === rider && kept.car.vin === vin ? kept.car : undefined;
}

export const forgetCar = (): void => sessionStorage.removeItem(KEY);
