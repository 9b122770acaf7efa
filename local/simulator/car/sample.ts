import type { CarStatus, Sample } from '../../../shared/contracts/car/car.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { metresPerSecond } from '../../../shared/roads/path.ts';
import { amperes, volts } from '../motion/battery.ts';
import type { Instruments } from '../motion/motion.ts';
import type { Traits } from './traits.ts';

/** What the cars' control units run. */
export const FIRMWARE = '1.0.0';
/** At this speed the throttle is open. */
const TOP_SPEED_KMH = 150;

/** A reading of every sensor of the simulated car. */
export function takeSample(instruments: Instruments, traits: Traits, locked: boolean, now: number): Sample {
  const { speedKmh, chargePercent, engineOn, charging, odometerKm } = instruments;
  const [frontLeft, frontRight, rearLeft, rearRight] = traits.tirePressuresKpa;
  return {
    time: instant(now),
    position: fix(instruments, traits),
    speedKmh: round(speedKmh, 1),
    odometerKm: round(odometerKm, 3),
    chargePercent: round(chargePercent, 2),
    batteryVoltageV: round(volts(chargePercent), 1),
    currentDrawA: round(amperes(chargePercent, { speedKmh, on: engineOn, charging }), 1),
    engineOn,
    locked,
    engineVibration: round(traits.vibration * metresPerSecond(speedKmh), 1),
    throttlePercent: round((speedKmh / TOP_SPEED_KMH) * 100, 1),
    tirePressureFrontLeftKpa: frontLeft,
    tirePressureFrontRightKpa: frontRight,
    tirePressureRearLeftKpa: rearLeft,
    tirePressureRearRightKpa: rearRight,
    firmware: FIRMWARE,
  };
}

/** What a numbered event says of where the car stands, and how. */
export function takeStatus(
  instruments: Instruments,
  traits: Traits,
  body: Required<
    Pick<CarStatus, 'locked' | 'doorsClosed' | 'startEnabled' | 'keyFobPresent' | 'fuelCardPresent'>
  >,
): CarStatus {
  const { locked, doorsClosed, startEnabled, keyFobPresent, fuelCardPresent } = body;
  return {
    position: fix(instruments, traits),
    odometerKm: round(instruments.odometerKm, 3),
    chargePercent: round(instruments.chargePercent, 2),
    locked,
    engineOn: instruments.engineOn,
    doorsClosed,
    startEnabled,
    keyFobPresent,
    fuelCardPresent,
  };
}

function fix({ position, headingDegrees }: Instruments, traits: Traits): NonNullable<CarStatus['position']> {
  return {
    latitude: round(position.latitude, 6),
    longitude: round(position.longitude, 6),
    accuracyMetres: traits.accuracyMetres,
    headingDegrees: round(headingDegrees, 1),
  };
}

function round(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
