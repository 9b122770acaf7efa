import { type EstimatedBy, marksOf } from '../../shared/contracts/car/marks.ts';
import type { Data } from '../../shared/contracts/define.ts';
import {
  carParked,
  carStarted,
  chargeLow,
  LOW_CHARGE_PERCENT,
} from '../../shared/contracts/telemetry/telemetry.ts';
import { judgeFix, type Known, readFix } from '../../shared/evidence/fix.ts';
import { judgeOdometer } from '../../shared/evidence/odometer.ts';
import { instant } from '../../shared/kernel/time.ts';
import type { EventOf } from '../../shared/runtime/domain.ts';
import type { FoldedReadings } from '../../shared/runtime/folding/fold-contract.ts';
import { checkOf, keptRaw, type Reading } from './readings.ts';
import { type Fields, numberIn, type Twin, type TwinField, withInvalid, withValid } from './twin.ts';
import { newlyWarns } from './warnings.ts';

export type TelemetryEvent = EventOf<typeof carStarted | typeof carParked | typeof chargeLow>;

/** While a car is parked, a fix after none for so long says anew where it stands. */
const LONG_WITHOUT_FIX_MS = 600_000;

/** Folds a car's readings, in the order in which they came, into its twin. */
export function foldReadings(
  vin: string,
  before: Twin | undefined,
  readings: readonly Reading[],
): FoldedReadings<Twin> {
  const fields: Record<string, TwinField> = { ...before?.fields };
  const delta: Record<string, TwinField> = {};
  const events: TelemetryEvent[] = [];
  let time = before?.time ?? Number.NEGATIVE_INFINITY;
  let [folded, invalid] = [0, 0];
  for (const { time: read, by, sample } of readings) {
    const engine = fields['engineOn'];
    const position = fields['position'];
    const charge = fields['chargePercent'];
    const odometer = fields['odometerKm'];
    let [isNew, isBad] = [read > time, by !== undefined];
    for (const name in sample) {
      const check = checkOf(name);
      if (check === undefined) continue;
      const raw = sample[name];
      const value = check(raw);
      const field = fields[name];
      const after =
        value === undefined
          ? withInvalid(field, { value: keptRaw(raw), time: read })
          : withValid(field, { value, time: read });
      isBad ||= value === undefined;
      if (after === undefined || after === field) continue;
      fields[name] = after;
      delta[name] = after;
      isNew = true;
    }
    if (isBad) invalid += 1;
    if (!isNew) continue;
    folded += 1;
    time = Math.max(time, read);
    happened(vin, { time: read, by }, { engine, position, charge, odometer }, fields, events);
  }
  return {
    item: { time, fields },
    ...(folded === 0 ? {} : { delta: { time, fields: delta } }),
    events: events.map((event) => ({ event, time: event.data.time })),
    urgent: folded > 0 && (before === undefined || events.length > 0 || isUrgent(before.fields, fields)),
    counts: { folded, superseded: readings.length - folded, invalid },
  };
}

/** When a reading was taken, and how that was found, if it is not the car's word. */
interface Moment {
  readonly time: number;
  readonly by: EstimatedBy | undefined;
}

interface Watched {
  readonly engine: TwinField | undefined;
  readonly position: TwinField | undefined;
  readonly charge: TwinField | undefined;
  readonly odometer: TwinField | undefined;
}

/** What a reading that changed something means to others. */
function happened(vin: string, at: Moment, before: Watched, fields: Fields, events: TelemetryEvent[]): void {
  const wasOn = before.engine?.valid?.value;
  const isOn = fields['engineOn']?.valid?.value;
  const believed = believedOf(before, fields);
  // Of a car that was never heard of it is not known when it was started, but it is where it stands.
  if (isOn === true && wasOn === false) {
    events.push(carStarted(placeAt(vin, at, believed)));
  }
  if (isOn === false && (wasOn !== false || isFoundAgain(before.position, believed['position']))) {
    events.push(carParked(placeAt(vin, at, believed)));
  }
  if (isLow(fields['chargePercent']) && !isLow(before.charge)) {
    events.push(chargeLow(placeAt(vin, at, believed)));
  }
}

/** A parked car that had no fix when it was parked, or has been out of sight, or was carried off. */
function isFoundAgain(before: TwinField | undefined, after: TwinField | undefined): boolean {
  if (after?.valid === undefined || after.valid === before?.valid) return false;
  return before?.valid === undefined || after.valid.time - before.valid.time > LONG_WITHOUT_FIX_MS;
}

/**
 * What the car can hardly have reached since the reading before is for the twin alone: no other room is told of such a fix
 * or odometer. The car's numbered events say it again, and are asked about until it is certain.
 */
function believedOf(before: Watched, fields: Fields): Fields {
  const { position, odometerKm, ...others } = fields;
  return {
    ...others,
    ...(position !== undefined && isFixBelieved(before, fields) ? { position } : {}),
    ...(odometerKm !== undefined && isOdometerBelieved(before.odometer, odometerKm) ? { odometerKm } : {}),
  };
}

function isFixBelieved({ position, engine }: Watched, fields: Fields): boolean {
  const known = readOf(position, (value) => readFix(value).fix);
  const now = readOf(fields['position'], (value) => readFix(value).fix);
  if (known === undefined || now === undefined || known.time === now.time) return true;
  const driven = engine?.valid?.value === true || fields['engineOn']?.valid?.value === true;
  const { value: fix, time } = now;
  return judgeFix({ fix, time, known, doubtful: undefined, driven, drivenKm: undefined }) === 'TAKEN';
}

function isOdometerBelieved(before: TwinField | undefined, after: TwinField): boolean {
  const isNumber = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const known = readOf(before, isNumber);
  const now = readOf(after, isNumber);
  if (known === undefined || now === undefined || known.time === now.time) return true;
  const judged = judgeOdometer({ said: now.value, time: now.time, known, doubtful: undefined });
  return judged !== undefined && judged.by === undefined;
}

function readOf<Value>(
  field: TwinField | undefined,
  as: (value: unknown) => Value | undefined,
): Known<Value> | undefined {
  if (field?.valid === undefined) return undefined;
  const value = as(field.valid.value);
  return value === undefined ? undefined : { value, time: field.valid.time };
}

function isLow(charge: TwinField | undefined): boolean {
  const percent = charge?.valid?.value;
  return typeof percent === 'number' && percent < LOW_CHARGE_PERCENT;
}

function placeAt(vin: string, { time, by }: Moment, fields: Fields): Data<typeof carParked> {
  const position = fields['position']?.valid?.value as Data<typeof carParked>['position'];
  const odometerKm = numberIn(fields, 'odometerKm');
  const chargePercent = numberIn(fields, 'chargePercent');
  return {
    vin,
    time: instant(time),
    ...(position === undefined ? {} : { position }),
    ...(odometerKm === undefined ? {} : { odometerKm }),
    ...(chargePercent === undefined ? {} : { chargePercent }),
    ...marksOf(by === undefined ? [] : [{ field: 'time', by }], []),
  };
}

/**
 * What a new environment must find in the table, or it would see a change again or miss one: the engine and on which
 * side of the threshold the charge is. And warnings.
 */
function isUrgent(before: Fields, after: Fields): boolean {
  return (
    before['engineOn']?.valid?.value !== after['engineOn']?.valid?.value ||
    isLow(before['chargePercent']) !== isLow(after['chargePercent']) ||
    newlyWarns(before, after)
  );
}
