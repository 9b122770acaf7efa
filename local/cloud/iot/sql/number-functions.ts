import { remainder } from './operators.ts';
import { type SqlFunction, type SqlValue, toNumber } from './values.ts';

/** Arguments are converted to numbers; Undefined when one cannot be, or when the result is no real number. */
function onNumbers(count: number, call: (...numbers: number[]) => number): SqlFunction {
  return {
    takes: [count, count],
    call: (args) => {
      const numbers: number[] = [];
      for (const argument of args) {
        const number = toNumber(argument);
        if (number === undefined) return undefined;
        numbers.push(number);
      }
      const result = call(...numbers);
      return Number.isFinite(result) ? result : undefined;
    },
  };
}

/** Half goes away from zero: the guide has round(-1.5) = -2. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function truncate(value: number, digits: number): number {
  const factor = 10 ** Math.min(15, Math.max(0, Math.floor(digits)));
  const result = Math.trunc(value * factor) / factor;
  return Number.isFinite(value * factor) ? result : value;
}

const remainderFunction: SqlFunction = {
  takes: [2, 2],
  call: ([left, right]: readonly SqlValue[]) => remainder(left, right),
};

export const numberFunctions: Readonly<Record<string, SqlFunction>> = {
  abs: onNumbers(1, (value = 0) => Math.abs(value)),
  ceil: onNumbers(1, (value = 0) => Math.ceil(value)),
  floor: onNumbers(1, (value = 0) => Math.floor(value)),
  round: onNumbers(1, (value = 0) => round(value)),
  sign: onNumbers(1, (value = 0) => Math.sign(value)),
  sqrt: onNumbers(1, (value = 0) => Math.sqrt(value)),
  exp: onNumbers(1, (value = 0) => Math.exp(value)),
  ln: onNumbers(1, (value = 0) => Math.log(value)),
  log: onNumbers(1, (value = 0) => Math.log10(value)),
  power: onNumbers(2, (value = 0, exponent = 0) => value ** exponent),
  trunc: onNumbers(2, (value = 0, digits = 0) => truncate(value, digits)),
  mod: remainderFunction,
  remainder: remainderFunction,
};
