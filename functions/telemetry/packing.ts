import type { Fields, Read, Twin, TwinField } from './twin.ts';

/**
 * A twin as it lies in the table and in the queue of what was put off: short, because a kilobyte more or less is what
 * a write costs. A field is `[value, age]`, or `[value, age, bad value, its age]`, or `[bad value, age]` under `i` when
 * there was never a good one; ages are milliseconds before the twin's time.
 */
type Packed = {
  readonly t: number;
  readonly f: Readonly<Record<string, PackedField>>;
  readonly i?: Readonly<Record<string, readonly [unknown, number]>>;
};
type PackedField = readonly [unknown, number] | readonly [unknown, number, unknown, number];

export function pack({ time, fields }: Twin): unknown {
  const f: Record<string, PackedField> = {};
  const i: Record<string, readonly [unknown, number]> = {};
  let bad = false;
  for (const name in fields) {
    const { valid, invalid } = fields[name] ?? {};
    if (valid !== undefined) {
      f[name] =
        invalid === undefined
          ? [valid.value, time - valid.time]
          : [valid.value, time - valid.time, invalid.value, time - invalid.time];
    } else if (invalid !== undefined) {
      i[name] = [invalid.value, time - invalid.time];
      bad = true;
    }
  }
  const packed: Packed = bad ? { t: time, f, i } : { t: time, f };
  return packed;
}

/** Throws a TypeError for what `pack` did not make. */
export function unpack(value: unknown): Twin {
  if (!isPacked(value)) throw new TypeError('This is no packed twin');
  const { t, f, i = {} } = value;
  const fields: Record<string, TwinField> = {};
  for (const name in f) fields[name] = unpackField(t, f[name]);
  for (const name in i) {
    const field = i[name];
    if (field !== undefined) fields[name] = { invalid: { value: field[0], time: t - field[1] } };
  }
  return { time: t, fields: fields satisfies Fields };
}

function unpackField(time: number, field: PackedField | undefined): TwinField {
  if (field === undefined) return {};
  const valid: Read = { value: field[0], time: time - field[1] };
  return field.length === 4 ? { valid, invalid: { value: field[2], time: time - field[3] } } : { valid };
}

function isPacked(value: unknown): value is Packed {
  if (typeof value !== 'object' || value === null || !('t' in value) || !('f' in value)) return false;
  const tables = 'i' in value ? [value.f, value.i] : [value.f];
  return Number.isSafeInteger(value.t) && tables.every(isTable);
}

function isTable(table: unknown): boolean {
  return (
    typeof table === 'object' &&
    table !== null &&
    Object.values(table).every(
      (field) => Array.isArray(field) && field.every((part, n) => n % 2 === 0 || Number.isSafeInteger(part)),
    )
  );
}
