/**
 * The values of the rules engine's SQL and their conversions.
 * Source: AWS IoT Core developer guide, “Data types”, SQL version 2016-03-23. Numbers have double precision here,
 * not 34 digits; whole numbers are Int.
 */
export type SqlValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | readonly SqlValue[]
  | { readonly [key: string]: SqlValue };

export type SqlObject = { readonly [key: string]: SqlValue };

/** What a statement or a template may see of a message. */
export interface SqlMessage {
  readonly payload: Buffer;
  /** The payload as JSON; undefined when it is none. */
  readonly document: SqlValue;
  /** Without the prefix of Basic Ingest. */
  readonly topic: string;
  /** Undefined when the message did not come over MQTT. */
  readonly clientId: string | undefined;
  /** The certificate's id, or who called the API. */
  readonly principal: string | undefined;
  readonly traceId: string | undefined;
  /** Platform milliseconds at which the rules engine saw it. */
  readonly time: number;
  readonly account: string;
}

/** Called with values of the wrong type, a function is Undefined. */
export interface SqlFunction {
  /** The fewest and the most arguments. */
  readonly takes: readonly [number, number];
  readonly call: (args: readonly SqlValue[], message: SqlMessage) => SqlValue;
}

/** An error in the evaluation: no action and no error action follow, only a log line. */
export class SqlEvaluationError extends Error {
  readonly code = 'IOT_SQL_FAILED';
}

const DECIMAL = /^-?\d+(\.\d+)?(e-?\d+)?$/i;

export function isArray(value: SqlValue): value is readonly SqlValue[] {
  return Array.isArray(value);
}

export function isObject(value: SqlValue): value is SqlObject {
  return typeof value === 'object' && value !== null && !isArray(value);
}

/** The standard conversion to a number; undefined when there is none. */
export function toNumber(value: SqlValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && DECIMAL.test(value)) return Number(value);
  return undefined;
}

/** The standard conversion to a string; undefined for null and undefined. */
export function toText(value: SqlValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The standard conversion to a boolean: `true`, and “true” in any case of letters. */
export function toBoolean(value: SqlValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const text = value.toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

export function equal(a: SqlValue, b: SqlValue): boolean {
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (!isObject(a) || !isObject(b)) return a === b;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
  );
}

/** The member of an object; undefined when it is none or has none. */
export function member(value: SqlValue, key: string): SqlValue {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
