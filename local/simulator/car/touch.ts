import { Literal, type Static, Union } from 'typebox';
import { showAtOnce } from '../motion/driver.ts';
import type { Car } from './car.ts';

/** What people do to a parked car with their hands. */
export const Touch = Union([
  Literal('open-door'),
  Literal('close-door'),
  Literal('close-trunk'),
  /** The engine runs, the car stands; only when its start is enabled. */
  Literal('start-engine'),
  Literal('stop-engine'),
  Literal('take-key-fob'),
  Literal('return-key-fob'),
  Literal('take-fuel-card'),
  Literal('return-fuel-card'),
]);
export type Touch = Static<typeof Touch>;

const changes: Readonly<Record<Touch, (car: Car) => Partial<Car>>> = {
  'open-door': () => ({ doorsClosed: false }),
  'close-door': () => ({ doorsClosed: true }),
  'close-trunk': () => ({ trunkOpen: false }),
  'start-engine': ({ startEnabled, motion }) => ({ idling: startEnabled && motion.kind === 'parked' }),
  'stop-engine': () => ({ idling: false }),
  'take-key-fob': () => ({ keyFobPresent: false }),
  'return-key-fob': () => ({ keyFobPresent: true }),
  'take-fuel-card': () => ({ fuelCardPresent: false }),
  'return-fuel-card': () => ({ fuelCardPresent: true }),
};

export function isTouch(name: string): name is Touch {
  return Object.hasOwn(changes, name);
}

export function touch(car: Car, what: Touch, now: number): Car {
  return showAtOnce({ ...car, ...changes[what](car) }, now);
}
