import type { FleetCar } from '@roadstream/sdk';

/** What a car on the map looks like: a colour and a shape, so that no one has to see colours. */

export type Look =
  | 'free'
  | 'reserved'
  | 'asked'
  | 'in-use'
  | 'paused'
  | 'out-of-service'
  | 'not-free'
  | 'silent';

export const LOOKS: readonly Look[] = [
  'free',
  'reserved',
  'asked',
  'in-use',
  'paused',
  'out-of-service',
  'not-free',
  'silent',
];

/** A car that drives is heard of every minute, a parked one too: three are missing. */
const SILENT_AFTER_MS = 4 * 60_000;

const OF_STATE: Readonly<Record<FleetCar['state'], Look>> = {
  AVAILABLE: 'not-free',
  RESERVED: 'reserved',
  UNLOCKING: 'asked',
  IN_USE: 'in-use',
  PAUSING: 'asked',
  PAUSED: 'paused',
  RESUMING: 'asked',
  ENDING: 'asked',
};

/** `heardAt` and `now`: platform time, milliseconds. */
export function lookOf(car: FleetCar, heardAt: number | undefined, now: number): Look {
  if (isSilent(car, heardAt, now)) return 'silent';
  if (car.outOfService !== undefined) return 'out-of-service';
  return car.free ? 'free' : OF_STATE[car.state];
}

export function isSilent(
  { contactLostSince }: Pick<FleetCar, 'contactLostSince'>,
  heardAt: number | undefined,
  now: number,
): boolean {
  return contactLostSince !== undefined || heardAt === undefined || now - heardAt > SILENT_AFTER_MS;
}

/** Why operators should see to a car, the most pressing first. */
export type Need = 'moved' | 'not-locked' | 'contact-lost' | 'out-of-service' | 'low-charge';

export function needOf(
  car: FleetCar,
): { readonly need: Need; readonly since: string | undefined } | undefined {
  if (car.movedSince !== undefined) return { need: 'moved', since: car.movedSince };
  if (car.securingSince !== undefined) return { need: 'not-locked', since: car.securingSince };
  if (car.contactLostSince !== undefined) return { need: 'contact-lost', since: car.contactLostSince };
  if (car.outOfService !== undefined) return { need: 'out-of-service', since: car.outOfService.since };
  return car.lowChargePercent === undefined ? undefined : { need: 'low-charge', since: undefined };
}

export const NEEDS: readonly Need[] = ['moved', 'not-locked', 'contact-lost', 'low-charge', 'out-of-service'];

const byName = new Intl.Collator(undefined, { numeric: true });

/** Those that need somebody first. */
export function byNeedAndPlate(a: FleetCar, b: FleetCar): number {
  const rank = (car: FleetCar): number => {
    const need = needOf(car)?.need;
    return need === undefined ? NEEDS.length : NEEDS.indexOf(need);
  };
  const name = (car: FleetCar): string => car.plate ?? car.vin;
  return rank(a) - rank(b) || byName.compare(name(a), name(b));
}
