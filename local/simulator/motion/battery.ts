/** A battery of 45 kWh in a small car: 20 kWh on 100 km, 9 kW at the charger. */

const CAPACITY_KWH = 45;
const KWH_PER_KM = 0.2;
const CHARGER_KW = 9;
const EMPTY_VOLTS = 320;
const FULL_VOLTS = 400;
/** Control units, climate and the modem while the car is on. */
const IDLE_KW = 0.3;
const MILLISECONDS_PER_HOUR = 3_600_000;

/** With less nobody sets out: what is left is for the control unit and the locks. */
export const LEAST_TO_DRIVE_PERCENT = 5;
/** What is left in a battery that has run out. */
export const DRAINED_PERCENT = 3;

/** Percent left after so many kilometres. */
export function afterDriving(percent: number, kilometres: number): number {
  return Math.max(0, percent - (kilometres * KWH_PER_KM * 100) / CAPACITY_KWH);
}

/** Percent after so many milliseconds at a charger. */
export function afterCharging(percent: number, milliseconds: number): number {
  return Math.min(100, percent + (milliseconds / MILLISECONDS_PER_HOUR) * CHARGER_KW * (100 / CAPACITY_KWH));
}

/** How far it goes, kilometres. */
export function rangeKm(percent: number): number {
  return (percent / 100) * (CAPACITY_KWH / KWH_PER_KM);
}

export function volts(percent: number): number {
  return EMPTY_VOLTS + ((FULL_VOLTS - EMPTY_VOLTS) * percent) / 100;
}

/** Ampere drawn from the battery; negative when it is charged. */
export function amperes(percent: number, use: { speedKmh: number; on: boolean; charging: boolean }): number {
  const kilowatts = use.on ? IDLE_KW + use.speedKmh * KWH_PER_KM : 0;
  const charge = use.charging && percent < 100 ? CHARGER_KW : 0;
  return ((kilowatts - charge) * 1000) / volts(percent);
}
