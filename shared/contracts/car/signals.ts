import { Optional, Unknown } from 'typebox';

/**
 * The fields of a telemetry sample, each mapped to its path in the COVESA Vehicle Signal Specification 4 (where it
 * has one) with its unit and the range outside of which a value is invalid. Ranges are what a working sensor can
 * report, not what is healthy.
 */
export interface Signal {
  /** VSS path, or none where VSS has no such signal. */
  readonly vss?: string;
  readonly unit: string;
  readonly kind: 'number' | 'integer' | 'boolean' | 'text';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly description: string;
}

const tire = (row: 1 | 2, side: 'Left' | 'Right'): Signal => ({
  vss: `Vehicle.Chassis.Axle.Row${row}.Wheel.${side}.Tire.Pressure`,
  unit: 'kPa',
  kind: 'number',
  minimum: 0,
  maximum: 1000,
  description: `Tyre pressure, axle ${row}, ${side.toLowerCase()}`,
});

const acceleration = (row: 1 | 2, side: 'left' | 'right'): Signal => ({
  unit: 'm/s²',
  kind: 'number',
  minimum: -400,
  maximum: 400,
  description: `Acceleration at the wheel, axle ${row}, ${side}`,
});

export const signals = {
  speedKmh: {
    vss: 'Vehicle.Speed',
    unit: 'km/h',
    kind: 'number',
    minimum: -250,
    maximum: 500,
    description: 'Speed over ground; negative when reversing',
  },
  odometerKm: {
    vss: 'Vehicle.TraveledDistance',
    unit: 'km',
    kind: 'number',
    minimum: 0,
    maximum: 10_000_000,
    description: 'Odometer',
  },
  chargePercent: {
    vss: 'Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed',
    unit: '%',
    kind: 'number',
    minimum: 0,
    maximum: 100,
    description: 'State of charge of the traction battery',
  },
  batteryVoltageV: {
    vss: 'Vehicle.Powertrain.TractionBattery.CurrentVoltage',
    unit: 'V',
    kind: 'number',
    minimum: 0,
    maximum: 1500,
    description: 'Voltage of the traction battery',
  },
  currentDrawA: {
    vss: 'Vehicle.Powertrain.TractionBattery.CurrentCurrent',
    unit: 'A',
    kind: 'number',
    minimum: -2000,
    maximum: 2000,
    description: 'Current drawn from the traction battery; negative when charging',
  },
  engineOn: {
    unit: '',
    kind: 'boolean',
    description: 'The drive train is on',
  },
  locked: {
    vss: 'Vehicle.Cabin.Door.Row1.DriverSide.IsLocked',
    unit: '',
    kind: 'boolean',
    description: 'All doors are locked',
  },
  coolantTemperatureC: {
    vss: 'Vehicle.Powertrain.CombustionEngine.ECT',
    unit: '°C',
    kind: 'number',
    minimum: -60,
    maximum: 150,
    description: 'Coolant temperature',
  },
  intakeAirTemperatureC: {
    vss: 'Vehicle.OBD.IntakeTemp',
    unit: '°C',
    kind: 'number',
    minimum: -60,
    maximum: 150,
    description: 'Intake air temperature',
  },
  intakeAirFlow: {
    vss: 'Vehicle.Powertrain.CombustionEngine.MAF',
    unit: 'g/s',
    kind: 'number',
    minimum: 0,
    maximum: 1000,
    description: 'Intake air flow',
  },
  engineVibration: {
    unit: '',
    kind: 'number',
    minimum: 0,
    maximum: 100_000,
    description:
      'Amplitude of the engine’s vibration; about 100 × the speed in m/s when healthy, 150 × when failing',
  },
  throttlePercent: {
    vss: 'Vehicle.OBD.ThrottlePosition',
    unit: '%',
    kind: 'number',
    minimum: 0,
    maximum: 100,
    description: 'Throttle position',
  },
  tirePressureFrontLeftKpa: tire(1, 'Left'),
  tirePressureFrontRightKpa: tire(1, 'Right'),
  tirePressureRearLeftKpa: tire(2, 'Left'),
  tirePressureRearRightKpa: tire(2, 'Right'),
  accelerationFrontLeft: acceleration(1, 'left'),
  accelerationFrontRight: acceleration(1, 'right'),
  accelerationRearLeft: acceleration(2, 'left'),
  accelerationRearRight: acceleration(2, 'right'),
  firmware: {
    unit: '',
    kind: 'text',
    description: 'Firmware of the control unit',
  },
} as const satisfies Record<string, Signal>;

export type SignalName = keyof typeof signals;
export const signalNames = Object.keys(signals) as SignalName[];

const field = (signal: Signal) =>
  Optional(
    Unknown({
      description: signal.unit === '' ? signal.description : `${signal.description}, ${signal.unit}`,
      ...(signal.vss === undefined ? {} : { 'x-vss': signal.vss }),
      ...(signal.minimum === undefined ? {} : { 'x-minimum': signal.minimum }),
      ...(signal.maximum === undefined ? {} : { 'x-maximum': signal.maximum }),
    }),
  );

/** Schema properties of a sample: any JSON value, because a bad value is kept raw and marked, not refused. */
export const signalFields = Object.fromEntries(
  Object.entries(signals).map(([name, signal]) => [name, field(signal)]),
) as Record<SignalName, ReturnType<typeof field>>;

/** Returns a signal's value if a working sensor can report it, else undefined. */
export type SignalCheck = (raw: unknown) => number | boolean | string | undefined;

/** Longest text of a signal, in characters. */
const LONGEST_TEXT = 64;

/** Made once for each signal: every field of every sample goes through one of these. */
export function signalCheck(signal: Signal): SignalCheck {
  switch (signal.kind) {
    case 'boolean':
      return (raw) => (typeof raw === 'boolean' ? raw : undefined);
    case 'text':
      return (raw) =>
        typeof raw === 'string' && raw.length > 0 && raw.length <= LONGEST_TEXT ? raw : undefined;
    case 'number':
    case 'integer': {
      const { minimum = -Number.MAX_VALUE, maximum = Number.MAX_VALUE } = signal;
      const isWhole = signal.kind === 'integer';
      // No comparison holds for NaN, and none of these for an infinity.
      return (raw) =>
        typeof raw === 'number' && raw >= minimum && raw <= maximum && (!isWhole || Number.isInteger(raw))
          ? raw
          : undefined;
    }
  }
}
