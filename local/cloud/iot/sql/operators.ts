import { equal, type SqlValue, toBoolean, toNumber, toText } from './values.ts';

/** Source: AWS IoT Core developer guide, “Operators”. What is not in its tables is Undefined. */
type Binary = (left: SqlValue, right: SqlValue) => SqlValue;

const numeric =
  (compute: (a: number, b: number) => SqlValue): Binary =>
  (left, right) => {
    const a = toNumber(left);
    const b = toNumber(right);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };

/** What is no finite number (a division by zero) is Undefined. */
const finite = (value: number): SqlValue => (Number.isFinite(value) ? value : undefined);

const logical =
  (compute: (a: boolean, b: boolean) => boolean): Binary =>
  (left, right) => {
    const a = toBoolean(left);
    const b = toBoolean(right);
    return a === undefined || b === undefined ? undefined : compute(a, b);
  };

function add(left: SqlValue, right: SqlValue): SqlValue {
  if (typeof left === 'number' && typeof right === 'number') return finite(left + right);
  if (typeof left !== 'string' && typeof right !== 'string') return undefined;
  const a = toText(left);
  const b = toText(right);
  return a === undefined || b === undefined ? undefined : a + b;
}

/** Int divided by Int is an Int. */
function divide(a: number, b: number): SqlValue {
  return finite(Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b);
}

export const remainder: Binary = numeric((a, b) => finite(a % b));

const same: Binary = (left, right) =>
  left === undefined || right === undefined ? undefined : equal(left, right);

export const and: Binary = logical((a, b) => a && b);
export const or: Binary = logical((a, b) => a || b);

export function not(value: SqlValue): SqlValue {
  const known = toBoolean(value);
  return known === undefined ? undefined : !known;
}

export function negate(value: SqlValue): SqlValue {
  const known = toNumber(value);
  return known === undefined ? undefined : -known;
}

/** Whether a list has a value equal to this one. */
export function isIn(value: SqlValue, list: SqlValue): SqlValue {
  if (value === undefined || !Array.isArray(list)) return undefined;
  return list.some((item: SqlValue) => equal(value, item));
}

export const COMPARISON: Readonly<Record<string, Binary>> = {
  '=': same,
  '<>': (left, right) => not(same(left, right)),
  '<': numeric((a, b) => a < b),
  '<=': numeric((a, b) => a <= b),
  '>': numeric((a, b) => a > b),
  '>=': numeric((a, b) => a >= b),
};

export const ADDITIVE: Readonly<Record<string, Binary>> = {
  '+': add,
  '-': numeric((a, b) => finite(a - b)),
};

export const MULTIPLICATIVE: Readonly<Record<string, Binary>> = {
  '*': numeric((a, b) => finite(a * b)),
  '/': numeric(divide),
  '%': remainder,
};
