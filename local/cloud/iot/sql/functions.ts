import { own } from '../../core/plain-value.ts';
import { messageFunctions } from './message-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { textFunctions } from './text-functions.ts';
import {
  isArray,
  isObject,
  member,
  type SqlFunction,
  type SqlValue,
  toBoolean,
  toNumber,
  toText,
} from './values.ts';

const valueFunctions: Readonly<Record<string, SqlFunction>> = {
  concat: { takes: [0, 100], call: concat },
  get: { takes: [2, 2], call: ([collection, key]) => get(collection, key) },
  isnull: { takes: [1, 1], call: ([value]) => value === null },
  isundefined: { takes: [1, 1], call: ([value]) => value === undefined },
  nanvl: { takes: [2, 2], call: ([value, other]) => value ?? other },
};

/**
 * The functions of the rules engine that exist here. Source: AWS IoT Core developer guide, “Functions”.
 */
export const FUNCTIONS: Readonly<Record<string, SqlFunction>> = {
  ...valueFunctions,
  ...textFunctions,
  ...numberFunctions,
  ...messageFunctions,
};

/** `cast(value as type)`. Keyword in lower case; undefined for a type that does not exist. */
export function castTo(type: string): ((value: SqlValue) => SqlValue) | undefined {
  return own(CASTS, type);
}

const castToText = (value: SqlValue): SqlValue => toText(value);
const castToInt = (value: SqlValue): SqlValue => {
  const number = castToNumber(value);
  return typeof number === 'number' ? Math.floor(number) : undefined;
};
const castToNumber = (value: SqlValue): SqlValue =>
  typeof value === 'boolean' ? Number(value) : toNumber(value);
const castToBoolean = (value: SqlValue): SqlValue =>
  typeof value === 'number' ? value !== 0 : toBoolean(value);

const CASTS: Readonly<Record<string, (value: SqlValue) => SqlValue>> = {
  string: castToText,
  nvarchar: castToText,
  text: castToText,
  ntext: castToText,
  varchar: castToText,
  int: castToInt,
  integer: castToInt,
  double: castToNumber,
  decimal: castToNumber,
  bool: castToBoolean,
  boolean: castToBoolean,
};

function concat(args: readonly SqlValue[]): SqlValue {
  if (args.length < 2) return args[0];
  if (args.some(isArray)) return args.flatMap((argument) => (isArray(argument) ? argument : [argument]));
  if (!args.some((argument) => typeof argument === 'string')) return undefined;
  const texts = args.map(toText);
  return texts.includes(undefined) ? undefined : texts.join('');
}

function get(collection: SqlValue, key: SqlValue): SqlValue {
  if (isObject(collection)) return typeof key === 'string' ? member(collection, key) : undefined;
  const index = toNumber(key);
  if (index === undefined) return undefined;
  if (typeof collection === 'string') return collection.charAt(Math.trunc(index)) || undefined;
  return isArray(collection) ? collection[Math.trunc(index)] : undefined;
}
