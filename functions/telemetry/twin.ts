import type { Static } from 'typebox';
import type {
  TwinField as FieldBody,
  listPositions,
  Twin as TwinBody,
} from '../../shared/contracts/telemetry/telemetry.ts';
import { readFix } from '../../shared/evidence/fix.ts';
import { instant } from '../../shared/kernel/time.ts';

/**
 * The twin of a car, or a part of one: what was read last, field by field. Two of them are merged field by field, the
 * newer reading wins, and it does not matter in which order or how often: so a batch may come again, and what was put
 * off may come late.
 */
export interface Twin {
  /** Of the newest reading: milliseconds since 1970. */
  readonly time: number;
  readonly fields: Fields;
}

export type Fields = Readonly<Record<string, TwinField>>;

export interface TwinField {
  /** The last good value with its time; absent when there was none yet. */
  readonly valid?: Read;
  /** A bad value, as it came: only when it is newer than the last good one. */
  readonly invalid?: Read;
}

export interface Read {
  readonly value: unknown;
  readonly time: number;
}

/** What the two know together. The first one itself when the second brings nothing newer. */
export function mergeTwins(twin: Twin | undefined, other: Twin): Twin {
  if (twin === undefined) return other;
  const newer: Record<string, TwinField> = {};
  for (const name in other.fields) {
    const before = twin.fields[name];
    const field = other.fields[name];
    if (field === undefined) continue;
    const after = withInvalid(withValid(before, field.valid), field.invalid);
    if (after !== undefined && after !== before) newer[name] = after;
  }
  if (other.time <= twin.time && Object.keys(newer).length === 0) return twin;
  return { time: Math.max(twin.time, other.time), fields: { ...twin.fields, ...newer } };
}

/** The field with a good value; itself when that is not newer. */
export function withValid(field: TwinField | undefined, read: Read | undefined): TwinField | undefined {
  if (read === undefined || !isNewer(read, field?.valid)) return field;
  return field?.invalid !== undefined && field.invalid.time > read.time
    ? { valid: read, invalid: field.invalid }
    : { valid: read };
}

/** The field with a bad value; itself when that is not newer. */
export function withInvalid(field: TwinField | undefined, read: Read | undefined): TwinField | undefined {
  if (read === undefined || !isNewer(read, field?.invalid)) return field;
  if (field?.valid === undefined) return { invalid: read };
  return read.time > field.valid.time ? { valid: field.valid, invalid: read } : field;
}

/** Of two at the same time the order of their texts decides, so that it is the same in whichever order they come. */
function isNewer(read: Read, before: Read | undefined): boolean {
  if (before === undefined) return true;
  if (read.time !== before.time) return read.time > before.time;
  return read.value !== before.value && JSON.stringify(read.value) > JSON.stringify(before.value);
}

/** The last good value, if it is of this type. */
export function numberIn(fields: Fields, name: string): number | undefined {
  const value = fields[name]?.valid?.value;
  return typeof value === 'number' ? value : undefined;
}

/** As the route shows it. */
export function twinBody(vin: string, { time, fields }: Twin): Static<typeof TwinBody> {
  const shown = Object.entries(fields).map(([name, field]) => [name, fieldBody(field)]);
  return { vin, time: instant(time), fields: Object.fromEntries(shown) };
}

type PositionBody = Static<typeof listPositions.success.body>['positions'][number];

/** What a map shows of it: valid values only. */
export function positionBody(vin: string, { time, fields }: Twin): PositionBody {
  const valid = (name: string): unknown => fields[name]?.valid?.value;
  const flag = (name: 'engineOn' | 'locked') => {
    const value = valid(name);
    return typeof value === 'boolean' ? { [name]: value } : {};
  };
  const number = (name: 'speedKmh' | 'chargePercent' | 'odometerKm') => {
    const value = numberIn(fields, name);
    return value === undefined ? {} : { [name]: value };
  };
  const { fix } = readFix(valid('position'));
  return {
    vin,
    time: instant(time),
    ...(fix === undefined ? {} : { position: fix }),
    ...number('speedKmh'),
    ...number('chargePercent'),
    ...number('odometerKm'),
    ...flag('engineOn'),
    ...flag('locked'),
  };
}

function fieldBody({ valid, invalid }: TwinField): Static<typeof FieldBody> {
  return {
    ...(valid === undefined ? {} : { value: valid.value, time: instant(valid.time) }),
    validity: invalid === undefined ? 'valid' : 'invalid',
    ...(invalid === undefined ? {} : { invalid: { raw: invalid.value, time: instant(invalid.time) } }),
  };
}
