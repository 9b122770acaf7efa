import { random } from '../../../shared/kernel/random.ts';

/** What makes one car differ from the next, for good. */
export interface Traits {
  /** Radius of 68 % confidence of its receiver. */
  readonly accuracyMetres: number;
  /** Share of the speed limit that its drivers drive at. */
  readonly pace: number;
  /** Amplitude of its engine's vibration at 1 m/s. */
  readonly vibration: number;
  /** Front left, front right, rear left, rear right. */
  readonly tirePressuresKpa: readonly [number, number, number, number];
  /** When it came into the fleet. */
  readonly firstOdometerKm: number;
  readonly firstChargePercent: number;
}

/** Healthy engines vibrate like this at 1 m/s; so the recordings of real cars say. */
const HEALTHY_VIBRATION = 100;

export function traitsOf(seed: number, vin: string): Traits {
  const dice = random(seed, 'traits', vin);
  const pressure = (): number => Math.round(dice.between(220, 250));
  return {
    accuracyMetres: 3 + dice.integer(4),
    pace: dice.between(0.85, 1),
    vibration: HEALTHY_VIBRATION * dice.between(0.98, 1.02),
    tirePressuresKpa: [pressure(), pressure(), pressure(), pressure()],
    firstOdometerKm: Math.round(dice.between(1_000, 60_000)),
    firstChargePercent: Math.round(dice.between(40, 95)),
  };
}
