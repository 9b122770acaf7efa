import type { Sample } from '../../../shared/contracts/car/car.ts';
import type { SignalName } from '../../../shared/contracts/car/signals.ts';
import { instant } from '../../../shared/kernel/time.ts';
import { makeVin } from '../../../shared/kernel/vin.ts';

/** A sensor's column of a recording: the signal that it becomes, and the factor to the signal's unit. */
interface SensorColumn {
  readonly column: string;
  readonly signal: SignalName;
  /** Absent for text. */
  readonly factor?: number;
}

const KPA_PER_PSI = 6.894757;
const STANDARD_GRAVITY = 9.80665;
const KMH_PER_METRE_A_SECOND = 3.6;
const PERCENT_PER_SHARE = 100;

const number = (column: string, signal: SignalName, factor = 1): SensorColumn => ({ column, signal, factor });

/** In the order of the recordings. Axle 1 is the front one, side 1 the left. */
const sensorColumns: readonly SensorColumn[] = [
  number('coolant_temp', 'coolantTemperatureC'),
  number('intake_air_temp', 'intakeAirTemperatureC'),
  number('intake_air_flow_speed', 'intakeAirFlow'),
  number('battery_percentage', 'chargePercent', PERCENT_PER_SHARE),
  number('battery_voltage', 'batteryVoltageV'),
  number('current_draw', 'currentDrawA'),
  number('speed', 'speedKmh', KMH_PER_METRE_A_SECOND),
  number('engine_vibration_amplitude', 'engineVibration'),
  number('throttle_pos', 'throttlePercent', PERCENT_PER_SHARE),
  number('tire_pressure_1_1', 'tirePressureFrontLeftKpa', KPA_PER_PSI),
  number('tire_pressure_1_2', 'tirePressureFrontRightKpa', KPA_PER_PSI),
  number('tire_pressure_2_1', 'tirePressureRearLeftKpa', KPA_PER_PSI),
  number('tire_pressure_2_2', 'tirePressureRearRightKpa', KPA_PER_PSI),
  number('accelerometer_1_1_value', 'accelerationFrontLeft', STANDARD_GRAVITY),
  number('accelerometer_1_2_value', 'accelerationFrontRight', STANDARD_GRAVITY),
  number('accelerometer_2_1_value', 'accelerationRearLeft', STANDARD_GRAVITY),
  number('accelerometer_2_2_value', 'accelerationRearRight', STANDARD_GRAVITY),
  { column: 'control_unit_firmware', signal: 'firmware' },
];

/** The columns that a recording has, in any order. */
export const recordingColumns: readonly string[] = [
  'time',
  'car',
  ...sensorColumns.map(({ column }) => column),
];

/** The car of a recording's row, and the VIN that it plays under. */
export interface RecordedCar {
  readonly car: string;
  readonly vin: string;
}

export type CellOf = (column: string) => string;

/** The car of a row, or the reason why it has none. */
export function recordedCar(cell: CellOf): RecordedCar | { readonly reason: string } {
  const car = cell('car');
  const serial = /^(?:car)?(\d{1,7})$/.exec(car)?.[1];
  if (serial === undefined)
    return { reason: `car is "${car}"; it should be car and its number, such as car12` };
  return { car, vin: makeVin('RPL', '00000', Number(serial)) };
}

/**
 * The sample of a row, in the contract's units, or the reason why there is none. Values are not judged: what is out of
 * range, or no number, is sent as it is, and marked invalid by the platform. An empty cell is a silent sensor.
 */
export function recordedSample(cell: CellOf): Sample | { readonly reason: string } {
  const time = numberOf(cell('time'));
  // Beyond this a Date has no year of four digits.
  if (time === undefined || time < 0 || time >= 253_402_300_800) {
    return { reason: `time is "${cell('time')}"; it should be in seconds since 1970` };
  }
  const signals = sensorColumns.flatMap(({ column, signal, factor }) => {
    const text = cell(column);
    if (text === '') return [];
    const value = factor === undefined ? undefined : numberOf(text);
    return [[signal, value === undefined ? text : value * (factor ?? 1)] as const];
  });
  return { time: instant(time * 1000), ...Object.fromEntries(signals) };
}

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : undefined;
}
