import type { CarStatus } from '../contracts/car/car.ts';
import type { EstimatedValue, RefusedValue } from '../contracts/car/marks.ts';
import { signals } from '../contracts/car/signals.ts';
import { isRecord } from '../kernel/record.ts';
import { beyondErrors, type FixEvidence, judgeFix, type Known, type Place, readFix } from './fix.ts';
import { contradicts, judgeOdometer } from './odometer.ts';

/** What is known of a car when it speaks: what was taken last, and later words that could not be believed. */
export interface KnownOfCar {
  readonly place?: Known<Place>;
  readonly doubtfulPlace?: Known<Place>;
  readonly odometer?: Known<number>;
  readonly otherOdometer?: Known<number>;
  readonly engineOn?: boolean;
}

/** Values that were left out, and that a later word may confirm. */
export interface Doubts {
  readonly position?: Place;
  readonly odometerKm?: number;
}

export interface JudgedStatus {
  readonly status: CarStatus;
  readonly estimated: readonly EstimatedValue[];
  readonly refused: readonly RefusedValue[];
  readonly doubts: Doubts;
  /** The position agrees with an earlier one that was left out: the car has really moved. */
  readonly isConfirmed: boolean;
}

const switches = [
  'locked',
  'engineOn',
  'doorsClosed',
  'startEnabled',
  'keyFobPresent',
  'fuelCardPresent',
] as const satisfies readonly (keyof CarStatus)[];

/**
 * Judges what a car says of itself, each member alone: a bad one is left out and spoils no other. Members that the
 * platform does not know are ignored. `time` is when it was so, milliseconds; `hasDriven` says that the car drove just before.
 */
export function judgeStatus(raw: unknown, time: number, known: KnownOfCar, hasDriven = false): JudgedStatus {
  if (!isRecord(raw)) {
    return {
      status: {},
      estimated: [],
      refused: [{ field: 'status', why: 'UNREADABLE' }],
      doubts: {},
      isConfirmed: false,
    };
  }
  const flags = switchesIn(raw);
  const driven = hasDriven || flags.status.engineOn === true || known.engineOn === true;
  const odometer = odometerIn(raw['odometerKm'], time, known);
  const position = positionIn(
    raw['position'],
    { time, driven, drivenKm: drivenKm(odometer.km, known) },
    known,
  );
  const charge = chargeIn(raw['chargePercent']);
  return {
    status: {
      ...(position.fix === undefined ? {} : { position: position.fix }),
      ...(odometer.km === undefined ? {} : { odometerKm: odometer.km }),
      ...charge.status,
      ...flags.status,
    },
    estimated: [...odometer.estimated, ...contradictions(odometer, position.fix, known)],
    refused: [...position.refused, ...odometer.refused, ...charge.refused, ...flags.refused],
    doubts: {
      ...(position.doubt === undefined ? {} : { position: position.doubt }),
      ...(odometer.doubt === undefined ? {} : { odometerKm: odometer.doubt }),
    },
    isConfirmed: position.isConfirmed === true,
  };
}

function switchesIn(said: Readonly<Record<string, unknown>>) {
  const status: { -readonly [Name in (typeof switches)[number]]?: boolean } = {};
  const refused: RefusedValue[] = [];
  for (const name of switches) {
    const value = said[name];
    if (typeof value === 'boolean') status[name] = value;
    else if (value !== undefined) refused.push({ field: name, why: 'UNREADABLE' });
  }
  return { status, refused };
}

function chargeIn(raw: unknown): {
  status: Pick<CarStatus, 'chargePercent'>;
  refused: readonly RefusedValue[];
} {
  const { minimum, maximum } = signals.chargePercent;
  if (raw === undefined) return { status: {}, refused: [] };
  if (typeof raw !== 'number')
    return { status: {}, refused: [{ field: 'chargePercent', why: 'UNREADABLE' }] };
  return raw >= minimum && raw <= maximum
    ? { status: { chargePercent: raw }, refused: [] }
    : { status: {}, refused: [{ field: 'chargePercent', why: 'OUT_OF_RANGE' }] };
}

interface JudgedKm {
  readonly km?: number;
  readonly doubt?: number;
  readonly estimated: readonly EstimatedValue[];
  readonly refused: readonly RefusedValue[];
}

function odometerIn(raw: unknown, time: number, { odometer, otherOdometer }: KnownOfCar): JudgedKm {
  const refusedFor = (why: RefusedValue['why']) => ({
    estimated: [],
    refused: [{ field: 'odometerKm', why }] as const,
  });
  if (raw === undefined) return { estimated: [], refused: [] };
  if (typeof raw !== 'number') return refusedFor('UNREADABLE');
  const judged = judgeOdometer({ said: raw, time, known: odometer, doubtful: otherOdometer });
  if (judged !== undefined) {
    const { km, by } = judged;
    return { km, estimated: by === undefined ? [] : [{ field: 'odometerKm', by }], refused: [] };
  }
  const { minimum, maximum } = signals.odometerKm;
  return raw >= minimum && raw <= maximum
    ? { doubt: raw, ...refusedFor('IMPLAUSIBLE') }
    : refusedFor('OUT_OF_RANGE');
}

function positionIn(
  raw: unknown,
  now: Pick<FixEvidence, 'time' | 'driven' | 'drivenKm'>,
  { place, doubtfulPlace }: KnownOfCar,
): {
  readonly fix?: Place;
  readonly doubt?: Place;
  readonly isConfirmed?: boolean;
  readonly refused: readonly RefusedValue[];
} {
  if (raw === undefined) return { refused: [] };
  const { fix, refused } = readFix(raw);
  if (fix === undefined) return { refused };
  const judged = judgeFix({ ...now, fix, known: place, doubtful: doubtfulPlace });
  if (judged !== 'DOUBTFUL') return { fix, isConfirmed: judged === 'CONFIRMED', refused };
  return { doubt: fix, refused: [...refused, { field: 'position', why: 'IMPLAUSIBLE' }] };
}

function drivenKm(km: number | undefined, { odometer }: KnownOfCar): number | undefined {
  return km === undefined || odometer === undefined ? undefined : km - odometer.value;
}

/** The odometer against the positions: not of a replaced unit, whose distance to the value before nobody knows. */
function contradictions(
  { km, estimated }: JudgedKm,
  fix: Place | undefined,
  known: KnownOfCar,
): readonly EstimatedValue[] {
  const driven = drivenKm(km, known);
  if (driven === undefined || fix === undefined || known.place === undefined || estimated.length > 0)
    return [];
  return contradicts(driven, beyondErrors(known.place.value, fix))
    ? [{ field: 'odometerKm', by: 'CONTRADICTED' }]
    : [];
}
